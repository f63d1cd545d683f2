import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Members } from '../../src/readout/cell-set.ts';
import type { Grid } from '../../src/readout/distance.ts';
import { pairCorrelation } from '../../src/readout/pairs.ts';
import { createChance } from '../../src/tissue/chance.ts';

const members = (layer: Members['layer'], mask: Uint8Array): Members => ({
  layer,
  mask,
  count: mask.reduce((sum, member) => sum + member, 0),
});
const marks = (n: number, ...sites: number[]) => Uint8Array.from({ length: n }, (_, i) => (sites.includes(i) ? 1 : 0));

/** `k` of the sites that `allowed` has, at random. */
function scattered(n: number, k: number, seed: number, allowed: (site: number) => boolean = () => true): Uint8Array {
  const free = Array.from({ length: n }, (_, i) => i).filter(allowed);
  const chance = createChance(seed, 0);
  const mask = new Uint8Array(n);
  for (let i = 0; i < k; i++) mask[free.splice(chance.below(free.length), 1)[0]] = 1;
  return mask;
}

function distance(i: number, j: number, { width, height, edges }: Grid): number {
  const along = (d: number, side: number) => (edges === 'periodic' ? Math.min(d, side - d) : d);
  const dx = along(Math.abs((i % width) - (j % width)), width);
  const dy = along(Math.abs(Math.floor(i / width) - Math.floor(j / width)), height);
  return Math.hypot(dx, dy);
}

/** Ordered pairs in a bin, and those of all sites of a region, straight from the definition. */
function byHand(a: Members, b: Members, [from, to]: readonly [number, number], grid: Grid, region: Uint8Array) {
  let [pairs, apart] = [0, 0];
  for (let i = 0; i < a.mask.length; i++) {
    for (let j = 0; j < b.mask.length; j++) {
      const d = distance(i, j, grid);
      if ((i === j && a.layer === b.layer) || d > to || (from > 0 && d <= from) || region[i] * region[j] === 0)
        continue;
      apart++;
      pairs += a.mask[i] * b.mask[j];
    }
  }
  return { pairs, apart };
}

describe('pair correlation', () => {
  it('counts the pairs of any lattice, and what is expected adds up', () => {
    const mask = (n: number) =>
      fc.array(fc.boolean(), { minLength: n, maxLength: n }).map((m) => Uint8Array.from(m, Number));
    const given = fc
      .record({
        width: fc.integer({ min: 1, max: 7 }),
        height: fc.integer({ min: 1, max: 7 }),
        edges: fc.constantFrom('periodic' as const, 'walled' as const),
      })
      .chain((grid) =>
        fc.record({
          grid: fc.constant(grid),
          a: mask(grid.width * grid.height),
          b: mask(grid.width * grid.height),
          region: fc.option(mask(grid.width * grid.height)),
          layer: fc.constantFrom('tissue' as const, 'immune' as const),
        }),
      );
    fc.assert(
      fc.property(given, ({ grid, a, b, region, layer }) => {
        const [first, second] = [members('tissue', a), members(layer, b)];
        const everywhere = new Uint8Array(a.length).fill(1);
        for (const bin of pairCorrelation([first], [second], [1, 2.3, 9], grid, region)) {
          const hand = byHand(first, second, [bin.from, bin.to], grid, region ?? everywhere);
          expect(bin.pairs).toBe(hand.pairs);
          const own = layer === 'tissue';
          const [na, nb, both, sites] = [a, b, a.map((m, i) => m & b[i]), everywhere].map((m) =>
            m.reduce((sum, v, i) => sum + v * (region ?? everywhere)[i], 0),
          );
          const all = own ? sites * (sites - 1) : sites * sites;
          const expected = all > 0 ? ((na * nb - (own ? both : 0)) / all) * hand.apart : 0;
          expect(bin.expected).toBeCloseTo(expected, 8);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['periodic', 'walled'] as const)('is 1 at random on a %s lattice, in every bin', (edges) => {
    const grid: Grid = { width: 40, height: 30, edges };
    const radii = [1, 2, 4, 8, 16];
    const runs = 60;
    const sums = [0, 0, 0].map(() => radii.map(() => 0));
    for (let seed = 0; seed < runs; seed++) {
      const a = members('tissue', scattered(1200, 150, seed));
      const others = members(
        'tissue',
        scattered(1200, 200, 1000 + seed, (i) => a.mask[i] === 0),
      );
      const immune = members('immune', scattered(1200, 100, 2000 + seed));
      for (const [k, b] of [a, others, immune].entries()) {
        for (const [bin, { g }] of pairCorrelation([a], [b], radii, grid).entries()) sums[k][bin] += g / runs;
      }
    }
    for (const g of sums.flat()) expect(Math.abs(g - 1)).toBeLessThan(0.05);
  });

  it('of cells that all have one partner beside them is what counting gives', () => {
    const grid: Grid = { width: 20, height: 20, edges: 'periodic' };
    const pairs = Array.from({ length: 16 }, (_, k) => (k % 4) * 5 + Math.floor(k / 4) * 5 * 20);
    const a = members('tissue', marks(400, ...pairs));
    const b = members('tissue', marks(400, ...pairs.map((site) => site + 1)));
    const [near, far] = pairCorrelation([a], [b], [1, 3], grid);
    expect(near).toMatchObject({ pairs: 16, from: 0, to: 1 });
    expect(near.g).toBeCloseTo(16 / ((16 * 16 * 400 * 4) / (400 * 399)), 12);
    expect(far.g).toBe(0);
  });

  it('of a cluster is 1 against the region it fills, and more against the whole lattice', () => {
    const grid: Grid = { width: 40, height: 40, edges: 'walled' };
    const inside = (i: number) => distance(i, 820, grid) <= 10;
    const region = Uint8Array.from({ length: 1600 }, (_, i) => (inside(i) ? 1 : 0));
    let [whole, within] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const a = members('tissue', scattered(1600, 80, seed, inside));
      whole += pairCorrelation([a], [a], [3], grid)[0].g / 20;
      within += pairCorrelation([a], [a], [3], grid, region)[0].g / 20;
    }
    expect(whole).toBeGreaterThan(3);
    expect(Math.abs(within - 1)).toBeLessThan(0.06);
  });

  it('has no value where nothing is expected', () => {
    const grid: Grid = { width: 3, height: 3, edges: 'walled' };
    const [none] = pairCorrelation([members('tissue', marks(9))], [members('tissue', marks(9, 1))], [2], grid);
    expect(none).toMatchObject({ pairs: 0, expected: 0, g: Number.NaN });
    const [alone] = pairCorrelation([members('tissue', marks(9, 4))], [members('tissue', marks(9, 4))], [2], grid);
    expect(alone.g).toBeNaN();
  });

  it('wants radii that grow', () => {
    const grid: Grid = { width: 3, height: 3, edges: 'walled' };
    const a = [members('tissue', marks(9, 1))];
    expect(() => pairCorrelation(a, a, [1, 1], grid)).toThrow('radius 1 must be 0 or more, and above those before it');
    expect(() => pairCorrelation(a, a, [-1], grid)).toThrow('radius -1 must be');
    expect(() => pairCorrelation(a, a, [Number.NaN], grid)).toThrow('radius NaN must be');
  });
});
