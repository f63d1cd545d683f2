/** Whether what came out is what was expected, and both in words. */
import type { Experiment, Outcome } from '../model/experiment-types.ts';
import { type ArmRuns, type Estimate, estimate } from './evaluate.ts';

export type Verdict = 'pass' | 'fail';

export interface Judged {
  readonly outcome: Outcome;
  readonly observed: Estimate;
  readonly verdict: Verdict;
  /** Whether chance could hardly have decided: the whole 95 % interval is on the same side of the limits as the value. */
  readonly clear: boolean;
}

/**
 * The rule: an outcome passes when the observed value itself lies among those expected, whatever its error; or, where so many
 * standard errors are allowed, when it is no further away than that. NaN never passes.
 */
export function judge(outcome: Outcome, runs: readonly ArmRuns[]): Judged {
  const observed = estimate(outcome, runs);
  const [min, max] = limitsOf(outcome, observed);
  const inside = (x: number) => x >= min && x <= max;
  const verdict = inside(observed.value) ? 'pass' : 'fail';
  if (outcome.expected.is === 'errors' || Number.isNaN(observed.error))
    return { outcome, observed, verdict, clear: true };
  const { low, high } = observed;
  const clear = verdict === 'pass' ? inside(low) && inside(high) : high < min || low > max;
  return { outcome, observed, verdict, clear };
}

/** All outcomes of an experiment; it passes when each of them does. */
export function judgeAll(experiment: Experiment, runs: readonly ArmRuns[]): { judged: Judged[]; verdict: Verdict } {
  const judged = experiment.outcomes.map((outcome) => judge(outcome, runs));
  return { judged, verdict: judged.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'fail' };
}

/** Least and largest value that passes, base units. */
export function limitsOf({ expected }: Outcome, { error }: Estimate): readonly [number, number] {
  if (expected.is === 'range') return [expected.min, expected.max];
  const half = expected.errors * (Number.isNaN(error) ? 0 : error);
  return [expected.value - half, expected.value + half];
}

/** `0.15 to 0.6 %`, `at least 2`, `114 um (108 to 120)`, `0 within 3 standard errors`. */
export function expectedText({ expected, unit }: Outcome): string {
  const show = (value: number) => digits(value / unit.factor, 4);
  const suffix = unit.text === '1' ? '' : ` ${unit.text}`;
  if (expected.is === 'errors') return `${show(expected.value)}${suffix} within ${expected.errors} standard errors`;
  const { min, max, value } = expected;
  const range =
    max === Infinity
      ? `at least ${show(min)}`
      : min === -Infinity
        ? `at most ${show(max)}`
        : `${show(min)} to ${show(max)}`;
  return value === null ? `${range}${suffix}` : `${show(value)}${suffix} (${range})`;
}

/** `0.36 ± 0.01 %`; the error is the standard error, with two digits. */
export function observedText({ outcome: { unit }, observed: { value, error } }: Judged): string {
  const suffix = unit.text === '1' ? '' : ` ${unit.text}`;
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return 'never';
  const [shown, spread] = [value / unit.factor, error / unit.factor];
  if (!(spread > 0)) return `${digits(shown, 4)}${suffix}`;
  const places = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(spread))));
  return `${shown.toFixed(places)} ± ${spread.toFixed(places)}${suffix}`;
}

function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count)));
}
