/** Lineages: how many there are, how even, and how alike in two runs. Cells without a barcode belong to none. */
import type { LatticeState } from '../engine/types.ts';
import type { Members } from './cell-set.ts';
import { pearson, spearman } from './sample.ts';

/** Cells per barcode. */
export type CloneSizes = ReadonlyMap<number, number>;

/** The clones that members of a set belong to, and how many of them each has. */
export function cloneSizes(state: LatticeState, members: readonly Members[]): CloneSizes {
  const sizes = new Map<number, number>();
  for (const { layer, mask } of members) {
    if (layer === 'sites') throw new RangeError('sites have no barcode; lineages are of cells');
    const { barcode } = state[layer];
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 1 && barcode[i] !== 0) sizes.set(barcode[i], (sizes.get(barcode[i]) ?? 0) + 1);
    }
  }
  return sizes;
}

/** Cells in all clones. */
export function totalSize(sizes: CloneSizes): number {
  let total = 0;
  for (const size of sizes.values()) total += size;
  return total;
}

/** How many clones have how many cells, by ascending size. */
export function sizeDistribution(sizes: CloneSizes): { readonly size: number; readonly clones: number }[] {
  const clones = new Map<number, number>();
  for (const size of sizes.values()) clones.set(size, (clones.get(size) ?? 0) + 1);
  return [...clones].map(([size, n]) => ({ size, clones: n })).sort((a, b) => a.size - b.size);
}

/**
 * Shannon entropy −Σ p ln p of the clones' shares p [nats]; NaN without clones.
 * Source: Shannon, Bell Syst. Tech. J. 27 (1948) 379, doi:10.1002/j.1538-7305.1948.tb01338.x.
 */
export function entropy(sizes: CloneSizes): number {
  return sumOverShares(sizes, (p) => -p * Math.log(p));
}

/**
 * Entropy over the logarithm of the number of clones: 1 when all are of a size. NaN with fewer than two clones.
 * Source: Pielou, J. Theor. Biol. 13 (1966) 131, doi:10.1016/0022-5193(66)90013-0.
 */
export function evenness(sizes: CloneSizes): number {
  return entropy(sizes) / Math.log(sizes.size);
}

/**
 * Simpson's diversity 1 − Σ p²: how likely two cells drawn with replacement are of different clones. NaN without clones.
 * Source: Simpson, Nature 163 (1949) 688, doi:10.1038/163688a0.
 */
export function simpson(sizes: CloneSizes): number {
  return 1 - sumOverShares(sizes, (p) => p * p);
}

/**
 * Share of the largest clone, 0 … 1; NaN without clones.
 * Source: Berger & Parker, Science 168 (1970) 1345, doi:10.1126/science.168.3937.1345.
 */
export function dominance(sizes: CloneSizes): number {
  let most = 0;
  for (const size of sizes.values()) most = Math.max(most, size);
  return most / totalSize(sizes);
}

function sumOverShares(sizes: CloneSizes, term: (share: number) => number): number {
  const total = totalSize(sizes);
  if (total === 0) return Number.NaN;
  let sum = 0;
  for (const size of sizes.values()) sum += term(size / total);
  return sum;
}

/**
 * Shannon ratio: entropy of the survivors over the entropy expected when as many survive at random. 1 when survival has
 * nothing to do with lineage, less when it runs in families. @throws RangeError when there are more after than before
 */
export function shannonRatio(after: CloneSizes, before: CloneSizes): number {
  return entropy(after) / expectedEntropy(before, totalSize(after));
}

/**
 * Entropy [nats] to be expected of `n` cells drawn at random, without replacement, from these clones. Exact: each clone's
 * number is hypergeometric, and an expectation of a sum is the sum of expectations.
 */
export function expectedEntropy(sizes: CloneSizes, n: number): number {
  const total = totalSize(sizes);
  if (n > total) throw new RangeError(`${n} cells cannot be drawn from ${total}`);
  if (n === 0) return Number.NaN;
  let sum = 0;
  for (const { size, clones } of sizeDistribution(sizes)) {
    let [weights, terms] = [0, 0];
    hypergeometric(total, size, n, (k, weight) => {
      weights += weight;
      if (k > 0) terms -= weight * (k / n) * Math.log(k / n);
    });
    sum += (clones * terms) / weights;
  }
  return sum;
}

/** Visits the likely numbers k of `size` marked ones among `n` drawn of `total`; weights are in proportion to chance. */
function hypergeometric(total: number, size: number, n: number, visit: (k: number, weight: number) => void): void {
  const [least, most] = [Math.max(0, n - (total - size)), Math.min(size, n)];
  const mode = Math.min(Math.max(Math.floor(((n + 1) * (size + 1)) / (total + 2)), least), most);
  /** Chance of k + 1 over chance of k. */
  const ratio = (k: number) => ((size - k) * (n - k)) / ((k + 1) * (total - size - n + k + 1));
  for (let k = mode, weight = 1; k <= most && weight > 1e-18; weight *= ratio(k), k++) visit(k, weight);
  for (let k = mode - 1, weight = 1; k >= least; k--) {
    weight /= ratio(k);
    if (weight < 1e-18) break;
    visit(k, weight);
  }
}

/**
 * Correlation of clone sizes in two replicates that started from the same barcodes. `log`: Pearson's of ln(1 + size),
 * which says whether sizes agree in proportion; `rank`: Spearman's, which asks for no scale at all. A clone missing from
 * one replicate has size 0 there.
 * @param among the barcodes both started from; without it those still found in either, which leaves out the clones lost
 *   in both and so gives a lower value. NaN when sizes do not vary.
 */
export function cloneCorrelation(
  a: CloneSizes,
  b: CloneSizes,
  by: 'log' | 'rank',
  among: Iterable<number> = new Set([...a.keys(), ...b.keys()]),
): number {
  const barcodes = [...among];
  const [x, y] = [a, b].map((sizes) => barcodes.map((barcode) => sizes.get(barcode) ?? 0));
  return by === 'rank' ? spearman(x, y) : pearson(x.map(Math.log1p), y.map(Math.log1p));
}

/**
 * Correlation of what survived beyond expectation: Pearson's of (size − f·before)/√(f·before), f being the replicate's
 * surviving share. Unlike `cloneCorrelation` and `overlap` it is 0 when survival does not run in families, however unequal
 * clones were before. @param before sizes when the replicates were split @param beforeB those of the second, where they differ;
 * it has all clones of `before`
 */
export function residualCorrelation(
  a: CloneSizes,
  b: CloneSizes,
  before: CloneSizes,
  beforeB: CloneSizes = before,
): number {
  const residuals = (after: CloneSizes, from: CloneSizes) => {
    const survived = totalSize(after) / totalSize(from);
    return [...before.keys()].map((barcode) => {
      const expected = survived * from.get(barcode)!;
      return ((after.get(barcode) ?? 0) - expected) / Math.sqrt(expected);
    });
  };
  return pearson(residuals(a, before), residuals(b, beforeB));
}

/** Clones found in both over the number that chance gives when all of `barcodes` clones are alike; no unit. */
export function overlap(a: CloneSizes, b: CloneSizes, barcodes: number): number {
  let both = 0;
  for (const barcode of a.keys()) if (b.has(barcode)) both++;
  return (both * barcodes) / (a.size * b.size);
}
