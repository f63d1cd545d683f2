import type { FieldProblem, FieldTerms } from '../types.ts';
import type { FaceLevel } from './conductance.ts';
import type { GridLevel } from './grid-levels.ts';
import type { LevelState } from './smoother.ts';

/** How much of a cell's face conductance carries flux towards a site with an excess sink (see `coarsenSinks`). */
export const EXCESS_REACH = 3;

/** Known part of the finest right-hand side: `F = s + rate·old`, plus `q·g·held` beside a held edge. */
export function assembleSource(
  { width, height, stride }: GridLevel,
  { west, north }: FaceLevel,
  f: Float32Array,
  source: Float32Array,
  old: Float32Array,
  rate: number,
  scale: number,
  boundary: FieldProblem['boundary'],
): void {
  const held = boundary.kind === 'held' ? scale * boundary.value : 0;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    const end = start + width;
    for (let i = start, j = y * width; i < end; i++, j++) f[i] = source[j] + rate * old[j];
    if (held !== 0) {
      f[start] += held * west[start];
      f[end - 1] += held * west[end];
      if (y === 0) for (let i = start; i < end; i++) f[i] += held * north[i];
      if (y === height - 1) for (let i = start; i < end; i++) f[i] += held * north[i + stride];
    }
  }
}

/**
 * Finest equation, the uptake linearised at u (Newton, c = max(u, 0)): `k = base + sink + v·Km/(Km+c)²`,
 * `f = F − v·(c/(Km+c))²`, and the inverse diagonal. @returns ‖D⁻¹F‖₂
 */
export function linearise(
  { width, height, stride }: GridLevel,
  { total }: FaceLevel,
  { u, f, k, inverse }: LevelState,
  known: Float32Array,
  { sink, uptake }: FieldTerms,
  base: number,
  saturation: number,
  scale: number,
): number {
  let norm = 0;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start, j = y * width; i < start + width; i++, j++) {
      let sum = base + sink[j];
      let right = known[i];
      const v = uptake[j];
      if (v !== 0) {
        const c = Math.max(u[i], 0);
        const share = 1 / (saturation + c);
        sum += v * saturation * share * share;
        right -= v * c * c * share * share;
      }
      f[i] = right;
      k[i] = sum;
      const diagonal = scale * total[i] + sum;
      const inverted = diagonal > 0 ? 1 / diagonal : 0;
      inverse[i] = inverted;
      norm += (known[i] * inverted) ** 2;
    }
  }
  return Math.sqrt(norm);
}

/**
 * Sinks of a coarse level. Per 2×2 block the smallest sink density acts on the whole area; what a cell has above it is
 * a point sink that can take no more than the lattice brings, so it acts in series with `EXCESS_REACH·scale·total`.
 * Plain sums would let one strong site silence the correction of its whole block.
 */
export function coarsenSinks(
  fine: GridLevel,
  faces: FaceLevel,
  k: Float32Array,
  coarse: GridLevel,
  coarseFaces: FaceLevel,
  to: LevelState,
  scale: number,
): void {
  const reach = EXCESS_REACH * scale;
  const { total } = faces;
  for (let y = 0; y < coarse.height; y++) {
    const lone = 2 * y + 1 === fine.height;
    const h0 = fine.y.widths[2 * y];
    const h1 = lone ? 0 : fine.y.widths[2 * y + 1];
    for (let x = 0; x < coarse.width; x++) {
      const a = (2 * y + 1) * fine.stride + 2 * x + 1;
      const c = lone ? a : a + fine.stride;
      const narrow = 2 * x + 1 === fine.width;
      const w0 = fine.x.widths[2 * x];
      const w1 = narrow ? 0 : fine.x.widths[2 * x + 1];
      const b = narrow ? a : a + 1;
      const d = narrow ? c : c + 1;
      const least = Math.min(
        k[a] / (w0 * h0),
        narrow ? Infinity : k[b] / (w1 * h0),
        lone ? Infinity : k[c] / (w0 * h1),
        lone || narrow ? Infinity : k[d] / (w1 * h1),
      );
      let sum = least * (w0 + w1) * (h0 + h1) + limited(k[a] - least * w0 * h0, reach * total[a]);
      if (!narrow) sum += limited(k[b] - least * w1 * h0, reach * total[b]);
      if (!lone) sum += limited(k[c] - least * w0 * h1, reach * total[c]);
      if (!lone && !narrow) sum += limited(k[d] - least * w1 * h1, reach * total[d]);
      const i = (y + 1) * coarse.stride + x + 1;
      to.k[i] = sum;
      const diagonal = scale * coarseFaces.total[i] + sum;
      to.inverse[i] = diagonal > 0 ? 1 / diagonal : 0;
    }
  }
}

/** Two conductances in series. */
function limited(excess: number, reach: number): number {
  return excess > 0 ? (excess * reach) / (excess + reach) : 0;
}
