import { expect, test } from 'vitest';
import { emitWgsl, literal } from '../../src/model/emit-wgsl.ts';
import type { BinaryOp, Expr } from '../../src/model/types.ts';

const x: Expr = { op: 'ref', name: 'x', ref: { of: 'time' } };
const number = (value: number): Expr => ({ op: 'number', value });
const binary = (operator: BinaryOp, left: Expr, right: Expr): Expr => ({ op: 'binary', operator, left, right });
const hill = (n: Expr): Expr => ({ op: 'call', name: 'hill', args: [x, number(3), n] });
const emit = (expr: Expr) => emitWgsl(expr, () => 'x');

test.each([
  [0, '0f'],
  [-0, '0f'],
  [1, '1f'],
  [-2.5, '(-2.5f)'],
  [1e-8, '1e-8f'],
  [5.5e6, '5500000f'],
  [1e21, '1e+21f'],
  [1e-40, '0f'],
  [1e300, '3.4028234663852886e+38f'],
  [-Infinity, '(-3.4028234663852886e+38f)'],
  [Number.NaN, 'not_a_number()'],
])('%s is the literal %s', (value, text) => expect(literal(value)).toBe(text));

test('constants are worked out before WGSL sees them', () => {
  expect(emit(binary('/', number(1), number(0)))).toBe('3.4028234663852886e+38f');
  expect(emit(binary('*', binary('^', number(10), number(30)), number(1e20)))).toBe('3.4028234663852886e+38f');
  expect(emit(binary('+', x, binary('*', number(2), number(3))))).toBe('(x + 6f)');
});

test('common exponents are written out, all others are guarded', () => {
  expect(emit(hill(number(1.5)))).toBe('hill_half_1(x, 3f)');
  expect(emit(hill(number(4)))).toBe('hill_4(x, 3f)');
  expect(emit(hill(number(2.2)))).toBe('hill(x, 3f, 2.2f)');
  expect(emit(hill(x))).toBe('hill(x, 3f, x)');
  expect(emit(binary('^', x, number(2)))).toBe('pow_2(x)');
  expect(emit(binary('^', x, number(-0.5)))).toBe('(1f / pow_half_0(x))');
  expect(emit(binary('^', x, number(1.8)))).toBe('power(x, 1.8f)');
});

test('comparisons are numbers, choices select, everything is bracketed', () => {
  const less = binary('<', x, number(-1));
  expect(emit(less)).toBe('select(0f, 1f, (x < (-1f)))');
  // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and a tree is never awaited
  expect(emit({ op: 'choose', test: less, then: x, else: number(2) })).toBe('select(2f, x, (x < (-1f)))');
  // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and a tree is never awaited
  expect(emit({ op: 'choose', test: x, then: x, else: number(2) })).toBe('select(2f, x, (x != 0f))');
  expect(emit({ op: 'call', name: 'max', args: [x, number(1), x] })).toBe('max(max(x, 1f), x)');
  expect(emit({ op: 'call', name: 'clamp', args: [x, number(2), number(1)] })).toBe('min(max(x, 2f), 1f)');
});
