/** Expression trees to WGSL, from the checked tree and never from text. */
import { applyBinary, applyFunction } from './evaluate.ts';
import type { BinaryOp, Expr, Ref } from './types.ts';

/** Largest exponent written out as multiplications in `shaders/lib/expr.wgsl`. */
const MAX_POWER = 8;

const LARGEST = 3.4028234663852886e38;
const SMALLEST = 1.1754943508222875e-38;

const COMPARISONS: readonly BinaryOp[] = ['<', '<=', '>', '>=', '==', '!='];

/**
 * Emits a fully bracketed WGSL expression of type f32, `name(ref)` being the source of a reference. Needs `lib/expr.wgsl`.
 * Constant parts are worked out here, in double precision, since WGSL refuses constants that overflow; numbers beyond f32
 * become the largest or zero. Both branches of a choice are evaluated, and only the chosen one counts. `min` and `max` may drop
 * what is not a number, as the device does.
 */
export function emitWgsl(expr: Expr, name: (ref: Ref) => string): string {
  const known = constant(expr);
  if (known !== null) return literal(known);
  const emit = (part: Expr): string => emitWgsl(part, name);
  switch (expr.op) {
    case 'number':
      return literal(expr.value);
    case 'ref':
      return name(expr.ref);
    case 'negate':
      return `(-${emit(expr.arg)})`;
    case 'binary':
      return emitBinary(expr, emit);
    case 'choose':
      return `select(${emit(expr.else)}, ${emit(expr.then)}, ${emitTest(expr.test, emit)})`;
    case 'call':
      return emitCall(expr, emit);
  }
}

/** A number as an f32 literal. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return 'not_a_number()';
  const size = Math.abs(value);
  const within = size < SMALLEST ? 0 : Math.min(size, LARGEST);
  return value < 0 && within !== 0 ? `(-${within}f)` : `${within}f`;
}

/** Value of a tree without references, else null. */
function constant(expr: Expr): number | null {
  const all = (parts: readonly Expr[], work: (values: number[]) => number): number | null => {
    const values = parts.map(constant);
    return values.every((value) => value !== null) ? work(values) : null;
  };
  switch (expr.op) {
    case 'number':
      return expr.value;
    case 'ref':
      return null;
    case 'negate':
      return all([expr.arg], ([a]) => -a!);
    case 'binary':
      return all([expr.left, expr.right], ([a, b]) => applyBinary(expr.operator, a!, b!));
    case 'choose':
      return all([expr.test, expr.then, expr.else], ([test, yes, no]) => (test !== 0 ? yes! : no!));
    case 'call':
      return all(expr.args, (values) => applyFunction(expr.name, values));
  }
}

/** `3` for 3, `half_1` for 1.5, null for what is not written out. */
function suffix(n: number): string | null {
  if (Number.isInteger(n) && n >= 1 && n <= MAX_POWER) return String(n);
  if (Number.isInteger(n - 0.5) && n > 0 && n < MAX_POWER + 1) return `half_${n - 0.5}`;
  return null;
}

function emitBinary(expr: Extract<Expr, { op: 'binary' }>, emit: (part: Expr) => string): string {
  const { operator, left, right } = expr;
  if (COMPARISONS.includes(operator)) return `select(0f, 1f, ${emitTest(expr, emit)})`;
  if (operator !== '^') return `(${emit(left)} ${operator} ${emit(right)})`;
  const base = constant(left);
  if (base !== null && base > 0) return `exp2(${literal(Math.log2(base))} * ${emit(right)})`;
  const exponent = constant(right);
  const known = exponent === null ? null : suffix(Math.abs(exponent));
  if (exponent === null || known === null) return `power(${emit(left)}, ${emit(right)})`;
  return exponent < 0 ? `(1f / pow_${known}(${emit(left)}))` : `pow_${known}(${emit(left)})`;
}

/** A condition, of type bool. */
function emitTest(test: Expr, emit: (part: Expr) => string): string {
  if (test.op !== 'binary' || !COMPARISONS.includes(test.operator)) return `(${emit(test)} != 0f)`;
  return `(${emit(test.left)} ${test.operator} ${emit(test.right)})`;
}

function emitCall(expr: Extract<Expr, { op: 'call' }>, emit: (part: Expr) => string): string {
  const args = expr.args.map(emit);
  switch (expr.name) {
    case 'clamp':
      return `min(max(${args[0]}, ${args[1]}), ${args[2]})`;
    case 'min':
    case 'max':
      return args.reduce((left, right) => `${expr.name}(${left}, ${right})`);
    case 'hill': {
      const n = constant(expr.args[2]!);
      const known = n === null ? null : suffix(n);
      return known ? `hill_${known}(${args[0]}, ${args[1]})` : `hill(${args.join(', ')})`;
    }
    default:
      return `${expr.name}(${args.join(', ')})`;
  }
}
