import type { FaceLevel } from './conductance.ts';
import type { Axis, GridLevel } from './grid-levels.ts';
import type { LevelState } from './smoother.ts';

/** How much of a cell's face conductance carries flux towards a site with an excess sink (see `coarsenSinks`). */
export const EXCESS_REACH = 3;

/**
 * Sinks of a coarse level. Per 2×2 block the smallest sink density acts on the whole area; what a cell has above it is
 * a point sink that can take no more than the lattice brings, so it acts in series with `EXCESS_REACH·scale·total`.
 * Plain sums would let one strong site silence the correction of its whole block.
 */
export function coarsenSinks(
  fine: GridLevel,
  { total }: FaceLevel,
  k: Float32Array,
  coarse: GridLevel,
  coarseFaces: FaceLevel,
  to: LevelState,
  scale: number,
): void {
  const reach = EXCESS_REACH * scale;
  const columns = equalPairs(fine.x);
  const rows = equalPairs(fine.y);
  for (let y = 0; y < coarse.height; y++) {
    for (let x = 0; x < coarse.width; x++) {
      const sum =
        x < columns && y < rows
          ? equalBlock(k, total, (2 * y + 1) * fine.stride + 2 * x + 1, fine.stride, reach)
          : edgeBlock(fine, k, total, x, y, reach);
      const i = (y + 1) * coarse.stride + x + 1;
      to.k[i] = sum;
      const diagonal = scale * coarseFaces.total[i] + sum;
      to.inverse[i] = diagonal > 0 ? 1 / diagonal : 0;
    }
  }
}

/** Pairs of cells along an axis that are equally wide: all but perhaps the last. */
function equalPairs({ count, widths }: Axis): number {
  const pairs = count >> 1;
  return pairs > 0 && widths[2 * pairs - 1] !== widths[2 * pairs - 2] ? pairs - 1 : pairs;
}

/** Four cells of the same area, the first at `a`. */
function equalBlock(k: Float32Array, total: Float32Array, a: number, stride: number, reach: number): number {
  const c = a + stride;
  const least = Math.min(Math.min(k[a], k[a + 1]), Math.min(k[c], k[c + 1]));
  return (
    4 * least +
    inSeries(k[a] - least, reach * total[a]) +
    inSeries(k[a + 1] - least, reach * total[a + 1]) +
    inSeries(k[c] - least, reach * total[c]) +
    inSeries(k[c + 1] - least, reach * total[c + 1])
  );
}

/** The cells of coarse cell (x, y) beside the east or south edge, where one may be narrow or missing. */
function edgeBlock(
  { width, height, stride, x: { widths }, y: { widths: heights } }: GridLevel,
  k: Float32Array,
  total: Float32Array,
  x: number,
  y: number,
  reach: number,
): number {
  let area = 0;
  let least = Infinity;
  for (let b = 2 * y; b < Math.min(2 * y + 2, height); b++) {
    for (let a = 2 * x; a < Math.min(2 * x + 2, width); a++) {
      area += widths[a] * heights[b];
      least = Math.min(least, k[(b + 1) * stride + a + 1] / (widths[a] * heights[b]));
    }
  }
  let sum = least * area;
  for (let b = 2 * y; b < Math.min(2 * y + 2, height); b++) {
    for (let a = 2 * x; a < Math.min(2 * x + 2, width); a++) {
      const i = (b + 1) * stride + a + 1;
      sum += inSeries(Math.max(k[i] - least * widths[a] * heights[b], 0), reach * total[i]);
    }
  }
  return sum;
}

/** Two conductances in series, 0 when both are. */
function inSeries(excess: number, reach: number): number {
  return (excess * reach) / (excess + reach + Number.MIN_VALUE);
}
