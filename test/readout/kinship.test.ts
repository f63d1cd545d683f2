import { describe, expect, it } from 'vitest';
import { allocateState } from '../../src/engine/state.ts';
import { cloneValue, intraclass, overlapOfQuarters, type Quarters, quartersOf } from '../../src/readout/kinship.ts';
import type { CloneSizes } from '../../src/readout/lineages.ts';
import { createChance } from '../../src/tissue/chance.ts';
import { bareModel } from '../support/tissue-scene.ts';

/** Four quarters with so many cells of each clone. */
const even = (clones: number, size: number): Quarters =>
  [0, 1, 2, 3].map(() => new Map(Array.from({ length: clones }, (_, i) => [i + 1, size])));

/** Each cell survives with the chance of its clone. */
function survivors(before: Quarters, chanceOf: (barcode: number) => number, seed = 1): Quarters {
  const chance = createChance(seed, 0);
  return before.map((quarter) => {
    const left = new Map<number, number>();
    for (const [barcode, size] of quarter) {
      let alive = 0;
      for (let i = 0; i < size; i++) if (chance.below(1e6) < 1e6 * chanceOf(barcode)) alive++;
      if (alive > 0) left.set(barcode, alive);
    }
    return left;
  });
}

describe('quarters', () => {
  it('part the lattice in four, odd sides with the larger parts behind', () => {
    const model = bareModel();
    const state = allocateState(model, 15, [new Float32Array(15), new Float32Array(15)]);
    state.tissue.barcode.set(Array.from({ length: 15 }, (_, i) => i + 1));
    const members = [{ layer: 'tissue' as const, mask: new Uint8Array(15).fill(1), count: 15 }];
    const shape = { width: 5, height: 3, spacing: 20, edges: 'periodic', mixing: 'dish' } as const;
    const found = quartersOf(state, members, shape).map((quarter: CloneSizes) => [...quarter.keys()]);
    expect(found).toEqual([
      [1, 2],
      [3, 4, 5],
      [6, 7, 11, 12],
      [8, 9, 10, 13, 14, 15],
    ]);
  });
});

describe('correlation within groups', () => {
  it('is 1 where relatives are alike, and that of the analysis of variance otherwise', () => {
    expect(
      intraclass([
        [1, 1],
        [2, 2],
        [5, 5, 5],
      ]),
    ).toBe(1);
    // Means 2 and 6: 16 between over one degree of freedom, 4 within over two; (16 − 2)/(16 + 2) with two of each.
    expect(
      intraclass([
        [1, 3],
        [5, 7],
      ]),
    ).toBeCloseTo(7 / 9, 12);
    expect(intraclass([[1], [2], [3]])).toBeNaN();
  });

  it('is near 0 among strangers', () => {
    const chance = createChance(3, 0);
    const groups = Array.from({ length: 4000 }, () => [chance.below(1000), chance.below(1000)]);
    expect(Math.abs(intraclass(groups))).toBeLessThan(0.05);
  });
});

describe('lineages between quarters', () => {
  const before = even(1500, 20);

  it('overlap as chance has it where all cells are alike, however large their clones', () => {
    const uneven: Quarters = [0, 1, 2, 3].map(() => new Map(Array.from({ length: 1500 }, (_, i) => [i, 1 + (i % 40)])));
    const random = survivors(uneven, () => 0.02);
    expect(overlapOfQuarters(random, uneven)).toBeGreaterThan(0.9);
    expect(overlapOfQuarters(random, uneven)).toBeLessThan(1.1);
    const inherited = survivors(uneven, (barcode) => (barcode % 5 === 0 ? 0.1 : 0));
    expect(overlapOfQuarters(inherited, uneven)).toBeGreaterThan(2);
  });

  it('survive at random: no correlation, full diversity, Poisson sizes', () => {
    const after = survivors(before, () => 0.05);
    expect(Math.abs(cloneValue('clone_correlation', [before, after]))).toBeLessThan(0.05);
    expect(cloneValue('clone_diversity', [before, after])).toBeCloseTo(1, 1);
    expect(cloneValue('clone_fano', [before, after])).toBeCloseTo(0.95, 1);
    expect(cloneValue('clones_kept', [before, after])).toBeCloseTo(1 - 0.95 ** 20, 1);
    expect(cloneValue('clone_variation', [before, after])).toBeLessThan(0.2);
    expect(Math.abs(cloneValue('fate_correlation', [before, after]))).toBeLessThan(0.05);
  });

  it('survive by family: correlated, less diverse, far from Poisson', () => {
    const after = survivors(before, (barcode) => (barcode % 20 === 0 ? 0.9 : 0.005));
    expect(cloneValue('clone_correlation', [before, after])).toBeGreaterThan(0.9);
    expect(cloneValue('clone_diversity', [before, after])).toBeLessThan(0.9);
    expect(cloneValue('clone_fano', [before, after])).toBeGreaterThan(8);
    expect(cloneValue('clone_variation', [before, after])).toBeGreaterThan(2);
    expect(cloneValue('fate_correlation', [before, after])).toBeGreaterThan(0.7);
  });

  it('are the same ones twice, or a fresh draw', () => {
    const first = survivors(before, (barcode) => (barcode % 2 === 0 ? 0.4 : 0.1), 1);
    const same = survivors(before, (barcode) => (barcode % 2 === 0 ? 0.4 : 0.1), 2);
    const fresh = survivors(before, (barcode) => (barcode % 3 === 0 ? 0.4 : 0.1), 3);
    expect(cloneValue('clone_correlation', [before, first, before, same])).toBeGreaterThan(0.7);
    expect(Math.abs(cloneValue('clone_correlation', [before, first, before, fresh]))).toBeLessThan(0.1);
  });
});
