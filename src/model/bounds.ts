/** Interval arithmetic on expression trees: between which values an equation must lie, whatever the site. */
import { applyBinary, applyFunction } from './evaluate.ts';
import type { Expr, Ref } from './types.ts';

/** Least and largest value; infinite where none is known. */
export type Bounds = readonly [low: number, high: number];

const ANYTHING: Bounds = [-Infinity, Infinity];

/**
 * Bounds of a tree, given those of its references. Never too narrow; may be too wide where a name occurs twice.
 * What is not a number somewhere in the interval makes the bounds infinite.
 */
export function boundsOf(expr: Expr, of: (ref: Ref) => Bounds): Bounds {
  const inner = (part: Expr): Bounds => boundsOf(part, of);
  switch (expr.op) {
    case 'number':
      return [expr.value, expr.value];
    case 'ref':
      return of(expr.ref);
    case 'negate': {
      const [low, high] = inner(expr.arg);
      return [-high, -low];
    }
    case 'binary':
      return binaryBounds(expr.operator, inner(expr.left), inner(expr.right));
    case 'choose': {
      const test = inner(expr.test);
      if (test[0] === 0 && test[1] === 0) return inner(expr.else);
      if (test[0] > 0 || test[1] < 0) return inner(expr.then);
      return hull([...inner(expr.then), ...inner(expr.else)]);
    }
    case 'call':
      return callBounds(expr.name, expr.args.map(inner));
  }
}

function hull(values: readonly number[]): Bounds {
  return values.some(Number.isNaN) ? ANYTHING : [Math.min(...values), Math.max(...values)];
}

/** All combinations of the ends: exact for what is monotonic in each argument. */
function corners(work: (values: readonly number[]) => number, args: readonly Bounds[]): Bounds {
  const points = args.reduce<number[][]>((all, ends) => all.flatMap((p) => ends.map((end) => [...p, end])), [[]]);
  return hull(points.map(work));
}

function binaryBounds(operator: Extract<Expr, { op: 'binary' }>['operator'], a: Bounds, b: Bounds): Bounds {
  const both = (): Bounds => corners(([x, y]) => applyBinary(operator, x!, y!), [a, b]);
  switch (operator) {
    case '*':
      return corners(([x, y]) => (x === 0 || y === 0 ? 0 : x! * y!), [a, b]); // 0·∞: the ends of 0·anything
    case '/':
      return b[0] > 0 || b[1] < 0 ? both() : ANYTHING;
    case '^':
      // Monotonic in the base from 0 on; even powers of a base that may be negative are not.
      return a[0] >= 0 ? both() : ANYTHING;
    case '+':
    case '-':
      return both();
    default:
      return [0, 1];
  }
}

function callBounds(name: Extract<Expr, { op: 'call' }>['name'], args: readonly Bounds[]): Bounds {
  switch (name) {
    case 'hill':
      return [0, 1];
    case 'abs': {
      const [low, high] = args[0]!;
      return [low > 0 ? low : high < 0 ? -high : 0, Math.max(Math.abs(low), Math.abs(high))];
    }
    case 'log':
    case 'sqrt':
      return args[0]![0] >= 0 ? corners((values) => applyFunction(name, values), args) : ANYTHING;
    default:
      return corners((values) => applyFunction(name, values), args);
  }
}
