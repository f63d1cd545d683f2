/**
 * What relatives have in common. In a well-mixed dish a quarter of the lattice is a random sample of all cells, so the four
 * quarters are what a culture that is split into four gives: lineages are compared between them.
 */
import type { LatticeState } from '../engine/types.ts';
import type { CloneFunction } from '../model/experiment-types.ts';
import type { LatticeShape } from '../model/types.ts';
import type { Members } from './cell-set.ts';
import { type CloneSizes, cloneSizes, residualCorrelation, shannonRatio, totalSize } from './lineages.ts';
import { mean, pearson, variance } from './sample.ts';

/** Cells per barcode in each quarter of the lattice. */
export type Quarters = readonly CloneSizes[];

const PAIRS = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b > a).map((b) => [a, b] as const));

/** The clones of a set, quarter by quarter. Odd sides leave the larger parts right and below. */
export function quartersOf(state: LatticeState, members: readonly Members[], shape: LatticeShape): Quarters {
  const { width, height } = shape;
  return [0, 1, 2, 3].map((quarter) => {
    const part = members.map(({ layer, mask }) => {
      const own = mask.map((is, i) => {
        const right = i % width >= Math.floor(width / 2) ? 1 : 0;
        const below = Math.floor(i / width) >= Math.floor(height / 2) ? 2 : 0;
        return right + below === quarter ? is : 0;
      });
      return { layer, mask: own, count: own.reduce((sum, is) => sum + is, 0) };
    });
    return cloneSizes(state, part);
  });
}

/** The clones of all quarters together. */
export function together(quarters: Quarters): CloneSizes {
  const sizes = new Map<number, number>();
  for (const quarter of quarters) {
    for (const [barcode, size] of quarter) sizes.set(barcode, (sizes.get(barcode) ?? 0) + size);
  }
  return sizes;
}

/**
 * Lineages found in two quarters over the number that chance gives, mean over pairs of quarters: chance knows in which
 * quarters each lineage of `among` has how many cells, and takes all cells to be alike. NaN where nothing is found.
 */
export function overlapOfQuarters(own: Quarters, among: Quarters): number {
  const chances = own.map((found, k) => chancesOf(found, among[k]!));
  const ratios = PAIRS.map(([a, b]) => {
    const both = [...own[a]!.keys()].filter((barcode) => own[b]!.has(barcode)).length;
    let expected = 0;
    for (const [barcode, chance] of chances[a]!) expected += chance * (chances[b]!.get(barcode) ?? 0);
    return [both, expected] as const;
  });
  return ratios.reduce((sum, [both]) => sum + both, 0) / ratios.reduce((sum, [, expected]) => sum + expected, 0);
}

/** Chance of each lineage to be among the found ones, 1 − (1 − p)^size with the p that gives as many as were found. */
function chancesOf(found: CloneSizes, among: CloneSizes): ReadonlyMap<number, number> {
  const chance = (p: number) => (size: number) => 1 - (1 - p) ** size;
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const p = (low + high) / 2;
    let expected = 0;
    for (const size of among.values()) expected += chance(p)(size);
    if (expected < found.size) low = p;
    else high = p;
  }
  return new Map([...among].map(([barcode, size]) => [barcode, chance(high)(size)]));
}

/**
 * Intraclass correlation of a value among the cells of a lineage: 1 when relatives are alike, 0 when they are like strangers.
 * @param values of each member, in the order of `valuesOfMembers`
 * Source: one-way analysis of variance with unequal groups, Donner, Int. Stat. Rev. 54 (1986) 67, doi:10.2307/1403259.
 */
export function relatedness(state: LatticeState, members: readonly Members[], values: ArrayLike<number>): number {
  const groups = new Map<number, number[]>();
  let next = 0;
  for (const { layer, mask } of members) {
    const { barcode } = state[layer as 'tissue' | 'immune'];
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] !== 1) continue;
      const group = groups.get(barcode[i]) ?? [];
      groups.set(barcode[i], group);
      group.push(values[next++]);
    }
  }
  return intraclass([...groups.values()]);
}

/** Intraclass correlation of groups of values; NaN without two groups or with nobody in a group with another. */
export function intraclass(groups: readonly (readonly number[])[]): number {
  const sizes = groups.map((group) => group.length);
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const [k, centre] = [groups.length, mean(groups.flat())];
  let [between, within] = [0, 0];
  for (const group of groups) {
    const own = mean(group);
    between += group.length * (own - centre) ** 2;
    for (const value of group) within += (value - own) ** 2;
  }
  if (k < 2 || total === k) return Number.NaN;
  const typical = (total - sizes.reduce((sum, n) => sum + n * n, 0) / total) / (k - 1);
  const [a, b] = [between / (k - 1), within / (total - k)];
  return (a - b) / (a + (typical - 1) * b);
}

/**
 * `clone_correlation` between quarters of what survived from the first moment to the second beyond expectation; of four moments:
 * of what survived from the first to the second with what survived from the third to the fourth · `clone_diversity` Shannon ratio ·
 * `clone_fano` variance over mean of the sizes, in a quarter, of the clones that were there · `clones_kept` part of a quarter's clones
 * still there · `clone_variation` of the part of each clone that survived, its standard deviation beyond chance over its mean ·
 * `fate_correlation` of survival among cells of a clone, where nobody divides in between.
 */
export function cloneValue(name: CloneFunction, moments: readonly Quarters[]): number {
  const [before, after, again, last] = moments as [Quarters, Quarters, Quarters?, Quarters?];
  const whole = moments.map(together);
  switch (name) {
    case 'clone_correlation':
      if (again !== undefined && last !== undefined) return correlationInTime(whole);
      return mean(
        PAIRS.map(([a, b]) => residualCorrelation(after[a]!, after[b]!, shared(before[a]!, before[b]!), before[b])),
      );
    case 'clone_diversity':
      return mean(before.map((clones, k) => shannonRatio(after[k]!, clones)));
    case 'clone_fano':
      return mean(before.map((clones, k) => fano(clones, after[k]!)));
    case 'clones_kept':
      return mean(before.map((clones, k) => after[k]!.size / clones.size));
    case 'clone_variation':
      return variation(whole[0]!, whole[1]!);
    case 'fate_correlation':
      return intraclass(
        [...whole[0]!].map(([barcode, size]) => {
          const alive = Math.min(size, whole[1]!.get(barcode) ?? 0);
          return Array.from({ length: size }, (_, i) => (i < alive ? 1 : 0));
        }),
      );
  }
}

function shared(a: CloneSizes, b: CloneSizes): CloneSizes {
  return new Map([...a].filter(([barcode]) => b.has(barcode)));
}

function correlationInTime([before, after, again, last]: readonly CloneSizes[]): number {
  const both = [...again!.keys()].filter((barcode) => before!.has(barcode));
  const residuals = (from: CloneSizes, to: CloneSizes) => {
    const part = totalSize(to) / totalSize(from);
    return both.map((barcode) => {
      const expected = part * from.get(barcode)!;
      return ((to.get(barcode) ?? 0) - expected) / Math.sqrt(expected);
    });
  };
  return pearson(residuals(before!, after!), residuals(again!, last!));
}

function fano(before: CloneSizes, after: CloneSizes): number {
  const sizes = [...before.keys()].map((barcode) => after.get(barcode) ?? 0);
  return variance(sizes) / mean(sizes);
}

function variation(before: CloneSizes, after: CloneSizes): number {
  const parts = [...before].map(([barcode, size]) => (after.get(barcode) ?? 0) / size);
  const part = totalSize(after) / totalSize(before);
  const chance = mean([...before.values()].map((size) => (part * (1 - part)) / size));
  return Math.sqrt(Math.max(0, variance(parts) - chance)) / mean(parts);
}
