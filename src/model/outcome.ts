/** Outcomes of an experiment: arithmetic on what the courses of its arms' measures do. */
import { suggest, UserError } from './error.ts';
import type {
  Arm,
  CourseExpr,
  CourseFunction,
  OutcomeExpr,
  PlainFunction,
  SeriesFunction,
} from './experiment-types.ts';
import { type Ast, parse, print } from './parse.ts';
import type { Dimension } from './types.ts';
import { formatDimension, NONE, per, power, sameDimension, TIME, times } from './units.ts';

type Call = Extract<Ast, { type: 'call' }>;

/** What can be named in an outcome. */
export interface OutcomeScope {
  readonly arms: readonly Arm[];
  readonly measures: readonly string[];
}

/** A tree, its dimension (null: a bare 0), and the arm over whose series it varies (null: it is one number). */
export interface TypedOutcome {
  readonly expr: OutcomeExpr;
  readonly dimension: Dimension | null;
  readonly series: string | null;
}

const PER_TIME = per(NONE, TIME);

/** What a function of a course takes: least and most times, whether a level comes first, and what it is worth. */
interface CourseForm {
  readonly times: readonly [number, number];
  readonly level: boolean;
  readonly dimension: Dimension;
  readonly example: string;
}

const window = (dimension: Dimension, example: string): CourseForm => ({
  times: [0, 2],
  level: false,
  dimension,
  example,
});
const moment = (example: string): CourseForm => ({ times: [0, 1], level: false, dimension: NONE, example });

const clones = (most: 2 | 4, example: string): CourseForm => ({
  times: [2, most],
  level: false,
  dimension: NONE,
  example,
});

const COURSES: Readonly<Record<CourseFunction, CourseForm>> = {
  at: moment('at(measure, 9 d)'),
  mean: window(NONE, 'mean(measure, 1 d, 3 d)'),
  lowest: window(NONE, 'lowest(measure, 0 d, 14 d)'),
  highest: window(NONE, 'highest(measure, 0 d, 14 d)'),
  slope: window(PER_TIME, 'slope(measure, 1 d, 3 d)'),
  growth: window(PER_TIME, 'growth(measure, 1 d, 3 d)'),
  half_life: window(TIME, 'half_life(measure, 1 d, 3 d)'),
  doubling_time: window(TIME, 'doubling_time(measure, 1 d, 3 d)'),
  reaches: { times: [0, 1], level: true, dimension: TIME, example: 'reaches(measure, 0.5, 2 d)' },
  deviation: moment('deviation(measure, 9 d)'),
  variation: moment('variation(measure, 9 d)'),
  clone_correlation: clones(4, 'clone_correlation(measure, 9 d, 18 d)'),
  clone_diversity: clones(2, 'clone_diversity(measure, 9 d, 18 d)'),
  clone_fano: clones(2, 'clone_fano(measure, 9 d, 18 d)'),
  clones_kept: clones(2, 'clones_kept(measure, 9 d, 18 d)'),
  clone_variation: clones(2, 'clone_variation(measure, 9 d, 18 d)'),
  fate_correlation: clones(2, 'fate_correlation(measure, 9 d, 18 d)'),
  waiting_time: window(TIME, 'waiting_time(measure, 0 d, 14 d)'),
  waiting_variation: window(NONE, 'waiting_variation(measure, 0 d, 14 d)'),
};

/** Number of series each takes; the first of two may be left out and is the swept value then. */
const SERIES: Readonly<Record<SeriesFunction, 1 | 2>> = {
  half_effect: 2,
  steepness: 2,
  correlation: 2,
  rank_correlation: 2,
  kendall: 2,
  lowest_at: 2,
  highest_at: 2,
  smallest: 1,
  largest: 1,
};

const PLAIN: Readonly<Record<PlainFunction, readonly [number, number]>> = {
  min: [2, 16],
  max: [2, 16],
  log: [1, 1],
  exp: [1, 1],
  sqrt: [1, 1],
  abs: [1, 1],
};

const ALL = [...Object.keys(COURSES), ...Object.keys(SERIES), 'swept', 'list', ...Object.keys(PLAIN)];

/**
 * Parses an outcome: `at(stiff.viable, 14 d) / at(soft.viable, 14 d)`.
 * @throws UserError for unknown functions, arms or measures, units that do not fit, and what is not one number in the end.
 */
export function parseOutcome(text: string, scope: OutcomeScope): { expr: OutcomeExpr; dimension: Dimension } {
  const { expr, dimension, series } = convert(parse(text), scope);
  if (series !== null) {
    throw new UserError(`is a number for each value of ${series}; needs one of ${Object.keys(SERIES).join(', ')}`);
  }
  return { expr, dimension: dimension ?? NONE };
}

function convert(ast: Ast, scope: OutcomeScope): TypedOutcome {
  switch (ast.type) {
    case 'number': {
      const bareZero = ast.value === 0 && sameDimension(ast.dimension, NONE);
      return { expr: { op: 'number', value: ast.value }, dimension: bareZero ? null : ast.dimension, series: null };
    }
    case 'negate': {
      const arg = convert(ast.arg, scope);
      return { ...arg, expr: { op: 'negate', arg: arg.expr } };
    }
    case 'binary':
      return convertBinary(ast, scope);
    case 'call':
      return convertCall(ast, scope);
    default:
      throw new UserError(
        `has ${print(ast)}; a measure stands in a function of its course, like at(${print(ast)}, 9 d)`,
      );
  }
}

function convertBinary(ast: Extract<Ast, { type: 'binary' }>, scope: OutcomeScope): TypedOutcome {
  const [left, right] = [convert(ast.left, scope), convert(ast.right, scope)];
  const expr: OutcomeExpr = { op: 'binary', operator: ast.operator, left: left.expr, right: right.expr };
  const series = together([left, right], ast);
  switch (ast.operator) {
    case '*':
      return { expr, series, dimension: left.dimension && right.dimension && times(left.dimension, right.dimension) };
    case '/':
      return { expr, series, dimension: left.dimension && per(left.dimension, right.dimension ?? NONE) };
    case '^':
      return { expr, series, dimension: raised(ast, left, right) };
    case '+':
    case '-':
      return { expr, series, dimension: agree([left, right], ast) };
    default:
      agree([left, right], ast);
      return { expr, series, dimension: NONE };
  }
}

function raised(ast: Extract<Ast, { type: 'binary' }>, left: TypedOutcome, right: TypedOutcome): Dimension | null {
  plain(right, ast);
  if (left.dimension === null || sameDimension(left.dimension, NONE)) return left.dimension;
  if (right.expr.op === 'number') return power(left.dimension, right.expr.value);
  throw new UserError(`raises a number with a unit in ${print(ast)}; the exponent must be a plain number then`);
}

function convertCall(ast: Call, scope: OutcomeScope): TypedOutcome {
  if (ast.groups) throw new UserError(`has ; in ${ast.name}(); commas part its arguments`);
  if (Object.hasOwn(COURSES, ast.name)) return convertCourse(ast, ast.name as CourseFunction, scope);
  if (Object.hasOwn(SERIES, ast.name)) return convertSeries(ast, ast.name as SeriesFunction, scope);
  if (ast.name === 'swept') return convertSwept(ast, scope);
  if (ast.name === 'list') return convertList(ast, scope);
  if (Object.hasOwn(PLAIN, ast.name)) return convertPlain(ast, ast.name as PlainFunction, scope);
  throw new UserError(`uses ${ast.name}(), which is not known here${suggest(ast.name, ALL)}`);
}

function convertCourse(ast: Call, name: CourseFunction, scope: OutcomeScope): TypedOutcome {
  const { level, dimension, example } = COURSES[name];
  const [first, ...rest] = ast.args;
  if (first?.type !== 'name' && first?.type !== 'member') {
    throw new UserError(
      `needs a measure first in ${name}(), like ${example}, given ${first ? print(first) : 'nothing'}`,
    );
  }
  const { arm, measure } = resolveMeasure(first.name, scope);
  const numbers = rest.map((one) => numberIn(one, name, example));
  const reached = level ? numbers.shift() : undefined;
  if (level && (reached === undefined || !sameDimension(reached.dimension, NONE))) {
    throw new UserError(`needs a level without unit second in ${name}(), like ${example}`);
  }
  const point = name === 'at' && numbers.length === 2 ? pointOf(numbers.pop()!, arm) : null;
  for (const { value, dimension: given, text } of numbers) {
    const isTime = sameDimension(given, TIME) || (value === 0 && sameDimension(given, NONE));
    if (!isTime || value < 0)
      throw new UserError(`needs a time of 0 or more in ${name}(), like ${example}, given ${text}`);
  }
  const hours = numbers.map(({ value }) => value);
  checkTimes(hours, name, COURSES[name]);
  const expr: CourseExpr = {
    op: 'course',
    name,
    arm: arm.name,
    measure,
    times: hours,
    level: reached?.value ?? null,
    point,
  };
  return { expr, dimension, series: arm.series !== null && point === null ? arm.name : null };
}

/** Whether a function takes so many times, each later than the one before. @throws UserError */
function checkTimes(hours: readonly number[], name: CourseFunction, { times, example }: CourseForm): void {
  const [least, most] = times;
  const inPairs = most > 1;
  if (hours.length < least || hours.length > most || (inPairs && hours.length % 2 === 1)) {
    const pair = `${least === 0 ? 'none, or ' : ''}from and to${most === 4 ? ', once or twice' : ''}`;
    const takes = inPairs ? pair : 'at most one';
    throw new UserError(`gives ${name}() ${hours.length} times; it takes ${takes}, like ${example}`);
  }
  if (hours.some((hour, i) => i > 0 && hour <= hours[i - 1]!)) {
    throw new UserError(`needs the later time second in ${name}(), like ${example}`);
  }
}

/** `arm.measure`, or the measure alone where there is but one arm. */
function resolveMeasure(text: string, { arms, measures }: OutcomeScope): { arm: Arm; measure: string } {
  const [before, behind] = text.split('.', 2) as [string, string | undefined];
  if (behind === undefined && arms.length > 1) {
    throw new UserError(`has ${text} without its arm; write ${arms.map(({ name }) => `${name}.${text}`).join(' or ')}`);
  }
  const arm = behind === undefined ? arms[0]! : findArm(before, arms);
  const measure = behind ?? before;
  if (!measures.includes(measure)) {
    throw new UserError(`uses ${measure}, which is not one of the measures${suggest(measure, measures)}`);
  }
  return { arm, measure };
}

function findArm(name: string, arms: readonly Arm[]): Arm {
  const arm = arms.find((one) => one.name === name);
  if (arm) return arm;
  const known = arms.map((one) => one.name);
  throw new UserError(`names the arm ${name}, which is not known${suggest(name, known)}`);
}

interface GivenNumber {
  readonly value: number;
  readonly dimension: Dimension;
  readonly text: string;
}

function numberIn(ast: Ast, name: string, example: string): GivenNumber {
  if (ast.type === 'number') return ast;
  if (ast.type === 'negate' && ast.arg.type === 'number') {
    return { ...ast.arg, value: -ast.arg.value, text: print(ast) };
  }
  throw new UserError(`needs numbers behind the measure in ${name}(), like ${example}, given ${print(ast)}`);
}

/** Which value of the arm's series a number is. */
function pointOf({ value, dimension, text }: GivenNumber, arm: Arm): number {
  const { series } = arm;
  if (series === null) throw new UserError(`picks ${text} of arm ${arm.name}, which has no series (each)`);
  const index = series.values.findIndex((one) => Math.abs(one - value) <= 1e-9 * Math.abs(one));
  const fits = sameDimension(dimension, series.unit.dimension) || value === 0;
  if (index >= 0 && fits) return index;
  throw new UserError(`picks ${text} of arm ${arm.name}, which has ${series.name} ${series.texts.join(', ')}`);
}

function convertSwept(ast: Call, { arms }: OutcomeScope): TypedOutcome {
  const [given] = ast.args;
  if (ast.args.length !== 1 || given?.type !== 'name') throw new UserError('needs an arm in swept(), like swept(dose)');
  const arm = findArm(given.name, arms);
  if (arm.series === null) throw new UserError(`asks for swept(${arm.name}), but that arm has no series (each)`);
  return { expr: { op: 'swept', arm: arm.name }, dimension: arm.series.unit.dimension, series: arm.name };
}

/** `list(at(a.x), at(b.x))`: as a series; two lists go together when they are as long. */
function convertList(ast: Call, scope: OutcomeScope): TypedOutcome {
  const items = ast.args.map((arg) => convert(arg, scope));
  const varying = items.findIndex(({ series }) => series !== null);
  if (varying >= 0) throw new UserError(`has ${print(ast.args[varying]!)} in list(), which is a series already`);
  if (items.length < 2) throw new UserError(`gives list() ${items.length} numbers; it takes 2 or more`);
  const expr: OutcomeExpr = { op: 'list', items: items.map((item) => item.expr) };
  return { expr, dimension: agree(items, ast), series: `a list of ${items.length}` };
}

function convertSeries(ast: Call, name: SeriesFunction, scope: OutcomeScope): TypedOutcome {
  const most = SERIES[name];
  let args = ast.args.map((arg) => convert(arg, scope));
  if (args.length < 1 || args.length > most) {
    throw new UserError(`gives ${name}() ${args.length} arguments; it takes ${most === 1 ? '1' : '1 or 2'}`);
  }
  const series = together(args, ast);
  const lone = args.findIndex((arg) => arg.series === null);
  if (series === null || lone >= 0) {
    throw new UserError(
      `has ${print(ast.args[Math.max(0, lone)]!)} in ${name}(), which does not vary over a series (each)`,
    );
  }
  if (most === 2 && args.length === 1 && !scope.arms.some((arm) => arm.name === series)) {
    throw new UserError(`needs what to compare with in ${name}(), given one list`);
  }
  if (most === 2 && args.length === 1) {
    const arm = findArm(series, scope.arms);
    args = [{ expr: { op: 'swept', arm: series }, dimension: arm.series!.unit.dimension, series }, ...args];
  }
  const isPlain = ['steepness', 'correlation', 'rank_correlation', 'kendall'].includes(name);
  const expr: OutcomeExpr = { op: 'series', name, args: args.map((arg) => arg.expr) };
  return { expr, dimension: isPlain ? NONE : args[0]!.dimension, series: null };
}

function convertPlain(ast: Call, name: PlainFunction, scope: OutcomeScope): TypedOutcome {
  const [least, most] = PLAIN[name];
  if (ast.args.length < least || ast.args.length > most) {
    throw new UserError(
      `gives ${name}() ${ast.args.length} arguments; it takes ${least === most ? least : '2 or more'}`,
    );
  }
  const args = ast.args.map((arg) => convert(arg, scope));
  const expr: OutcomeExpr = { op: 'call', name, args: args.map((arg) => arg.expr) };
  const series = together(args, ast);
  if (name === 'log' || name === 'exp') {
    plain(args[0]!, ast);
    return { expr, series, dimension: NONE };
  }
  const dimension = agree(args, ast);
  return { expr, series, dimension: name === 'sqrt' && dimension ? power(dimension, 0.5) : dimension };
}

/** The one series over which the parts vary. @throws UserError when they vary over two */
function together(parts: readonly TypedOutcome[], ast: Ast): string | null {
  const names = [...new Set(parts.flatMap(({ series }) => (series === null ? [] : [series])))];
  if (names.length > 1) throw new UserError(`mixes the series of ${names.join(' and ')} in ${print(ast)}`);
  return names[0] ?? null;
}

function agree(parts: readonly TypedOutcome[], ast: Ast): Dimension | null {
  const given = parts.flatMap(({ dimension }) => (dimension === null ? [] : [dimension]));
  if (given.every((one) => sameDimension(one, given[0]!))) return given[0] ?? null;
  throw new UserError(`mixes units in ${print(ast)}: ${given.map(formatDimension).join(' and ')}`);
}

function plain({ dimension }: TypedOutcome, ast: Ast): void {
  if (dimension === null || sameDimension(dimension, NONE)) return;
  throw new UserError(`has a unit, ${formatDimension(dimension)}, where ${print(ast)} needs a plain number`);
}
