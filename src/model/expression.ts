/** Expressions: names are resolved and dimensions checked here, once, when a model is read. */
import { suggest, UserError } from './error.ts';
import { applyBinary, applyFunction, evaluateParameters, walk } from './evaluate.ts';
import { type Ast, parse, print } from './parse.ts';
import type { Dimension, Expr, FunctionName, LayerName, Ref } from './types.ts';
import { formatDimension, LENGTH, NONE, per, power, sameDimension, times, tryQuantity, UNIT_ATOMS } from './units.ts';

/** What a name stands for. */
export interface Named {
  readonly ref: Ref;
  readonly dimension: Dimension;
}

/** The states that `kind` or `kind.state` means. */
export interface StateSet {
  readonly layer: LayerName;
  readonly states: readonly number[];
}

/** What an expression in a certain place may use. */
export interface Scope {
  readonly names: ReadonlyMap<string, Named>;
  /** For `grad` and `blood`; null where they have no meaning. */
  readonly fields: ReadonlyMap<string, Named> | null;
  /** For `near` and `here`; null where they have no meaning. @throws UserError for what is not known. */
  readonly states: ((text: string) => StateSet) | null;
  /** Values of the parameters, to catch a division by zero. */
  readonly parameters: readonly number[];
  /** What may be used, in words: `only parameters`. */
  readonly allows: string;
  /** Every name of the model, to tell a name that is unknown from one that is out of place. */
  readonly elsewhere: ReadonlySet<string>;
}

/** A tree and its dimension; null for a bare 0, which fits any. */
export interface Typed {
  readonly expr: Expr;
  readonly dimension: Dimension | null;
}

/** Name and number of arguments of every function, in [least, most]. */
const FUNCTIONS: Readonly<Record<FunctionName, readonly [number, number]>> = {
  hill: [3, 3],
  min: [2, 16],
  max: [2, 16],
  clamp: [3, 3],
  exp: [1, 1],
  log: [1, 1],
  sqrt: [1, 1],
  abs: [1, 1],
};

/** Words with a meaning of their own, which nothing in a model can be called. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...Object.keys(FUNCTIONS),
  ...['near', 'here', 'grad', 'blood', 't', 'time_in_state', 'divisions'],
  ...['else', 'states', 'sites', 'barcode', 'ignore'],
  ...UNIT_ATOMS,
]);

/** Parses text or takes a number; a text that is one quantity (`0.026 /h`) is that quantity. @throws UserError */
export function parseExpression(raw: string | number): Ast {
  if (typeof raw === 'number') return { type: 'number', value: raw + 0, dimension: NONE, text: String(raw) };
  const quantity = tryQuantity(raw);
  if (quantity) return { type: 'number', value: quantity.value, dimension: quantity.unit.dimension, text: raw.trim() };
  return parse(raw);
}

/** Resolves and checks what `parseExpression` gave. @throws UserError that says what is wrong, to be put behind a path. */
export function resolve(ast: Ast, scope: Scope): Typed {
  const typed = resolveNode(ast, scope);
  return { expr: fold(typed.expr, ast), dimension: typed.dimension };
}

/** Text or number to a tree whose dimension must be `need`. @throws UserError */
export function readExpression(raw: string | number, scope: Scope, need: Dimension): Expr {
  return expectDimension(resolve(parseExpression(raw), scope), need).expr;
}

/** @throws UserError when `typed` is of another dimension than `need`. */
export function expectDimension(typed: Typed, need: Dimension): Typed {
  if (typed.dimension && !sameDimension(typed.dimension, need)) {
    const given = formatDimension(typed.dimension);
    const wanted = sameDimension(need, NONE) ? 'a number without a unit' : `a unit like ${formatDimension(need)}`;
    throw new UserError(`needs ${wanted}, given ${given}`);
  }
  return typed;
}

function resolveNode(ast: Ast, scope: Scope): Typed {
  switch (ast.type) {
    case 'number': {
      const bareZero = ast.value === 0 && sameDimension(ast.dimension, NONE);
      return { expr: { op: 'number', value: ast.value }, dimension: bareZero ? null : ast.dimension };
    }
    case 'name':
      return resolveName(ast.name, scope);
    case 'member':
      throw new UserError(`has ${ast.name}; kind.state only stands in near() and here()`);
    case 'negate': {
      const arg = resolve(ast.arg, scope);
      return { expr: { op: 'negate', arg: arg.expr }, dimension: arg.dimension };
    }
    case 'binary':
      return resolveBinary(ast, scope);
    case 'choose': {
      const test = dimensionless(ast.test, scope, 'the condition');
      const [yes, no] = [resolve(ast.yes, scope), resolve(ast.no, scope)];
      const dimension = agree(yes, no, () => `chooses between ${said(ast.yes, yes)} and ${said(ast.no, no)}`);
      // biome-ignore lint/suspicious/noThenProperty: the contract names it so, and a tree is never awaited
      return { expr: { op: 'choose', test, then: yes.expr, else: no.expr }, dimension };
    }
    case 'call':
      return resolveCall(ast, scope);
  }
}

function resolveName(name: string, scope: Scope): Typed {
  const named = scope.names.get(name);
  if (named) return { expr: { op: 'ref', name, ref: named.ref }, dimension: named.dimension };
  if (UNIT_ATOMS.includes(name)) {
    throw new UserError(`has the unit ${name} without a number before it`);
  }
  if (scope.elsewhere.has(name)) throw new UserError(`uses ${name}, but ${scope.allows} can be used here`);
  throw new UserError(`uses ${name}, which is not known${suggest(name, [...scope.names.keys()])}`);
}

function resolveBinary(ast: Extract<Ast, { type: 'binary' }>, scope: Scope): Typed {
  const left = resolve(ast.left, scope);
  const right = resolve(ast.right, scope);
  const expr: Expr = { op: 'binary', operator: ast.operator, left: left.expr, right: right.expr };
  const both = () => `${said(ast.left, left)} ${ast.operator} ${said(ast.right, right)}`;
  switch (ast.operator) {
    case '*':
      return { expr, dimension: left.dimension && right.dimension && times(left.dimension, right.dimension) };
    case '/':
      if (isZero(right.expr, scope)) throw new UserError(`divides by zero: ${print(ast)}`);
      return { expr, dimension: left.dimension && per(left.dimension, right.dimension ?? NONE) };
    case '^':
      return { expr, dimension: powerDimension(ast, left, right) };
    case '+':
    case '-':
      return { expr, dimension: agree(left, right, () => `mixes units: ${both()}`) };
    default:
      agree(left, right, () => `compares different units: ${both()}`);
      return { expr, dimension: NONE };
  }
}

function powerDimension(ast: Extract<Ast, { type: 'binary' }>, left: Typed, right: Typed): Dimension | null {
  if (right.dimension && !sameDimension(right.dimension, NONE)) {
    throw new UserError(`has an exponent with a unit: ${said(ast.right, right)}`);
  }
  if (!left.dimension || sameDimension(left.dimension, NONE)) return left.dimension && NONE;
  if (right.expr.op !== 'number') {
    throw new UserError(
      `raises ${said(ast.left, left)} to ${print(ast.right)}; a unit takes a plain number as exponent`,
    );
  }
  return power(left.dimension, right.expr.value);
}

function resolveCall(ast: Extract<Ast, { type: 'call' }>, scope: Scope): Typed {
  if (ast.groups) throw new UserError(`has ; in ${ast.name}(); commas part its arguments`);
  if (ast.name === 'near' || ast.name === 'here') return resolveOccupancy(ast.name, ast.args, scope);
  if (ast.name === 'grad' || ast.name === 'blood') return resolveField(ast.name, ast.args, scope);
  if (!Object.hasOwn(FUNCTIONS, ast.name)) {
    const known = [...Object.keys(FUNCTIONS), 'near', 'here', 'grad', 'blood'];
    throw new UserError(`uses ${ast.name}(), which is not a function${suggest(ast.name, known)}`);
  }
  const name = ast.name as FunctionName;
  const [least, most] = FUNCTIONS[name];
  if (ast.args.length < least || ast.args.length > most) {
    const allowed = least === most ? `${least}` : `${least} to ${most}`;
    throw new UserError(`gives ${name}() ${ast.args.length} arguments; it takes ${allowed}`);
  }
  const args = ast.args.map((arg) => resolve(arg, scope));
  const expr: Expr = { op: 'call', name, args: args.map((arg) => arg.expr) };
  return { expr, dimension: callDimension(name, ast.args, args) };
}

function callDimension(name: FunctionName, asts: readonly Ast[], args: readonly Typed[]): Dimension | null {
  const all = (count: number) =>
    args.slice(1, count).reduce<Dimension | null>((so, arg, i) => {
      const before = { expr: arg.expr, dimension: so };
      return agree(before, arg, () => {
        const given = `${said(asts[0]!, args[0]!)} and ${said(asts[i + 1]!, arg)}`;
        return `mixes units in ${name}(): ${given}`;
      });
    }, args[0]!.dimension);
  const plain = (index: number) => {
    const { dimension } = args[index]!;
    if (dimension && !sameDimension(dimension, NONE)) {
      throw new UserError(
        `has a unit in ${name}(): ${said(asts[index]!, args[index]!)}; a number without one is needed`,
      );
    }
  };
  switch (name) {
    case 'hill':
      all(2);
      plain(2);
      return NONE;
    case 'exp':
    case 'log':
      plain(0);
      return NONE;
    case 'sqrt':
      return args[0]!.dimension && power(args[0]!.dimension, 0.5);
    default:
      return all(args.length);
  }
}

function resolveOccupancy(name: 'near' | 'here', args: readonly Ast[], scope: Scope): Typed {
  if (!scope.states) throw new UserError(`uses ${name}(), but ${scope.allows} can be used here`);
  const texts = args.map((arg) => {
    if (arg.type !== 'name' && arg.type !== 'member') {
      throw new UserError(`needs kinds or kind.state in ${name}(), given ${print(arg)}`);
    }
    return arg.name;
  });
  if (texts.length === 0) throw new UserError(`needs a kind or kind.state in ${name}()`);
  const sets = texts.map(scope.states);
  const layer = sets[0]!.layer;
  if (sets.some((set) => set.layer !== layer)) {
    throw new UserError(`mixes layers in ${name}(${texts.join(', ')}); add up one ${name}() per layer`);
  }
  const states = [...new Set(sets.flatMap((set) => set.states))].sort((a, b) => a - b);
  return {
    expr: { op: 'ref', name: `${name}(${texts.join(', ')})`, ref: { of: name, layer, states } },
    dimension: NONE,
  };
}

function resolveField(name: 'grad' | 'blood', args: readonly Ast[], scope: Scope): Typed {
  if (!scope.fields) throw new UserError(`uses ${name}(), but ${scope.allows} can be used here`);
  const given = args[0]?.type === 'name' && args.length === 1 ? args[0].name : args.map((arg) => print(arg)).join(', ');
  const field = scope.fields.get(given);
  if (field?.ref.of !== 'field') {
    throw new UserError(
      `needs a field in ${name}(), given ${given || 'nothing'}${suggest(given, [...scope.fields.keys()])}`,
    );
  }
  const ref: Ref = { of: name === 'grad' ? 'gradient' : 'blood', index: field.ref.index };
  const dimension = name === 'grad' ? per(field.dimension, LENGTH) : field.dimension;
  return { expr: { op: 'ref', name: `${name}(${given})`, ref }, dimension };
}

function dimensionless(ast: Ast, scope: Scope, what: string): Expr {
  const typed = resolve(ast, scope);
  if (typed.dimension && !sameDimension(typed.dimension, NONE)) {
    throw new UserError(`has a unit in ${what}: ${said(ast, typed)}; compare it with something`);
  }
  return typed.expr;
}

/** The dimension two operands share. @throws UserError with `message` when they do not. */
function agree(a: Typed, b: Typed, message: () => string): Dimension | null {
  if (a.dimension && b.dimension && !sameDimension(a.dimension, b.dimension)) throw new UserError(message());
  return a.dimension ?? b.dimension;
}

function said(ast: Ast, typed: Typed): string {
  return `${print(ast, 5)} [${formatDimension(typed.dimension ?? NONE)}]`;
}

/** Zero whatever happens: a number, or parameters only and zero with the values given. */
function isZero(expr: Expr, scope: Scope): boolean {
  let constant = true;
  walk(expr, (node) => {
    if (node.op === 'ref' && node.ref.of !== 'parameter') constant = false;
  });
  return constant && evaluateParameters(expr, scope.parameters) === 0;
}

/** Replaces an operation on plain numbers by its result, −0 by 0. @throws UserError when that is not finite. */
function fold(expr: Expr, ast: Ast): Expr {
  const value = folded(expr);
  if (value === null) return expr;
  if (!Number.isFinite(value)) throw new UserError(`has ${print(ast)}, which is not a finite number`);
  return { op: 'number', value: value + 0 };
}

function folded(expr: Expr): number | null {
  const number = (part: Expr) => (part.op === 'number' ? part.value : null);
  switch (expr.op) {
    case 'negate': {
      const arg = number(expr.arg);
      return arg === null ? null : -arg;
    }
    case 'binary': {
      const [left, right] = [number(expr.left), number(expr.right)];
      return left === null || right === null ? null : applyBinary(expr.operator, left, right);
    }
    case 'call': {
      const args = expr.args.map(number);
      return args.every((arg) => arg !== null) ? applyFunction(expr.name, args) : null;
    }
    case 'choose': {
      const [test, yes, no] = [number(expr.test), number(expr.then), number(expr.else)];
      return test === null ? null : test !== 0 ? yes : no;
    }
    default:
      return null;
  }
}
