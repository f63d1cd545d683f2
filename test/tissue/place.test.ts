import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RINGS, nearestFree, place } from '../../src/tissue/place.ts';
import { distinct, medianNearest } from '../../src/tissue/spacing.ts';

const unit = fc.nat({ max: 9999 }).map((n) => n / 10_000);

describe('nearestFree', () => {
  it('agrees with trying every site', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 24 }),
        unit,
        unit,
        fc.array(unit, { maxLength: 6 }),
        (width, height, a, b, free) => {
          const state = new Uint32Array(width * height).fill(1);
          for (const f of free) state[Math.floor(f * state.length)] = 0;
          const [u, v] = [a * width, b * height];
          let [best, site] = [Infinity, -1];
          state.forEach((s, i) => {
            const [x, y] = [i % width, Math.floor(i / width)];
            const rings = Math.max(Math.abs(x - Math.floor(u)), Math.abs(y - Math.floor(v)));
            const d = (u - x - 0.5) ** 2 + (v - y - 0.5) ** 2;
            if (s === 0 && rings <= MAX_RINGS && d < best) [best, site] = [d, i];
          });
          expect(nearestFree(u, v, { width, height, state })).toBe(site);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

it('takes the lower of two sites at the same distance', () => {
  expect(nearestFree(1, 0.5, { width: 2, height: 1, state: new Uint32Array(2) })).toBe(0);
});

describe('place', () => {
  it('loses and doubles no cell, whatever the crowd', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit), { maxLength: 150, size: 'max' }), (points) => {
        const side = 8; // every site is within reach of every other
        const at = {
          u: Float64Array.from(points, (p) => p[0] * 10 - 1),
          v: Float64Array.from(points, (p) => p[1] * side),
        };
        const states = Uint32Array.from(points, (_, i) => i + 1);
        const state = new Uint32Array(side * side);
        const result = place(Uint32Array.from(points.keys()), at, states, { width: side, height: side, state });
        const seen = state.filter((s) => s !== 0);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length).toBe(result.placed);
        expect(result.placed + result.lost).toBe(points.length);
        const outside = at.u.filter((u) => u < 0 || u >= side).length;
        expect(result.lost).toBe(outside + Math.max(points.length - outside - side * side, 0));
      }),
    );
  });

  it('leaves a site to the cell nearest to its centre and moves the other to the nearest free one', () => {
    const state = new Uint32Array(9);
    const at = { u: Float64Array.of(1.9, 1.6, 1.55), v: Float64Array.of(1.5, 1.5, 1.45) };
    const result = place(Uint32Array.of(0, 1, 2), at, Uint32Array.of(7, 8, 9), { width: 3, height: 3, state });
    expect([...state]).toEqual([0, 7, 0, 0, 9, 8, 0, 0, 0]);
    expect(result.placed).toBe(3);
    expect(result.shifts.map((s) => s.toFixed(3))).toEqual(['0.900', '1.077']);
  });
});

describe('medianNearest', () => {
  it('agrees with comparing all pairs, in clusters, on lines and with far outliers', () => {
    const coordinate = fc.oneof(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 50 }),
      fc.constantFrom(0, 1e5, -1e7),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 300 }), (points) => {
        const unique = [...new Map(points.map(([x, y]) => [`${x + 0} ${y + 0}`, [x, y] as const])).values()];
        const nearest = unique
          .map(([x, y], i) =>
            Math.min(...unique.map(([p, q], j) => (i === j ? Infinity : (x - p) ** 2 + (y - q) ** 2))),
          )
          .map(Math.sqrt)
          .sort((a, b) => a - b);
        const n = nearest.length;
        const expected = n < 2 ? 0 : (nearest[(n - 1) >> 1]! + nearest[n >> 1]!) / 2;
        const x = Float64Array.from(points, (p) => p[0]);
        const y = Float64Array.from(points, (p) => p[1]);
        expect(distinct(x, y).length).toBe(n);
        expect(medianNearest(x, y)).toBeCloseTo(expected, 9);
      }),
    );
  });
});
