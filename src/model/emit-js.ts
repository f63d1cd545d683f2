/** Expression trees to JavaScript, from the checked tree and never from text. */
import type { BinaryOp, Expr, Ref } from './types.ts';

/** Largest exponent written out as multiplications. */
const MAX_POWER = 8;

/**
 * JavaScript source of the functions that emitted code calls: `hill`, `hill1` … `hill8`, `hillHalf0` … (n = 1.5 is
 * `hillHalf1`), `pow1` …, `powHalf0` …. Put it once in front of what `emitJs` gives.
 * x^n / (K^n + x^n) is computed as 1 / (1 + (K/x)^n): one power instead of two, and nothing overflows.
 */
export const HELPERS: string = [
  ...Array.from({ length: MAX_POWER + 1 }, (_, n) => helpersOf(n)).flat(),
  `function hill(x, K, n) {
  if (x <= 0) return 0;
  switch (n) {
${[1, 1.5, 2, 3, 4].map((n) => `    case ${n}: return hill${suffix(n)}(x, K);`).join('\n')}
    default: return 1 / (1 + Math.pow(K / x, n));
  }
}`,
].join('\n');

function helpersOf(n: number): string[] {
  const product = Array.from({ length: n }, () => 'x').join(' * ');
  const half = n === 0 ? 'Math.sqrt(x)' : `${product} * Math.sqrt(x)`;
  const pair = (name: string, body: string) => [
    `function pow${name}(x) { return ${body}; }`,
    `function hill${name}(x, K) { return x <= 0 ? 0 : 1 / (1 + pow${name}(K / x)); }`,
  ];
  return [...(n === 0 ? [] : pair(String(n), product)), ...pair(`Half${n}`, half)];
}

/** `3` for 3, `Half1` for 1.5, null for what is not written out. */
function suffix(n: number): string | null {
  if (Number.isInteger(n) && n >= 1 && n <= MAX_POWER) return String(n);
  if (Number.isInteger(n - 0.5) && n > 0 && n < MAX_POWER + 1) return `Half${n - 0.5}`;
  return null;
}

const COMPARISONS: Partial<Readonly<Record<BinaryOp, string>>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '===',
  '!=': '!==',
};

/**
 * Emits a fully bracketed JavaScript expression, `name(ref)` being the source of a reference. Needs `HELPERS` in scope.
 * Constant exponents of `^` and `hill` (whole and half numbers up to 8.5) cost no `Math.pow`.
 */
export function emitJs(expr: Expr, name: (ref: Ref) => string): string {
  const emit = (part: Expr): string => emitJs(part, name);
  switch (expr.op) {
    case 'number':
      return expr.value < 0 ? `(${expr.value})` : String(expr.value);
    case 'ref':
      return name(expr.ref);
    case 'negate':
      return `(-${emit(expr.arg)})`;
    case 'binary':
      return emitBinary(expr, emit);
    case 'choose':
      return `(${emitTest(expr.test, emit)} ? ${emit(expr.then)} : ${emit(expr.else)})`;
    case 'call':
      return emitCall(expr, emit);
  }
}

function emitBinary(expr: Extract<Expr, { op: 'binary' }>, emit: (part: Expr) => string): string {
  const { operator, left, right } = expr;
  if (COMPARISONS[operator]) return `(${emitTest(expr, emit)} ? 1 : 0)`;
  if (operator !== '^') return `(${emit(left)} ${operator} ${emit(right)})`;
  if (right.op === 'number') {
    const known = suffix(Math.abs(right.value));
    if (known) return right.value < 0 ? `(1 / pow${known}(${emit(left)}))` : `pow${known}(${emit(left)})`;
  }
  return `Math.pow(${emit(left)}, ${emit(right)})`;
}

function emitTest(test: Expr, emit: (part: Expr) => string): string {
  const comparison = test.op === 'binary' ? COMPARISONS[test.operator] : undefined;
  if (test.op !== 'binary' || !comparison) return `(${emit(test)} !== 0)`;
  return `(${emit(test.left)} ${comparison} ${emit(test.right)})`;
}

function emitCall(expr: Extract<Expr, { op: 'call' }>, emit: (part: Expr) => string): string {
  const args = expr.args.map(emit);
  if (expr.name === 'clamp') return `Math.min(Math.max(${args[0]}, ${args[1]}), ${args[2]})`;
  if (expr.name !== 'hill') return `Math.${expr.name}(${args.join(', ')})`;
  const n = expr.args[2]!;
  const known = n.op === 'number' ? suffix(n.value) : null;
  return known ? `hill${known}(${args[0]}, ${args[1]})` : `hill(${args.join(', ')})`;
}
