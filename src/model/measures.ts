/** Measures: extra columns of a run's table, arithmetic on statistics of cells. */
import { suggest, UserError } from './error.ts';
import { applyBinary, applyFunction } from './evaluate.ts';
import { type Ast, parse, print } from './parse.ts';
import { convertStatistic, STATISTICS } from './statistics.ts';
import type { MeasureExpr, Model, StatisticExpr } from './types.ts';
import { NONE, sameDimension } from './units.ts';

type Call = Extract<MeasureExpr, { op: 'call' }>;

const FUNCTIONS: Readonly<Record<Call['name'], readonly [number, number]>> = {
  min: [2, 16],
  max: [2, 16],
  log: [1, 1],
  exp: [1, 1],
  sqrt: [1, 1],
};

/**
 * Parses a measure: `lineages(a.x, a.y; trait > 0.5) / count(a)`.
 * @throws UserError for anything but numbers, operators, functions and statistics of states the model has.
 */
export function parseMeasure(text: string, model: Model): MeasureExpr {
  return convert(parse(text), model);
}

/** Value of a measure, each of its statistics being worth `statistic(node)`. */
export function evaluateMeasure(expr: MeasureExpr, statistic: (node: StatisticExpr) => number): number {
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
  if (ast.groups) throw new UserError(`has ; in ${name}(); commas part its arguments`);
  if (ast.args.length < least || ast.args.length > most) {
    throw new UserError(
      `gives ${name}() ${ast.args.length} arguments; it takes ${least === most ? least : `${least} or more`}`,
    );
  }
  return { op: 'call', name, args: ast.args.map((arg) => convert(arg, model)) };
}
