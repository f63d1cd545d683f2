import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fano, mean, pearson, quantile, ranks, spearman, variance } from '../../src/readout/sample.ts';

test('mean and variance are the textbook ones', () => {
  expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
  expect(variance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 12);
  expect([mean([]), variance([3])]).toEqual([Number.NaN, Number.NaN]);
});

test('quantiles are those of R and NumPy', () => {
  expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([4, 1, 3, 2], q))).toEqual([1, 1.75, 2.5, 3.7, 4]);
  expect(quantile([7], 0.3)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
  expect(() => quantile([1], 1.5)).toThrow('quantile 1.5 must be between 0 and 1');
});

test('Anscombe: the same correlation from four different clouds', () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  expect(pearson(x, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])).toBeCloseTo(0.816, 3);
  expect(pearson(x, [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74])).toBeCloseTo(0.816, 3);
  expect(pearson([1, 2], [3, 3])).toBeNaN();
  expect(() => pearson([1, 2], [3])).toThrow('correlation of 2 with 1 values');
});

test('equal values share their mean rank', () => {
  expect([...ranks([10, 20, 10, 5, 20, 20])]).toEqual([2.5, 5, 2.5, 1, 5, 5]);
});

test('rank correlation sees order only', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 30 }), (x) => {
      expect(spearman(x, x.map(Math.exp))).toBeCloseTo(1, 12);
      expect(
        spearman(
          x,
          x.map((v) => -(v ** 3)),
        ),
      ).toBeCloseTo(-1, 12);
    }),
  );
});

test('Fano factor: 0 for equal counts, 1 where variance is the mean', () => {
  expect(fano([3, 3, 3])).toBe(0);
  expect(fano([1, 2, 3])).toBe(0.5);
  expect(fano([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 35, 12);
});
