/** Interprets expression trees: for expressions of parameters, and as the yardstick for what is emitted. */
import type { BinaryOp, Expr, FunctionName, Ref } from './types.ts';

/** Value of a tree, each reference being worth `value(ref)`, in base units. */
export function evaluate(expr: Expr, value: (ref: Ref) => number): number {
  switch (expr.op) {
    case 'number':
      return expr.value;
    case 'ref':
      return value(expr.ref);
    case 'negate':
      return -evaluate(expr.arg, value);
    case 'binary':
      return applyBinary(expr.operator, evaluate(expr.left, value), evaluate(expr.right, value));
    case 'choose':
      return evaluate(expr.test, value) !== 0 ? evaluate(expr.then, value) : evaluate(expr.else, value);
    case 'call':
      return applyFunction(
        expr.name,
        expr.args.map((arg) => evaluate(arg, value)),
      );
  }
}

/** Value of a tree of parameters only. @throws Error when it refers to anything else, which the reader rules out. */
export function evaluateParameters(expr: Expr, parameters: ArrayLike<number>): number {
  return evaluate(expr, (ref) => {
    if (ref.of !== 'parameter') throw new Error(`a ${ref.of} where only parameters can be`);
    return parameters[ref.index]!;
  });
}

/** One binary operation; comparisons are worth 1 or 0. */
export function applyBinary(operator: BinaryOp, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a !== b ? 1 : 0;
  }
}

/** One function of the language; the number of arguments has been checked. */
export function applyFunction(name: FunctionName, args: readonly number[]): number {
  const [a, b, c] = args as [number, number, number];
  switch (name) {
    case 'hill':
      return a <= 0 ? 0 : 1 / (1 + (b / a) ** c);
    case 'min':
      return Math.min(...args);
    case 'max':
      return Math.max(...args);
    case 'clamp':
      return Math.min(Math.max(a, b), c);
    case 'exp':
      return Math.exp(a);
    case 'log':
      return Math.log(a);
    case 'sqrt':
      return Math.sqrt(a);
    case 'abs':
      return Math.abs(a);
  }
}

/** Calls `visit` on every node of a tree, parents first. */
export function walk(expr: Expr, visit: (node: Expr) => void): void {
  visit(expr);
  switch (expr.op) {
    case 'negate':
      walk(expr.arg, visit);
      break;
    case 'binary':
      walk(expr.left, visit);
      walk(expr.right, visit);
      break;
    case 'choose':
      for (const part of [expr.test, expr.then, expr.else]) walk(part, visit);
      break;
    case 'call':
      for (const arg of expr.args) walk(arg, visit);
      break;
  }
}
