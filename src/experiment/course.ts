/** The course of a measure in time, and what can be asked of it. */
import type { CloneFunction, CourseFunction } from '../model/experiment-types.ts';
import { fitExponential, fitLine } from '../readout/fits.ts';
import { mean, variance } from '../readout/sample.ts';

/** Values of the measures of one run, `values[name][i]` at `times[i]` [h], ascending. */
export interface Course {
  readonly times: readonly number[];
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** Worth of what was asked of lineages, by `cloneKey`. */
  readonly clones?: Readonly<Record<string, number>>;
}

/** A look at the lineages of a measure at two or more moments [h]. */
export interface CloneLook {
  readonly name: CloneFunction;
  readonly measure: string;
  readonly times: readonly number[];
}

/** What a look is kept under. */
export function cloneKey({ name, measure, times }: CloneLook): string {
  return `${name}(${[measure, ...times].join()})`;
}

/** Whether a function is of lineages, and so worked out while a run goes on. */
export function isCloneFunction(name: CourseFunction): name is CloneFunction {
  return name.startsWith('clone') || name === 'fate_correlation';
}

/** One measure in time; the same times in all replicates. */
export interface Line {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

const ROUNDING = 1e-6;

/**
 * Worth of a function of the course of a measure, given in its replicates; all but `deviation` and `variation` are of their
 * mean. NaN where there is none. Times in h: none means the end, or the whole course.
 */
export function courseValue(
  name: Exclude<CourseFunction, CloneFunction>,
  replicates: readonly Line[],
  times: readonly number[],
  level: number | null,
): number {
  if (name === 'deviation' || name === 'variation') {
    const values = replicates.map((line) => valueAt(line, times[0]));
    const spread = Math.sqrt(variance(values));
    return name === 'deviation' ? spread : spread / mean(values);
  }
  const line = meanLine(replicates);
  if (name === 'at') return valueAt(line, times[0]);
  if (name === 'reaches') return firstAt(cut(line, times[0] ?? 0, Infinity), level!);
  const part = cut(line, times[0] ?? 0, times[1] ?? Infinity);
  switch (name) {
    case 'mean':
      return timeMean(part);
    case 'lowest':
      return Math.min(...part.values);
    case 'highest':
      return Math.max(...part.values);
    case 'waiting_time':
    case 'waiting_variation':
      return waiting(name, part);
    case 'slope':
      return part.times.length < 2 ? Number.NaN : fitLine(part.times, part.values).slope;
    default:
      return exponential(name, part);
  }
}

/** Mean over replicates at each time. */
export function meanLine(replicates: readonly Line[]): Line {
  const { times } = replicates[0]!;
  return { times, values: times.map((_, i) => mean(replicates.map(({ values }) => values[i]!))) };
}

/** Value at the time nearest to `time`; at the end without one. */
function valueAt({ times, values }: Line, time = Infinity): number {
  let nearest = times.length - 1;
  if (time !== Infinity) {
    times.forEach((t, i) => {
      if (Math.abs(t - time) < Math.abs(times[nearest]! - time)) nearest = i;
    });
  }
  return values[nearest] ?? Number.NaN;
}

function cut({ times, values }: Line, from: number, to: number): Line {
  const kept = [...times.keys()].filter((i) => times[i]! >= from - ROUNDING && times[i]! <= to + ROUNDING);
  return { times: kept.map((i) => times[i]!), values: kept.map((i) => values[i]!) };
}

/** Trapezoidal, because times need not be evenly spaced. */
function timeMean({ times, values }: Line): number {
  if (times.length < 2) return values[0] ?? Number.NaN;
  let area = 0;
  for (let i = 1; i < times.length; i++) area += ((values[i]! + values[i - 1]!) / 2) * (times[i]! - times[i - 1]!);
  return area / (times.at(-1)! - times[0]!);
}

/**
 * Mean [h] of the time that those counted by a falling line wait until they leave, or its standard deviation over the mean; the line is taken
 * for the part still waiting. From the integrals of S and t·S, trapezoidal; who waits still at the end has waited until then.
 */
function waiting(name: 'waiting_time' | 'waiting_variation', { times, values }: Line): number {
  if (times.length < 2) return Number.NaN;
  const [start, all] = [times[0]!, values[0]!];
  const left = values.map((value) => value / all);
  const span = times.at(-1)! - start;
  const first = timeMean({ times, values: left }) * span;
  const second = 2 * timeMean({ times, values: left.map((part, i) => part * (times[i]! - start)) }) * span;
  return name === 'waiting_time' ? first : Math.sqrt(second - first ** 2) / first;
}

/** Points at or below 0 have no logarithm and are left out. */
function exponential(name: 'growth' | 'half_life' | 'doubling_time', { times, values }: Line): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const kept = [...times.keys()].filter((i) => values[i]! > 0);
  if (kept.length < 2) return Number.NaN;
  const fit = fitExponential(
    kept.map((i) => times[i]!),
    kept.map((i) => values[i]!),
  );
  if (name === 'growth') return fit.rate;
  return name === 'half_life' ? fit.halfLife : fit.doublingTime;
}

/** First time at which the line, straight between its points, is at the level; Infinity when it never is. */
function firstAt({ times, values }: Line, level: number): number {
  for (let i = 0; i < times.length; i++) {
    const [now, before] = [values[i]! - level, i === 0 ? Number.NaN : values[i - 1]! - level];
    if (now === 0) return times[i]!;
    if (now * before < 0) return times[i - 1]! + ((times[i]! - times[i - 1]!) * before) / (before - now);
  }
  return values.some(Number.isNaN) ? Number.NaN : Infinity;
}
