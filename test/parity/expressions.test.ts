/** Random expression trees × random values: WGSL on the device against the emitted JavaScript. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emitJs, HELPERS } from '../../src/model/emit-js.ts';
import { emitWgsl } from '../../src/model/emit-wgsl.ts';
import { applyBinary, applyFunction } from '../../src/model/evaluate.ts';
import { readExpression } from '../../src/model/expression.ts';
import type { Expr } from '../../src/model/types.ts';
import { NM_NAMES, nameOf, PLAIN_NAMES, SCOPE, samples } from '../model/expression-trees.ts';
import { compute } from '../support/compute.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { TOLERANCES } from './tolerances.ts';

const TREES = 120;
const INPUTS = 24;
const NAMES = [...PLAIN_NAMES, ...NM_NAMES];
/** Noisy evaluations, to see what rounding can do to a value. */
const TRIES = 8;
/** Relative noise of every step, two bits of f32. */
const NOISE = 2 ** -22;

/** Value of a tree when every step is wrong by up to `noise`; null once a step leaves what f32 holds. */
function noisy(expr: Expr, names: Readonly<Record<string, number>>, noise: () => number): number | null {
  const at = (part: Expr) => noisy(part, names, noise);
  const step = (parts: readonly Expr[], work: (values: number[]) => number): number | null => {
    const values = parts.map(at);
    if (!values.every((value) => value !== null)) return null;
    const value = work(values) * (1 + noise());
    return Number.isFinite(value) && (value === 0 || (Math.abs(value) < 1e37 && Math.abs(value) > 1e-37))
      ? value
      : null;
  };
  switch (expr.op) {
    case 'number':
      return expr.value * (1 + noise());
    case 'ref':
      return names[nameOf(expr.ref)]! * (1 + noise());
    case 'negate':
      return step([expr.arg], ([a]) => -a!);
    case 'binary':
      return step([expr.left, expr.right], ([a, b]) => applyBinary(expr.operator, a!, b!));
    case 'choose':
      return step([expr.test, expr.then, expr.else], ([test, yes, no]) => (test !== 0 ? yes! : no!));
    case 'call':
      return step(expr.args, (values) => applyFunction(expr.name, values));
  }
}

it('expressions are worth the same in WGSL and in JavaScript', async () => {
  const next = randomNumbers(5);
  const trees = fc
    .sample(samples(3), { numRuns: TREES, seed: 11 })
    .map(({ text, dimension }) => readExpression(text, SCOPE, dimension));
  const values = Float32Array.from({ length: INPUTS * NAMES.length }, () => {
    const size = 10 ** (6 * next() - 3);
    return next() < 0.1 ? 0 : next() < 0.3 ? -size : size;
  });
  const names = (input: number) =>
    Object.fromEntries(NAMES.map((name, k) => [name, values[input * NAMES.length + k]!] as const));

  const functions = trees.map((tree, t) => {
    const text = emitWgsl(tree, (ref) => `bitcast<f32>(given[at + ${NAMES.indexOf(nameOf(ref))}u])`);
    return `fn tree_${t}(at: u32) -> f32 { return ${text}; }`;
  });
  const cases = trees.map((_, t) => `case ${t}u: { value = tree_${t}(at); }`);
  const body = `let at = (k % ${INPUTS}u) * ${NAMES.length}u;
    var value = 0.0;
    switch k / ${INPUTS}u { ${cases.join('\n')} default: {} }
    out[k] = bitcast<u32>(value);`;
  const given = new Uint32Array(values.buffer);
  const out = await compute(['lib/expr.wgsl'], body, TREES * INPUTS, given, functions.join('\n'));
  const got = new Float32Array(out);

  let unsteady = 0;
  trees.forEach((tree, t) => {
    const js = new Function(...NAMES, `${HELPERS}\nreturn ${emitJs(tree, nameOf)};`) as (...of: number[]) => number;
    for (let input = 0; input < INPUTS; input++) {
      const all = names(input);
      const expected = js(...NAMES.map((name) => all[name]!));
      const tries = Array.from({ length: TRIES }, () => noisy(tree, all, () => NOISE * (2 * next() - 1)));
      const spread = Math.max(...tries.map((value) => (value === null ? Infinity : Math.abs(value - expected))));
      if (!(spread < 1e-2 * Math.abs(expected)) && !(spread === 0 && expected === 0)) {
        unsteady++;
        continue;
      }
      const error = Math.abs(got[t * INPUTS + input]! - expected);
      const allowed = TOLERANCES.expression * Math.abs(expected) + 4 * spread;
      expect(
        error,
        `${emitJs(tree, nameOf)} of ${JSON.stringify(all)}: ${got[t * INPUTS + input]}, not ${expected}`,
      ).toBeLessThanOrEqual(allowed);
    }
  });
  expect(unsteady / (TREES * INPUTS)).toBeLessThan(0.2);
});

it('powers and hills of awkward bases are those of JavaScript', async () => {
  const cases = [-2, -1.5, -0, 0, 0.5, 3].flatMap((x) => [-3, -2, -0.5, 0, 0.5, 2, 3].map((y) => [x, y] as const));
  const given = new Uint32Array(Float32Array.from(cases.flat()).buffer);
  const body = `let x = bitcast<f32>(given[(k / 2u) * 2u]);
    let y = bitcast<f32>(given[(k / 2u) * 2u + 1u]);
    out[k] = bitcast<u32>(select(power(x, y), hill(x, 3.0, abs(y)), (k & 1u) == 1u));`;
  const got = new Float32Array(await compute(['lib/expr.wgsl'], body, 2 * cases.length, given));
  cases.forEach(([x, y], c) => {
    const expected = [x ** y, x <= 0 ? 0 : 1 / (1 + (3 / x) ** Math.abs(y))];
    expected.forEach((value, k) => {
      const of = got[2 * c + k]!;
      if (!Number.isFinite(value)) expect(Number.isFinite(of), `${x}^${y}: ${of}`).toBe(false);
      else expect(Math.abs(of - value), `${x}, ${y}: ${of}, not ${value}`).toBeLessThanOrEqual(1e-5 * Math.abs(value));
    });
  });
});
