import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emitJs, HELPERS } from '../../src/model/emit-js.ts';
import { UserError } from '../../src/model/error.ts';
import { evaluate } from '../../src/model/evaluate.ts';
import { parseExpression, resolve, type Scope } from '../../src/model/expression.ts';
import type { Expr } from '../../src/model/types.ts';
import { sameDimension } from '../../src/model/units.ts';
import { NM_NAMES, nameOf, PLAIN_NAMES, printTree, SCOPE, samples } from './expression-trees.ts';

const NAMES = [...PLAIN_NAMES, ...NM_NAMES];
const values = fc.record(
  Object.fromEntries(NAMES.map((name) => [name, fc.double({ min: -20, max: 50, noNaN: true })])),
) as fc.Arbitrary<Record<string, number>>;

function compile(expr: Expr): (names: Record<string, number>) => number {
  const body = `${HELPERS}\nreturn ${emitJs(expr, nameOf)};`;
  const run = new Function(...NAMES, body);
  return (names) => run(...NAMES.map((name) => names[name]));
}

function expectSame(given: number, wanted: number, text: string): void {
  if (Object.is(given, wanted) || given === wanted) return;
  const scale = Math.max(Math.abs(given), Math.abs(wanted), 1);
  expect(Math.abs(given - wanted) / scale, `${text}: ${given} instead of ${wanted}`).toBeLessThan(1e-7);
}

/** A comparison may flip on rounding, which is no fault; the next test checks them on exact numbers. */
function compares(text: string): boolean {
  return /[<>=]/.test(text);
}

test('a random expression is worth what it says, interpreted and emitted', () => {
  let checked = 0;
  fc.assert(
    fc.property(samples(4), values, (sample, names) => {
      const wanted = sample.value(names);
      if (!Number.isFinite(wanted) || Math.abs(wanted) > 1e12) return;
      let typed: ReturnType<typeof resolve>;
      try {
        typed = resolve(parseExpression(sample.text), SCOPE);
      } catch (error) {
        // the samples are well formed but may be too large for a double, or too deep
        expect(String(error), sample.text).toMatch(/not a finite number|nested too deeply|characters long/);
        return;
      }
      const interpreted = evaluate(typed.expr, (ref) => names[nameOf(ref)]!);
      const emitted = compile(typed.expr)(names);
      expect(typed.dimension === null || sameDimension(typed.dimension, sample.dimension), sample.text).toBe(true);
      if (!compares(sample.text)) {
        expectSame(interpreted, wanted, sample.text);
        expectSame(emitted, interpreted, sample.text);
        checked++;
      }
    }),
    { numRuns: 1500 },
  );
  expect(checked).toBeGreaterThan(300);
});

test('comparisons and choices of exact numbers are worth what they say', () => {
  const exact = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.integer({ min: -3, max: 3 })])));
  const operand = fc.constantFrom('p', 'q', 'ecm', 'trait', '(p + q)', '(ecm*trait)', '2', '0', '(-p)');
  const operator = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
  fc.assert(
    fc.property(operand, operator, operand, exact, (a, by, b, given) => {
      const names = given as Record<string, number>;
      const text = `${a} ${by} ${b} ? 2*(${a} ${by} ${b}) : 5`;
      const { expr } = resolve(parseExpression(text), SCOPE);
      const independent = new Function(...NAMES, `return ${text};`)(...NAMES.map((name) => names[name]));
      expect(evaluate(expr, (ref) => names[nameOf(ref)]!)).toBe(independent);
      expect(compile(expr)(names)).toBe(independent);
    }),
    { numRuns: 400 },
  );
});

test('a tree printed and read again is the same tree', () => {
  const unitless: Scope = {
    ...SCOPE,
    names: new Map([...SCOPE.names].map(([name, { ref }]) => [name, { ref, dimension: [0, 0, 0, 0] }])),
  };
  fc.assert(
    fc.property(samples(3), (sample) => {
      let expr: Expr;
      try {
        expr = resolve(parseExpression(sample.text), SCOPE).expr;
      } catch {
        return;
      }
      expect(resolve(parseExpression(printTree(expr)), unitless).expr).toEqual(expr);
    }),
    { numRuns: 500 },
  );
});

const JS_TOKEN =
  /^(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Math\.(?:min|max|exp|log|sqrt|abs|pow)|hill(?:Half)?\d?|pow(?:Half)?\d|p|q|ecm|trait|EC50|drug|===|!==|<=|>=|[-+*/<>?:(),])$/;

test('emitted JavaScript is made of a fixed set of tokens', () => {
  fc.assert(
    fc.property(samples(4), (sample) => {
      let expr: Expr;
      try {
        expr = resolve(parseExpression(sample.text), SCOPE).expr;
      } catch {
        return;
      }
      const code = emitJs(expr, nameOf);
      const tokens = code.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|[A-Za-z_$][\w$.]*|===|!==|<=|>=|\S/g)!;
      expect(tokens.filter((token) => !JS_TOKEN.test(token))).toEqual([]);
      expect(tokens.join('')).toBe(code.replaceAll(' ', ''));
    }),
    { numRuns: 500 },
  );
});

test('any text is either an expression or a UserError of one line, and runs nothing', () => {
  const pieces = fc.constantFrom(
    ...[
      'p',
      'q',
      'drug',
      '1',
      '2 nM',
      '(',
      ')',
      '[',
      ']',
      ',',
      '.',
      '?',
      ':',
      '+',
      '-',
      '*',
      '/',
      '^',
      '<',
      '==',
      '=',
      ';',
    ],
    ...[
      'hill',
      'min(',
      'near(',
      'this',
      '__proto__',
      'constructor',
      'toString',
      'globalThis',
      'process',
      '`',
      "'a'",
      '"',
    ],
    ...[
      '=>',
      '&&',
      '||',
      '!',
      '~',
      '${',
      '}',
      '{',
      '\\',
      '\n',
      '#',
      '%',
      'µm',
      '1e',
      'e9',
      '[nM/h]',
      'if',
      'new',
      '?.',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(' ')),
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      try {
        const { expr } = resolve(parseExpression(given), SCOPE);
        expect(typeof evaluate(expr, () => 1)).toBe('number');
        expect(typeof compile(expr)(Object.fromEntries(NAMES.map((name) => [name, 1])))).toBe('number');
      } catch (error) {
        expect(error, given).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toContain('\n');
      }
    }),
    { numRuns: 3000 },
  );
});
