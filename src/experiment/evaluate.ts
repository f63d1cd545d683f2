/** Outcomes worked out from the runs of an experiment, with what chance leaves open. */
import { applyBinary, applyFunction } from '../model/evaluate.ts';
import type { CourseExpr, Outcome, OutcomeExpr, SeriesFunction } from '../model/experiment-types.ts';
import { fitHill } from '../readout/dose-response.ts';
import { studentQuantile } from '../readout/ratio.ts';
import { kendall, mean, pearson, spearman } from '../readout/sample.ts';
import { type Course, cloneKey, courseValue, isCloneFunction } from './course.ts';

/** All runs of an arm: `points[p][r]` is replicate r at value p of its series (one point when it has none). */
export interface ArmRuns {
  readonly name: string;
  /** Base units; null without a series. */
  readonly swept: readonly number[] | null;
  readonly points: readonly (readonly Course[])[];
}

/** What came out, base units. `error` is a standard error, NaN when there is but one run; low and high hold 95 %. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;

/**
 * Value of an outcome at the mean over replicates, its standard error by the jackknife: one replicate is left out at a time,
 * in all arms of as many replicates together, because the arms of a replicate share its seed. Deterministic.
 * Source: Efron & Stein, Ann. Stat. 9 (1981) 586, doi:10.1214/aos/1176345462.
 */
export function estimate({ value: expr }: Pick<Outcome, 'value'>, runs: readonly ArmRuns[]): Estimate {
  const value = numberOf(expr, runs);
  const sizes = [...new Set(runs.map(replicatesOf))].filter((n) => n > 1);
  let squares = 0;
  let freedom = 0;
  for (const n of sizes) {
    const left = Array.from({ length: n }, (_, r) => numberOf(expr, without(runs, n, r)));
    const centre = left.reduce((sum, one) => sum + one, 0) / n;
    squares += ((n - 1) / n) * left.reduce((sum, one) => sum + (one - centre) ** 2, 0);
    freedom += n - 1;
  }
  const error = sizes.length === 0 ? Number.NaN : Math.sqrt(squares);
  const half = error === 0 ? 0 : studentQuantile((1 + CONFIDENCE) / 2, Math.max(1, freedom)) * error;
  return { value, error, low: value - half, high: value + half };
}

/** Value of an expression that is one number, or one for each point of a series. */
export function outcomeValue(expr: OutcomeExpr, runs: readonly ArmRuns[]): number | readonly number[] {
  switch (expr.op) {
    case 'number':
      return expr.value;
    case 'negate':
      return each((x) => -x, outcomeValue(expr.arg, runs));
    case 'binary':
      return each(
        (a, b) => applyBinary(expr.operator, a, b),
        outcomeValue(expr.left, runs),
        outcomeValue(expr.right, runs),
      );
    case 'call':
      return each((...args) => applyFunction(expr.name, args), ...expr.args.map((arg) => outcomeValue(arg, runs)));
    case 'course':
      return courseOf(expr, runs);
    case 'list':
      return expr.items.map((item) => numberOf(item, runs));
    case 'swept':
      return armOf(expr.arm, runs).swept!;
    case 'series':
      return seriesValue(
        expr.name,
        expr.args.map((arg) => outcomeValue(arg, runs) as readonly number[]),
      );
  }
}

function numberOf(expr: OutcomeExpr, runs: readonly ArmRuns[]): number {
  return outcomeValue(expr, runs) as number;
}

function armOf(name: string, runs: readonly ArmRuns[]): ArmRuns {
  return runs.find((one) => one.name === name)!;
}

function replicatesOf({ points }: ArmRuns): number {
  return points[0]!.length;
}

function without(runs: readonly ArmRuns[], n: number, replicate: number): ArmRuns[] {
  return runs.map((arm) => {
    if (replicatesOf(arm) !== n) return arm;
    return { ...arm, points: arm.points.map((courses) => courses.filter((_, r) => r !== replicate)) };
  });
}

/** Element by element; a number goes with every element of a list. */
function each(work: (...args: number[]) => number, ...args: (number | readonly number[])[]) {
  const list = args.find((arg) => typeof arg !== 'number');
  if (list === undefined) return work(...(args as number[]));
  return (list as readonly number[]).map((_, i) =>
    work(...args.map((arg) => (typeof arg === 'number' ? arg : arg[i]!))),
  );
}

function courseOf({ name, arm, measure, times, level, point }: CourseExpr, runs: readonly ArmRuns[]) {
  const { points, swept } = armOf(arm, runs);
  const worth = (courses: readonly Course[]) => {
    if (isCloneFunction(name))
      return mean(courses.map(({ clones }) => clones?.[cloneKey({ name, measure, times })] ?? Number.NaN));
    const lines = courses.map((course) => ({ times: course.times, values: course.values[measure]! }));
    return courseValue(name, lines, times, level);
  };
  return swept === null || point !== null ? worth(points[point ?? 0]!) : points.map(worth);
}

function seriesValue(name: SeriesFunction, [x, y]: readonly (readonly number[])[]): number {
  switch (name) {
    case 'smallest':
      return Math.min(...x!);
    case 'largest':
      return Math.max(...x!);
    case 'correlation':
      return pearson(x!, y!);
    case 'rank_correlation':
      return spearman(x!, y!);
    case 'kendall':
      return kendall(x!, y!);
    case 'lowest_at':
      return turningPoint(
        x!,
        y!.map((v) => -v),
      );
    case 'highest_at':
      return turningPoint(x!, y!);
    default:
      return hill(name, x!, y!);
  }
}

function hill(name: 'half_effect' | 'steepness', x: readonly number[], y: readonly number[]): number {
  try {
    const { ec50, slope } = fitHill(x, y);
    return name === 'half_effect' ? ec50 : slope;
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN;
    throw error;
  }
}

/** Where the parabola through the highest point and its neighbours is highest; the point itself at an end. */
function turningPoint(x: readonly number[], y: readonly number[]): number {
  if (y.some(Number.isNaN)) return Number.NaN;
  const order = [...x.keys()].sort((a, b) => x[a]! - x[b]!);
  const top = order.reduce((best, i, place) => (y[i]! > y[order[best]!]! ? place : best), 0);
  const [a, b, c] = [order[top - 1], order[top]!, order[top + 1]];
  if (a === undefined || c === undefined) return x[b]!;
  const [left, right] = [x[b]! - x[a]!, x[b]! - x[c]!];
  const [rise, fall] = [y[b]! - y[a]!, y[b]! - y[c]!];
  const below = left * fall - right * rise;
  return below === 0 ? x[b]! : x[b]! - (left ** 2 * fall - right ** 2 * rise) / (2 * below);
}
