import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CloneSizes,
  cloneCorrelation,
  dominance,
  entropy,
  evenness,
  expectedEntropy,
  overlap,
  residualCorrelation,
  shannonRatio,
  simpson,
  sizeDistribution,
  totalSize,
} from '../../src/readout/lineages.ts';
import { createChance } from '../../src/tissue/chance.ts';

const clones = (...sizes: number[]): CloneSizes =>
  new Map(sizes.flatMap((size, i) => (size > 0 ? [[i + 1, size]] : [])));

/** `n` cells of these clones, drawn at random without replacement. */
function survivors(before: CloneSizes, n: number, seed: number): CloneSizes {
  const cells = [...before].flatMap(([barcode, size]) => new Array<number>(size).fill(barcode));
  const chance = createChance(seed, 0);
  const left = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const [barcode] = cells.splice(chance.below(cells.length), 1);
    left.set(barcode, (left.get(barcode) ?? 0) + 1);
  }
  return left;
}

describe('diversity', () => {
  it('of equal clones is full', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 1, max: 9 }), (n, size) => {
        const even = clones(...new Array<number>(n).fill(size));
        expect(entropy(even)).toBeCloseTo(Math.log(n), 10);
        expect(evenness(even)).toBeCloseTo(1, 10);
        expect(simpson(even)).toBeCloseTo(1 - 1 / n, 10);
        expect(dominance(even)).toBeCloseTo(1 / n, 10);
      }),
    );
  });

  it('of uneven clones is what the formulas say', () => {
    const sizes = clones(5, 3, 1, 1);
    expect(totalSize(sizes)).toBe(10);
    expect(entropy(sizes)).toBeCloseTo(-(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.1)), 12);
    expect(simpson(sizes)).toBeCloseTo(1 - 0.36, 12);
    expect(dominance(sizes)).toBe(0.5);
    expect(sizeDistribution(sizes)).toEqual([
      { size: 1, clones: 2 },
      { size: 3, clones: 1 },
      { size: 5, clones: 1 },
    ]);
  });

  it('of one clone or none is said to be so', () => {
    expect([entropy(clones(4)), simpson(clones(4)), dominance(clones(4))]).toEqual([0, 0, 1]);
    expect(evenness(clones(4))).toBeNaN();
    expect([entropy, simpson, dominance].map((f) => f(clones()))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe('Shannon ratio', () => {
  it('expects of two cells of singletons ln 2, and of a whole population its entropy', () => {
    expect(expectedEntropy(clones(1, 1, 1, 1), 2)).toBeCloseTo(Math.log(2), 12);
    expect(expectedEntropy(clones(5, 3, 1, 1), 10)).toBeCloseTo(entropy(clones(5, 3, 1, 1)), 12);
    expect(expectedEntropy(clones(2, 2), 2)).toBeCloseTo((2 / 3) * Math.log(2), 12);
    expect(() => expectedEntropy(clones(2), 3)).toThrow('3 cells cannot be drawn from 2');
  });

  it('expects what drawing gives on average', () => {
    const before = clones(1, 2, 3, 5, 8, 13, 21, 34, 55);
    let mean = 0;
    for (let seed = 0; seed < 400; seed++) mean += entropy(survivors(before, 20, seed)) / 400;
    expect(Math.abs(expectedEntropy(before, 20) - mean)).toBeLessThan(0.02);
  });

  it('is about 1 at random and low when survival runs in families', () => {
    const before = clones(...new Array<number>(100).fill(10));
    expect(Math.abs(shannonRatio(survivors(before, 60, 1), before) - 1)).toBeLessThan(0.05);
    expect(shannonRatio(clones(10, 10, 10, 10, 10, 10), before)).toBeLessThan(0.5);
  });
});

describe('two replicates', () => {
  const before = clones(...Array.from({ length: 200 }, (_, i) => 1 + (i % 20) * 2));

  it('that are alike correlate fully', () => {
    const a = clones(1, 10, 100, 1000);
    expect(cloneCorrelation(a, a, 'log')).toBeCloseTo(1, 12);
    expect(cloneCorrelation(a, clones(2, 3, 4, 50), 'rank')).toBeCloseTo(1, 12);
    expect(cloneCorrelation(a, clones(1000, 100, 10, 1), 'rank')).toBeCloseTo(-1, 12);
    expect(residualCorrelation(clones(9, 0, 4), clones(9, 0, 4), clones(10, 10, 10))).toBeCloseTo(1, 12);
  });

  it('count a clone that one has lost as 0, and those lost in both where asked', () => {
    const [a, b] = [clones(8, 0, 2), clones(4, 1, 0)];
    const log = (sizes: number[]) => sizes.map(Math.log1p);
    const [x, y] = [log([8, 0, 2]), log([4, 1, 0])];
    const centred = (v: number[]) => v.map((one) => one - (v[0] + v[1] + v[2]) / 3);
    const dot = (p: number[], q: number[]) => p.reduce((sum, one, i) => sum + one * q[i], 0);
    const [cx, cy] = [centred(x), centred(y)];
    expect(cloneCorrelation(a, b, 'log')).toBeCloseTo(dot(cx, cy) / Math.sqrt(dot(cx, cx) * dot(cy, cy)), 12);
    const started = [1, 2, 3, 4, 5, 6];
    expect(cloneCorrelation(a, b, 'log', started)).toBeGreaterThan(cloneCorrelation(a, b, 'log'));
  });

  it('that survive at random share no residual, though their sizes correlate', () => {
    const n = 800;
    const runs = 20;
    let [residual, sizes] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const [a, b] = [survivors(before, n, 2 * seed), survivors(before, n, 2 * seed + 1)];
      residual += residualCorrelation(a, b, before) / runs;
      sizes += cloneCorrelation(a, b, 'log', before.keys()) / runs;
    }
    expect(Math.abs(residual)).toBeLessThan(0.05);
    expect(sizes).toBeGreaterThan(0.3);
  });

  it('overlap as much as chance gives, or more', () => {
    expect(overlap(clones(1, 1), clones(1, 0, 1), 4)).toBe(1);
    expect(overlap(clones(1, 1), clones(1, 1), 10)).toBe(5);
    expect(overlap(clones(1), clones(0, 1), 10)).toBe(0);
  });
});
