import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moran } from '../../src/readout/moran.ts';

const grid = { width: 6, height: 4, edges: 'periodic' } as const;
const all = Uint32Array.from({ length: 24 }, (_, i) => i);

test('a chessboard is -1, two halves are near 1', () => {
  const board = Float64Array.from(all, (i) => (i + Math.floor(i / 6)) % 2);
  expect(moran(all, board, 1, grid)).toBeCloseTo(-1, 12);
  expect(moran(all, board, Math.SQRT2, grid)).toBeCloseTo(0, 12);
  const halves = Float64Array.from(all, (i) => (i % 6 < 3 ? 4 : 9));
  expect(moran(all, halves, 1, grid)).toBeCloseTo((3 + 1) / 6, 12);
  expect(moran(all, halves, 1, { ...grid, edges: 'walled' })).toBeCloseTo((38 - 8) / 38, 2);
});

test('is the textbook double sum, whatever the sites', () => {
  const value = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(23), value), { minLength: 3, maxLength: 12 }),
      fc.boolean(),
      (cells, walled) => {
        const values = Float64Array.from(cells, ([, v]) => v);
        const centre = values.reduce((sum, v) => sum + v, 0) / values.length;
        let [products, pairs, squares] = [0, 0, 0];
        const gap = (a: number, b: number, side: number) => {
          const d = Math.abs(a - b);
          return walled ? d : Math.min(d, side - d);
        };
        cells.forEach(([a, v], i) => {
          squares += (v - centre) ** 2;
          cells.forEach(([b, w], j) => {
            const far = Math.hypot(gap(a % 6, b % 6, 6), gap(Math.floor(a / 6), Math.floor(b / 6), 4));
            if (i === j || far > 2) return;
            pairs += 1;
            products += (v - centre) * (w - centre);
          });
        });
        fc.pre(pairs > 0 && squares > 1e-3);
        const found = moran(
          Uint32Array.from(cells, ([s]) => s),
          values,
          2,
          { ...grid, edges: walled ? 'walled' : 'periodic' },
        );
        expect(found).toBeCloseTo(((cells.length / pairs) * products) / squares, 8);
      },
    ),
  );
});
