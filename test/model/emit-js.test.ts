import { expect, test } from 'vitest';
import { emitJs, HELPERS } from '../../src/model/emit-js.ts';
import { evaluate } from '../../src/model/evaluate.ts';
import type { Expr } from '../../src/model/types.ts';

const x: Expr = { op: 'ref', name: 'x', ref: { of: 'time' } };
const number = (value: number): Expr => ({ op: 'number', value });
const hill = (n: Expr): Expr => ({ op: 'call', name: 'hill', args: [x, number(3), n] });
const power = (n: number): Expr => ({ op: 'binary', operator: '^', left: x, right: number(n) });
const emit = (expr: Expr) => emitJs(expr, () => 'x');
const run = (expr: Expr, value: number) => new Function('x', `${HELPERS}\nreturn ${emit(expr)};`)(value) as number;

const EXPONENTS = [1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5];

test('hill and powers with common exponents cost no Math.pow', () => {
  for (const n of EXPONENTS) {
    expect(emit(hill(number(n)))).not.toContain('Math.pow');
    expect(emit(hill(number(n)))).not.toContain('hill(');
    expect(emit(power(n))).not.toContain('Math.pow');
    expect(emit(power(-n))).not.toContain('Math.pow');
  }
  expect(emit(hill(number(1.5)))).toBe('hillHalf1(x, 3)');
  expect(emit(power(2))).toBe('pow2(x)');
  expect(emit(power(1.8))).toBe('Math.pow(x, 1.8)');
});

test('written-out exponents are worth what the interpreter says, at and below 0 too', () => {
  for (const n of [...EXPONENTS, 1.8, 9, 12.25]) {
    for (const value of [0.01, 1, 2.5, 300, 1e30]) {
      expect(run(hill(number(n)), value)).toBeCloseTo(value ** n / (3 ** n + value ** n) || 1, 12);
      expect(run(power(n), value) / value ** n || 1).toBeCloseTo(1, 12);
      expect(run(power(-n), value) * value ** n || 1).toBeCloseTo(1, 12);
    }
    expect(run(hill(number(n)), 0)).toBe(0);
    expect(run(hill(number(n)), -2)).toBe(0);
    expect(run(power(n), -2)).toEqual((-2) ** n);
  }
});

test('hill with an exponent known only at run time is the same function', () => {
  for (const n of [1, 1.5, 2, 2.2, 3, 4, 5]) {
    const expr: Expr = { op: 'call', name: 'hill', args: [number(7), number(3), x] };
    expect(run(expr, n)).toBeCloseTo(7 ** n / (3 ** n + 7 ** n), 12);
    expect(run(expr, n)).toBeCloseTo(
      evaluate(expr, () => n),
      12,
    );
  }
});

test('NaN is passed on, never hidden', () => {
  expect(run(hill(number(2)), Number.NaN)).toBeNaN();
  expect(run({ op: 'call', name: 'clamp', args: [x, number(0), number(1)] }, Number.NaN)).toBeNaN();
});

test('everything is bracketed', () => {
  const less: Expr = { op: 'binary', operator: '<', left: x, right: number(-1) };
  const sum: Expr = { op: 'binary', operator: '-', left: { op: 'negate', arg: number(2) }, right: number(-3) };
  const choose = (test: Expr, ...[yes, no]: [Expr, Expr]): Expr => {
    // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and a tree is never awaited
    return { op: 'choose', test, then: yes, else: no };
  };
  expect(emit(choose(less, sum, less))).toBe('((x < (-1)) ? ((-2) - (-3)) : ((x < (-1)) ? 1 : 0))');
  expect(emit(choose(x, number(1), number(0)))).toBe('((x !== 0) ? 1 : 0)');
});
