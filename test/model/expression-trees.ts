import fc from 'fast-check';
import type { Named, Scope } from '../../src/model/expression.ts';
import type { Dimension, Expr, Ref } from '../../src/model/types.ts';

/** A random expression: its text, its value worked out on its own, and its dimension. */
export interface Sample {
  readonly text: string;
  readonly dimension: Dimension;
  readonly value: (names: Readonly<Record<string, number>>) => number;
}

const NONE: Dimension = [0, 0, 0, 0];
const CONCENTRATION: Dimension = [0, 0, 1, 0];

/** The names that random expressions use, dimensionless and in nM. */
export const PLAIN_NAMES: readonly string[] = ['p', 'q', 'ecm', 'trait'];
export const NM_NAMES: readonly string[] = ['EC50', 'drug'];
const OF: Readonly<Record<string, Ref>> = {
  p: { of: 'parameter', index: 0 },
  q: { of: 'parameter', index: 1 },
  EC50: { of: 'parameter', index: 2 },
  ecm: { of: 'matrix', index: 0 },
  trait: { of: 'trait', index: 0 },
  drug: { of: 'field', index: 0 },
};

/** A scope with those names; parameters are 1, 2 and 3. */
export const SCOPE: Scope = {
  names: new Map(
    [...PLAIN_NAMES, ...NM_NAMES].map((name): [string, Named] => [
      name,
      { ref: OF[name]!, dimension: NM_NAMES.includes(name) ? CONCENTRATION : NONE },
    ]),
  ),
  fields: new Map([['drug', { ref: OF.drug!, dimension: CONCENTRATION }]]),
  states: null,
  parameters: [1, 2, 3],
  allows: 'only what is listed',
  elsewhere: new Set(),
};

/** JavaScript identifier of a reference, the name it has in `SCOPE`. */
export function nameOf(ref: Ref): string {
  return Object.keys(OF).find((name) => JSON.stringify(OF[name]) === JSON.stringify(ref))!;
}

const number = fc.double({ min: 0.001, max: 1000, noNaN: true }).map((x) => Number(x.toPrecision(4)));

/** Random well-formed expressions of a dimension that is either none or nM, written with needless and without needed spaces. */
export function samples(depth: number): fc.Arbitrary<Sample> {
  return fc.oneof(plain(depth), concentration(depth));
}

function leafPlain(): fc.Arbitrary<Sample> {
  return fc.oneof(
    number.map((x): Sample => ({ text: String(x), dimension: NONE, value: () => x })),
    number.map((x): Sample => ({ text: `${x} %`, dimension: NONE, value: () => x * 0.01 })),
    fc
      .constantFrom(...PLAIN_NAMES)
      .map((name): Sample => ({ text: name, dimension: NONE, value: (names) => names[name]! })),
  );
}

function leafConcentration(): fc.Arbitrary<Sample> {
  return fc.oneof(
    number.map((x): Sample => ({ text: `${x} nM`, dimension: CONCENTRATION, value: () => x })),
    number.map((x): Sample => ({ text: `${x} [uM]`, dimension: CONCENTRATION, value: () => x * 1000 })),
    fc
      .constantFrom(...NM_NAMES)
      .map((name): Sample => ({ text: name, dimension: CONCENTRATION, value: (names) => names[name]! })),
  );
}

function plain(depth: number): fc.Arbitrary<Sample> {
  if (depth === 0) return leafPlain();
  const [a, c] = [plain(depth - 1), concentration(depth - 1)];
  return fc.oneof(
    leafPlain(),
    joined(a, a, NONE, ['+', '-', '*']),
    joined(c, c, NONE, ['<', '<=', '>', '>=', '==', '!=']),
    fc
      .tuple(a, a)
      .map(([x, y]) => make(`(${x.text})/(1 + (${y.text})^2)`, NONE, (n) => x.value(n) / (1 + y.value(n) ** 2))),
    fc
      .tuple(a, fc.constantFrom(1, 2, 3, 8, 0.5, 1.5, 1.7))
      .map(([x, n]) => make(`abs(${x.text})^${n}`, NONE, (names) => Math.abs(x.value(names)) ** n)),
    fc.tuple(c, c, fc.constantFrom(1, 1.5, 2, 2.7, 4)).map(([x, k, n]) =>
      make(`hill(${x.text}, 1 nM + abs(${k.text}), ${n})`, NONE, (names) => {
        const value = x.value(names);
        const half = 1 + Math.abs(k.value(names));
        return value <= 0 ? 0 : value ** n / (half ** n + value ** n);
      }),
    ),
    a.map((x) => make(`-(${x.text})`, NONE, (n) => -x.value(n))),
    a.map((x) => make(`exp(-abs(${x.text}))`, NONE, (n) => Math.exp(-Math.abs(x.value(n))))),
    a.map((x) => make(`log(1+abs(${x.text}))`, NONE, (n) => Math.log(1 + Math.abs(x.value(n))))),
    chosen(a, a, NONE),
    fc.tuple(a, a, a).map(([x, y, z]) =>
      make(`clamp(${x.text},min(${y.text},${z.text}), max(${y.text}, ${z.text}))`, NONE, (n) => {
        const [low, high] = [Math.min(y.value(n), z.value(n)), Math.max(y.value(n), z.value(n))];
        return Math.min(Math.max(x.value(n), low), high);
      }),
    ),
  );
}

function concentration(depth: number): fc.Arbitrary<Sample> {
  if (depth === 0) return leafConcentration();
  const [a, c] = [plain(depth - 1), concentration(depth - 1)];
  return fc.oneof(
    leafConcentration(),
    joined(c, c, CONCENTRATION, ['+', '-']),
    fc.tuple(a, c).map(([x, y]) => make(`(${x.text}) * (${y.text})`, CONCENTRATION, (n) => x.value(n) * y.value(n))),
    c.map((x) => make(`sqrt((${x.text})^2)`, CONCENTRATION, (n) => Math.sqrt(x.value(n) ** 2))),
    c.map((x) => make(`max(0, ${x.text})`, CONCENTRATION, (n) => Math.max(0, x.value(n)))),
    chosen(a, c, CONCENTRATION),
  );
}

function make(text: string, dimension: Dimension, value: Sample['value']): Sample {
  return { text, dimension, value };
}

function joined(a: fc.Arbitrary<Sample>, b: fc.Arbitrary<Sample>, dimension: Dimension, operators: string[]) {
  return fc.tuple(a, fc.constantFrom(...operators), b, fc.constantFrom('', ' ')).map(([x, operator, y, space]) => {
    const work: Readonly<Record<string, (l: number, r: number) => number>> = {
      '+': (l, r) => l + r,
      '-': (l, r) => l - r,
      '*': (l, r) => l * r,
      '<': (l, r) => Number(l < r),
      '<=': (l, r) => Number(l <= r),
      '>': (l, r) => Number(l > r),
      '>=': (l, r) => Number(l >= r),
      '==': (l, r) => Number(l === r),
      '!=': (l, r) => Number(l !== r),
    };
    const text = `(${x.text})${space}${operator}${space}(${y.text})`;
    return make(text, dimension, (n) => work[operator]!(x.value(n), y.value(n)));
  });
}

function chosen(test: fc.Arbitrary<Sample>, branch: fc.Arbitrary<Sample>, dimension: Dimension): fc.Arbitrary<Sample> {
  return fc.tuple(test, branch, branch).map(([t, x, y]) => {
    const text = `((${t.text}) > 1 ? ${x.text} : ${y.text})`;
    return make(text, dimension, (n) => (t.value(n) > 1 ? x.value(n) : y.value(n)));
  });
}

/** Prints a tree with every bracket, to be read again. Numbers are in base units, so dimensions are lost. */
export function printTree(expr: Expr): string {
  switch (expr.op) {
    case 'number':
      return expr.value < 0 ? `(${expr.value})` : String(expr.value);
    case 'ref':
      return expr.name;
    case 'negate':
      return `(-${printTree(expr.arg)})`;
    case 'binary':
      return `(${printTree(expr.left)} ${expr.operator} ${printTree(expr.right)})`;
    case 'choose':
      return `(${printTree(expr.test)} ? ${printTree(expr.then)} : ${printTree(expr.else)})`;
    case 'call':
      return `${expr.name}(${expr.args.map(printTree).join(', ')})`;
  }
}
