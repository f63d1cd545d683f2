/** Measures: extra columns of a run's table, arithmetic on counts of cells. */
import { findStates, kindsOf } from './draft.ts';
import { suggest, UserError } from './error.ts';
import { applyBinary, applyFunction } from './evaluate.ts';
import { type Ast, parse, print } from './parse.ts';
import type { BinaryOp, Kind, MeasureExpr, Model } from './types.ts';
import { NONE, sameDimension } from './units.ts';

type Statistic = Extract<MeasureExpr, { op: 'statistic' }>;
type Call = Extract<MeasureExpr, { op: 'call' }>;

const STATISTICS: readonly string[] = ['count', 'start', 'lineages'];
const FUNCTIONS: Readonly<Record<Call['name'], readonly [number, number]>> = {
  min: [2, 16],
  max: [2, 16],
  log: [1, 1],
  exp: [1, 1],
  sqrt: [1, 1],
};
const COMPARISONS: readonly BinaryOp[] = ['<', '<=', '>', '>=', '==', '!='];

/**
 * Parses a measure: `lineages(a.x, a.y; trait > 0.5) / count(a)`.
 * @throws UserError for anything but numbers, operators, functions and statistics of states the model has.
 */
export function parseMeasure(text: string, model: Model): MeasureExpr {
  return convert(parse(text.replaceAll(';', ',')), model);
}

/** Value of a measure, each of its statistics being worth `statistic(node)`. */
export function evaluateMeasure(expr: MeasureExpr, statistic: (node: Statistic) => number): number {
  switch (expr.op) {
    case 'number':
      return expr.value;
    case 'negate':
      return -evaluateMeasure(expr.arg, statistic);
    case 'binary':
      return applyBinary(expr.operator, evaluateMeasure(expr.left, statistic), evaluateMeasure(expr.right, statistic));
    case 'call':
      return applyFunction(
        expr.name,
        expr.args.map((arg) => evaluateMeasure(arg, statistic)),
      );
    case 'statistic':
      return statistic(expr);
  }
}

function convert(ast: Ast, model: Model): MeasureExpr {
  switch (ast.type) {
    case 'number':
      if (!sameDimension(ast.dimension, NONE))
        throw new UserError(`has a unit: ${ast.text}; measures are plain numbers`);
      return { op: 'number', value: ast.value };
    case 'negate':
      return { op: 'negate', arg: convert(ast.arg, model) };
    case 'binary':
      return {
        op: 'binary',
        operator: ast.operator,
        left: convert(ast.left, model),
        right: convert(ast.right, model),
      };
    case 'call':
      return STATISTICS.includes(ast.name) ? convertStatistic(ast, model) : convertCall(ast, model);
    default:
      throw new UserError(`has ${print(ast)}; a measure counts cells: count(kind), start(kind.state), lineages(kind)`);
  }
}

function convertCall(ast: Extract<Ast, { type: 'call' }>, model: Model): MeasureExpr {
  if (!Object.hasOwn(FUNCTIONS, ast.name)) {
    const known = [...STATISTICS, ...Object.keys(FUNCTIONS)];
    throw new UserError(`uses ${ast.name}(), which is not a measure${suggest(ast.name, known)}`);
  }
  const name = ast.name as Call['name'];
  const [least, most] = FUNCTIONS[name];
  if (ast.args.length < least || ast.args.length > most) {
    throw new UserError(
      `gives ${name}() ${ast.args.length} arguments; it takes ${least === most ? least : `${least} or more`}`,
    );
  }
  return { op: 'call', name, args: ast.args.map((arg) => convert(arg, model)) };
}

function convertStatistic(ast: Extract<Ast, { type: 'call' }>, model: Model): Statistic {
  const name = ast.name as Statistic['name'];
  const last = ast.args.at(-1);
  const condition = last?.type === 'binary' ? last : null;
  const kinds = kindsOf(model);
  const states = (condition ? ast.args.slice(0, -1) : ast.args).flatMap((arg) => {
    if (arg.type === 'name' || arg.type === 'member') return findStates(kinds, arg.name).states;
    throw new UserError(`needs kinds or kind.state in ${name}(), given ${print(arg)}`);
  });
  if (states.length === 0) throw new UserError(`needs a kind or kind.state in ${name}()`);
  const chosen = [...new Set(states)].sort((a, b) => a - b);
  return {
    op: 'statistic',
    name,
    states: chosen,
    where: condition && convertCondition(condition, name, chosen, model),
  };
}

function convertCondition(
  ast: Extract<Ast, { type: 'binary' }>,
  name: string,
  states: readonly number[],
  model: Model,
): Statistic['where'] {
  const { left, operator, right } = ast;
  if (left.type !== 'name' || !COMPARISONS.includes(operator)) {
    throw new UserError(`needs a condition like "trait > 0.5" in ${name}(), given ${print(ast)}`);
  }
  const limit = numberOf(right);
  if (!limit) throw new UserError(`compares ${left.name} with ${print(right)} in ${name}(); a number is needed`);
  if (name === 'start') throw new UserError('has a condition in start(), which only knows the counts at time 0');
  const kinds = model.kinds.filter((kind) => kind.states.some((id) => states.includes(id)));
  if (kinds.length !== 1)
    throw new UserError(`has a condition on cells of several kinds: ${kinds.map((k) => k.name).join(', ')}`);
  const trait = findTrait(kinds[0]!, left.name);
  const bareZero = limit.value === 0 && sameDimension(limit.dimension, NONE);
  if (!bareZero && !sameDimension(limit.dimension, trait.unit.dimension)) {
    throw new UserError(`compares ${trait.name} [${trait.unit.text}] with ${print(right)}`);
  }
  return { trait: trait.name, operator, value: limit.value };
}

function numberOf(ast: Ast) {
  if (ast.type === 'number') return ast;
  if (ast.type === 'negate' && ast.arg.type === 'number') return { ...ast.arg, value: -ast.arg.value };
  return null;
}

function findTrait(kind: Kind, name: string) {
  const trait = kind.traits.find((one) => one.name === name);
  const known = kind.traits.map((one) => one.name);
  if (!trait) throw new UserError(`uses ${name}, which is not a trait of ${kind.name}${suggest(name, known)}`);
  return trait;
}
