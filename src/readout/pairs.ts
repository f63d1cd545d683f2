/** Pair correlation: how much more often than at random cells of two sets lie a given distance apart. */
import type { Members } from './cell-set.ts';
import type { Grid } from './distance.ts';

/** Pairs whose distance is in (from, to], the first bin with its lower end. */
export interface PairBin {
  /** The bin [sites]. */
  readonly from: number;
  readonly to: number;
  /** Ordered pairs found, and how many the same numbers of cells would make when placed at random. */
  readonly pairs: number;
  readonly expected: number;
  /** pairs / expected: 1 at random, NaN where nothing is expected. */
  readonly g: number;
}

/**
 * Pair correlation g of two sets. At random means: cells of each layer thrown on the sites of `region` (all sites when
 * null) independently of the other layer, at most one per site. That is exact on the lattice and at its edges: bins
 * are compared with the pairs of sites that lie so far apart within the window, which is translation edge correction;
 * a periodic lattice has no edge, and each pair its shortest distance. A cell is no pair with itself; cells of two layers
 * that share a site are 0 apart. Cells outside `region` are left out.
 * Source: Ripley, J. R. Stat. Soc. B 39 (1977) 172, doi:10.1111/j.2517-6161.1977.tb01615.x; Ohser, Math. Operationsforsch.
 * Stat. Ser. Stat. 14 (1983) 63 (the correction).
 * @param radii upper ends of the bins [sites], ascending
 */
export function pairCorrelation(
  a: readonly Members[],
  b: readonly Members[],
  radii: readonly number[],
  grid: Grid,
  region: Uint8Array | null = null,
): PairBin[] {
  checkRadii(radii);
  const discs = radii.map((radius) => rowsOfDisc(radius, grid));
  const apart = region === null ? discs.map((disc) => sitePairs(disc, grid)) : countPairs(region, region, discs, grid);
  const sites = region === null ? grid.width * grid.height : count(region);
  const pairs = radii.map(() => 0);
  const expected = radii.map(() => 0);
  for (const first of a.map((members) => within(members, region))) {
    for (const second of b.map((members) => within(members, region))) {
      const own = first.layer === second.layer;
      const both = own ? shared(first.mask, second.mask) : 0;
      const chance = (first.count * second.count - both) / (own ? sites * (sites - 1) : sites * sites);
      const few = first.count <= second.count ? [first.mask, second.mask] : [second.mask, first.mask];
      for (const [k, found] of countPairs(few[0], few[1], discs, grid).entries()) {
        pairs[k] += found - both;
        if (chance > 0) expected[k] += chance * (apart[k] - (own ? sites : 0));
      }
    }
  }
  return radii.map((to, k) => {
    const bin = { pairs: pairs[k] - (k > 0 ? pairs[k - 1] : 0), expected: expected[k] - (k > 0 ? expected[k - 1] : 0) };
    return { from: k > 0 ? radii[k - 1] : 0, to, ...bin, g: bin.expected > 0 ? bin.pairs / bin.expected : Number.NaN };
  });
}

function checkRadii(radii: readonly number[]): void {
  const wrong = radii.findIndex(
    (radius, k) => !(radius < Infinity && radius > (k > 0 ? radii[k - 1] : -1)) || radius < 0,
  );
  if (wrong >= 0) throw new RangeError(`radius ${radii[wrong]} must be 0 or more, and above those before it`);
}

/** The rows of a disc: at `dy` rows from its middle it reaches `reach` sites to both sides. */
type Disc = readonly { readonly dy: number; readonly reach: number }[];

/** Each row of a periodic lattice once, at its shortest distance. */
function rowsOfDisc(radius: number, { height, edges }: Grid): Disc {
  const squared = radius * radius * (1 + 1e-9);
  const reaches = (dy: number) => Math.floor(Math.sqrt(squared - dy * dy));
  const most = Math.min(Math.floor(Math.sqrt(squared)), height - 1);
  const [up, down] = edges === 'periodic' ? [(height - 1) >> 1, height >> 1] : [most, most];
  const rows = [];
  for (let dy = -Math.min(up, most); dy <= Math.min(down, most); dy++) rows.push({ dy, reach: reaches(dy) });
  return rows;
}

/** Ordered pairs of sites, each with itself too, that are no further apart than the radius of the disc. */
function sitePairs(disc: Disc, { width, height, edges }: Grid): number {
  let sum = 0;
  for (const { dy, reach } of disc) {
    if (edges === 'periodic') sum += height * width * Math.min(2 * reach + 1, width);
    else {
      const most = Math.min(reach, width - 1);
      sum += (height - Math.abs(dy)) * ((2 * most + 1) * width - most * (most + 1));
    }
  }
  return sum;
}

/** For each disc, the ordered pairs (a member of `a`, a member of `b` within the disc around it). */
function countPairs(a: Uint8Array, b: Uint8Array, discs: readonly Disc[], { width, height, edges }: Grid): number[] {
  const periodic = edges === 'periodic';
  const upTo = rowSums(b, width, height);
  const stride = width + 1;
  const found = discs.map(() => 0);
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    const x = i % width;
    const y = (i - x) / width;
    for (let k = 0; k < discs.length; k++) {
      let sum = 0;
      for (const { dy, reach } of discs[k]) {
        let row = y + dy;
        if (periodic) row = (row + height) % height;
        else if (row < 0 || row >= height) continue;
        const start = row * stride;
        const [from, to] = [x - reach, x + reach + 1];
        if (periodic && to - from >= width) sum += upTo[start + width];
        else {
          sum += upTo[start + Math.min(to, width)] - upTo[start + Math.max(from, 0)];
          if (periodic && from < 0) sum += upTo[start + width] - upTo[start + width + from];
          if (periodic && to > width) sum += upTo[start + to - width];
        }
      }
      found[k] += sum;
    }
  }
  return found;
}

/** u32[height·(width + 1)]: how many marks stand before each place of each row. */
function rowSums(mask: Uint8Array, width: number, height: number): Uint32Array {
  const sums = new Uint32Array(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) sums[y * (width + 1) + x + 1] = sums[y * (width + 1) + x] + mask[y * width + x];
  }
  return sums;
}

function within(members: Members, region: Uint8Array | null): Members {
  if (region === null) return members;
  const mask = members.mask.map((member, i) => member & region[i]);
  return { layer: members.layer, mask, count: count(mask) };
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, member) => sum + member, 0);
}

function shared(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] & b[i];
  return sum;
}
