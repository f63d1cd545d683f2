/** Text to a small syntax tree, by way of jsep. Whatever is not arithmetic on names is refused here. */
import jsep from 'jsep';
import { UserError } from './error.ts';
import type { BinaryOp, Dimension } from './types.ts';
import { NONE, scaled, UNIT_ATOMS } from './units.ts';

/**
 * What text says before its names are known. `member` is `kind.state`, an argument of `near` and `here`. Arguments of a
 * call are parted by commas; where `;` parts them too, `groups` are the arguments between one `;` and the next.
 */
export type Ast =
  | { readonly type: 'number'; readonly value: number; readonly dimension: Dimension; readonly text: string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'member'; readonly name: string }
  | { readonly type: 'negate'; readonly arg: Ast }
  | { readonly type: 'binary'; readonly operator: BinaryOp; readonly left: Ast; readonly right: Ast }
  | { readonly type: 'choose'; readonly test: Ast; readonly yes: Ast; readonly no: Ast }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly args: readonly Ast[];
      readonly groups?: readonly (readonly Ast[])[];
    };

const MAX_LENGTH = 4000;
const MAX_DEPTH = 200;

/** Binding strength of the binary operators, the ternary being weaker and the unary minus between `*` and `^`. */
const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  '==': 1,
  '!=': 1,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  '+': 3,
  '-': 3,
  '*': 4,
  '/': 4,
  '^': 6,
};

jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
for (const [operator, strength] of Object.entries(PRECEDENCE)) jsep.addBinaryOp(operator, strength, operator === '^');
/** Weaker than all others; `convertCall` takes it apart, anywhere else it is refused. */
jsep.addBinaryOp(';', 0.5);
jsep.hooks.add('gobble-token', gobbleNumber);
jsep.hooks.add('gobble-token', gobbleMinus);

interface Gobbled {
  node?: jsep.Expression;
}

/** `um2`, not `min(`; unit atoms are no names, so a unit behind a number cannot be mistaken for one. */
const ATOM = `(?:%|(?:${UNIT_ATOMS.map((atom) => atom.replace(/^u/, '[uµμ]')).join('|')})[1-9]?(?![\\w$])(?!\\s*\\())`;

/** Digits, then a unit in brackets, a unit, or a word that should have been one. */
const NUMBER = new RegExp(
  String.raw`((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)` +
    String.raw`(?:\s*\[([^[\]]*)\]|\s*(\/?\s*${ATOM}(?:\s*[./]\s*${ATOM})*)|\s*([A-Za-zµμ_$][\w$]*))?`,
  'y',
);

/** A number and the unit behind it: `6 mmHg`, `0.1 nM/h`, `5 [s-1]`. */
function gobbleNumber(this: jsep.HookScope, env: Gobbled): void {
  NUMBER.lastIndex = this.index;
  const match = NUMBER.exec(this.expr);
  if (!match) return;
  this.index += match[0].length;
  env.node = { type: 'Literal', value: Number(match[1]), unit: match[2] ?? match[3] ?? match[4] ?? '', raw: match[0] };
}

/** Unary minus, weaker than `^`: `-a^2` is `-(a^2)`. */
function gobbleMinus(this: jsep.HookScope, env: Gobbled): void {
  if (this.char !== '-') return;
  this.index++;
  env.node = { type: 'UnaryExpression', operator: '-', argument: gobblePower(this) };
}

function gobblePower(scope: jsep.HookScope): jsep.Expression {
  const left = scope.gobbleToken();
  if (!left) return scope.throwError('Expected expression after -');
  scope.gobbleSpaces();
  if (scope.char !== '^') return left;
  scope.index++;
  return { type: 'BinaryExpression', operator: '^', left, right: gobblePower(scope) };
}

/**
 * Parses an expression.
 * @throws UserError for anything but numbers, units, names, calls, `kind.state` in a call, operators and `?:`.
 */
export function parse(text: string): Ast {
  if (text.length > MAX_LENGTH) throw new UserError(`is ${text.length} characters long; at most ${MAX_LENGTH}`);
  if (text.trim() === '') throw new UserError('is empty; an expression is needed');
  return convert(gobble(text), 0, false);
}

function gobble(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError('is nested too deeply');
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`is not an expression: ${reason.replace(/\s+/g, ' ')} of ${excerpt(text)}`);
  }
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

function convert(node: jsep.Expression, depth: number, inCall: boolean): Ast {
  if (depth > MAX_DEPTH) throw new UserError('is nested too deeply');
  const next = (child: unknown) => convert(child as jsep.Expression, depth + 1, false);
  switch (node.type) {
    case 'Literal':
      return convertNumber(node);
    case 'Identifier':
      return { type: 'name', name: node.name as string };
    case 'UnaryExpression':
      return { type: 'negate', arg: next(node.argument) };
    case 'BinaryExpression':
      if (node.operator === ';') throw new UserError(`is not arithmetic: ${REFUSED.Compound} cannot be used`);
      return {
        type: 'binary',
        operator: node.operator as BinaryOp,
        left: next(node.left),
        right: next(node.right),
      };
    case 'ConditionalExpression':
      return { type: 'choose', test: next(node.test), yes: next(node.consequent), no: next(node.alternate) };
    case 'CallExpression':
      return convertCall(node as jsep.CallExpression, depth);
    case 'MemberExpression':
      return convertMember(node as jsep.MemberExpression, inCall);
    default:
      throw new UserError(`is not arithmetic: ${REFUSED[node.type] ?? node.type} cannot be used`);
  }
}

const REFUSED: Readonly<Record<string, string>> = {
  Compound: 'several expressions in a row',
  SequenceExpression: 'a list in brackets',
  ArrayExpression: 'an array',
  ThisExpression: 'this',
};

function convertNumber(node: jsep.Expression): Ast {
  if (typeof node.value !== 'number') throw new UserError(`is not arithmetic: text ${node.raw} cannot be used`);
  if (!Number.isFinite(node.value)) throw new UserError(`has ${node.raw}, which is too large`);
  const text = (node.raw as string).trim();
  if (node.unit === '') return { type: 'number', value: node.value, dimension: NONE, text };
  const { value, unit } = scaled(node.value, node.unit as string);
  return { type: 'number', value, dimension: unit.dimension, text };
}

function convertCall(node: jsep.CallExpression, depth: number): Ast {
  if (node.callee.type !== 'Identifier' || node.optional) {
    throw new UserError('is not arithmetic: only functions can be called, by name');
  }
  const groups = grouped(node.arguments).map((group) => group.map((arg) => convert(arg, depth + 1, true)));
  const call: Ast = { type: 'call', name: node.callee.name as string, args: groups.flat() };
  return groups.length === 1 ? call : { ...call, groups };
}

/** Arguments between one `;` and the next: `a, b; c` comes as the arguments `a` and `b; c`. */
function grouped(args: readonly jsep.Expression[]): jsep.Expression[][] {
  const groups: jsep.Expression[][] = [[]];
  for (const arg of args) {
    const [first, ...rest] = partedBySemicolons(arg);
    groups.at(-1)!.push(first);
    for (const part of rest) groups.push([part]);
  }
  return groups;
}

function partedBySemicolons(node: jsep.Expression): jsep.Expression[] {
  const parts: jsep.Expression[] = [];
  let rest = node;
  while (rest.type === 'BinaryExpression' && rest.operator === ';') {
    parts.unshift(rest.right as jsep.Expression);
    rest = rest.left as jsep.Expression;
  }
  return [rest, ...parts];
}

function convertMember(node: jsep.MemberExpression, inCall: boolean): Ast {
  const { object, property } = node;
  if (!inCall || node.computed || node.optional || object.type !== 'Identifier' || property.type !== 'Identifier') {
    throw new UserError('is not arithmetic: a dot is only for kind.state inside near() and here(), brackets for units');
  }
  return { type: 'member', name: `${object.name}.${property.name}` };
}

/** Every name the tree mentions outside `near` and `here`; used to order signals. */
export function namesIn(ast: Ast, found = new Set<string>()): Set<string> {
  switch (ast.type) {
    case 'name':
      found.add(ast.name);
      break;
    case 'negate':
      namesIn(ast.arg, found);
      break;
    case 'binary':
      namesIn(ast.left, found);
      namesIn(ast.right, found);
      break;
    case 'choose':
      for (const part of [ast.test, ast.yes, ast.no]) namesIn(part, found);
      break;
    case 'call':
      if (ast.name !== 'near' && ast.name !== 'here') for (const arg of ast.args) namesIn(arg, found);
      break;
  }
  return found;
}

/** The tree as text, brackets where they are needed; for messages. */
export function print(ast: Ast, strength = 0): string {
  const wrap = (text: string, own: number) => (own < strength ? `(${text})` : text);
  switch (ast.type) {
    case 'number':
      return ast.text;
    case 'name':
    case 'member':
      return ast.name;
    case 'negate':
      return wrap(`-${print(ast.arg, 5)}`, 5);
    case 'binary': {
      const own = PRECEDENCE[ast.operator];
      const right = ast.operator === '^';
      const left = print(ast.left, right ? own + 1 : own);
      return wrap(`${left} ${ast.operator} ${print(ast.right, right ? own : own + 1)}`, own);
    }
    case 'choose':
      return wrap(`${print(ast.test, 1)} ? ${print(ast.yes)} : ${print(ast.no)}`, 0);
    case 'call':
      return `${ast.name}(${(ast.groups ?? [ast.args]).map(printList).join('; ')})`;
  }
}

function printList(args: readonly Ast[]): string {
  return args.map((arg) => print(arg)).join(', ');
}
