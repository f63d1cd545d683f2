import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closed, depths } from '../../src/readout/depth.ts';
import { type Grid, squaredDistances } from '../../src/readout/distance.ts';

const EDGES = ['periodic', 'walled'] as const;

/** Straight from the definition, over all pairs of sites. */
function byHand(marked: Uint8Array, { width, height, edges }: Grid): number[] {
  const along = (d: number, side: number) => (edges === 'periodic' ? Math.min(d, side - d) : d);
  return Array.from(marked, (_, i) => {
    let best = Infinity;
    for (let j = 0; j < marked.length; j++) {
      if (marked[j] === 0) continue;
      const dx = along(Math.abs((i % width) - (j % width)), width);
      const dy = along(Math.abs(Math.floor(i / width) - Math.floor(j / width)), height);
      best = Math.min(best, dx * dx + dy * dy);
    }
    return best;
  });
}

const lattice = fc
  .record({
    width: fc.integer({ min: 1, max: 13 }),
    height: fc.integer({ min: 1, max: 13 }),
    edges: fc.constantFrom(...EDGES),
    every: fc.constantFrom(2, 8, 60),
  })
  .chain(({ every, ...grid }) =>
    fc
      .array(fc.integer({ min: 0, max: every }), {
        minLength: grid.width * grid.height,
        maxLength: grid.width * grid.height,
      })
      .map((values) => ({ grid, marked: Uint8Array.from(values, (v) => (v === 0 ? 1 : 0)) })),
  );

describe('distance transform', () => {
  it('is exact on any lattice', () => {
    fc.assert(
      fc.property(lattice, ({ grid, marked }) => {
        expect([...squaredDistances(marked, grid)]).toEqual(byHand(marked, grid));
      }),
      { numRuns: 400 },
    );
  });

  it.each(EDGES)('gives the distance to a point on a %s lattice', (edges) => {
    const marked = new Uint8Array(7 * 5);
    marked[0] = 1;
    const [corner] = squaredDistances(marked, { width: 7, height: 5, edges }).slice(-1);
    expect(corner).toBe(edges === 'periodic' ? 1 + 1 : 36 + 16);
  });

  it('is Infinity where there is nothing to be near to', () => {
    const none = squaredDistances(new Uint8Array(6), { width: 3, height: 2, edges: 'periodic' });
    expect([...none]).toEqual(new Array(6).fill(Infinity));
  });

  it('knows the mean distance to a line: a quarter of the period', () => {
    const [width, height] = [200, 3];
    const marked = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) marked[y * width] = 1;
    const squared = squaredDistances(marked, { width, height, edges: 'periodic' });
    expect(squared.map(Math.sqrt).reduce((a, b) => a + b) / squared.length).toBe(width / 4);
  });
});

describe('depth', () => {
  const grid: Grid = { width: 41, height: 41, edges: 'walled' };
  const at = (i: number) => Math.hypot((i % 41) - 20, Math.floor(i / 41) - 20);
  const disc = Uint8Array.from({ length: 41 * 41 }, (_, i) => (at(i) <= 15 ? 1 : 0));

  it('of a disc is its radius less the distance from the middle', () => {
    const depth = depths(disc, grid);
    expect(depth[20 * 41 + 20]).toBeCloseTo(15, 0);
    for (let i = 0; i < depth.length; i++) {
      if (disc[i] === 0) expect(depth[i]).toBeNaN();
      else expect(Math.abs(depth[i] - (15.5 - at(i)))).toBeLessThan(1);
    }
  });

  it('starts at half a site and grows by one from a straight edge', () => {
    const stripe = Uint8Array.from({ length: 8 * 3 }, (_, i) => (i % 8 < 3 ? 1 : 0));
    const row = (edges: Grid['edges']) => [...depths(stripe, { width: 8, height: 3, edges }).slice(8, 12)];
    expect(row('walled')).toEqual([2.5, 1.5, 0.5, Number.NaN]);
    expect(row('periodic')).toEqual([0.5, 1.5, 0.5, Number.NaN]);
  });

  it('is not there where a region has no edge', () => {
    expect(depths(new Uint8Array(9).fill(1), { width: 3, height: 3, edges: 'walled' }).every(Number.isNaN)).toBe(true);
  });

  it('looks past holes that are closed', () => {
    const holed = disc.map((inside, i) => (inside === 1 && i % 7 === 1 ? 0 : inside));
    expect(depths(holed, grid)[20 * 41 + 20]).toBeLessThan(5);
    const whole = closed(holed, 3, grid);
    expect(whole.every((inside, i) => inside >= holed[i])).toBe(true);
    expect(depths(whole, grid)[20 * 41 + 20]).toBeGreaterThan(13);
  });

  it('closing keeps a region, adds nothing when done again, and leaves wide gaps open', () => {
    fc.assert(
      fc.property(lattice, fc.integer({ min: 0, max: 4 }), ({ grid: any, marked }, radius) => {
        const once = closed(marked, radius, any);
        expect(marked.every((inside, i) => inside <= once[i])).toBe(true);
        expect(closed(once, radius, any)).toEqual(once);
        if (radius === 0) expect(once).toEqual(marked);
      }),
    );
    const two = Uint8Array.from({ length: 20 }, (_, i) => (i < 4 || i > 14 ? 1 : 0));
    expect(closed(two, 3, { width: 20, height: 1, edges: 'walled' })).toEqual(two);
  });
});
