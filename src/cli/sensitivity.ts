/** Which verdicts hang on which assumption: experiments again with one parameter changed at a time. */
import {
  expectedText,
  formatQuantity,
  observedText,
  type Parameter,
  suggest,
  UserError,
  type Verdict,
} from '../index.ts';
import { type Finished, runExperiments, type Session, type Task } from './validate-session.ts';

/** What marks a number without a measurement behind it in a parameter's source. */
const ASSUMED = /\bassumption\b/;

/** One outcome under one changed parameter. */
export interface Sensitivity {
  readonly id: string;
  readonly outcome: string;
  readonly parameter: string;
  readonly factor: number;
  /** Value given, with its unit; inside the parameter's range. */
  readonly value: string;
  readonly expected: string;
  readonly observed: string;
  readonly before: Verdict;
  readonly verdict: Verdict;
}

/** `0.5,2`. @throws UserError for what is not above 0, or 1 */
export function parseFactors(text: string): number[] {
  const factors = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (factors.every((factor) => factor > 0 && factor !== 1 && Number.isFinite(factor))) return factors;
  throw new UserError(`--vary ${text}: give factors above 0 with commas between them, e.g. 0.5,2`);
}

/**
 * Repeats every experiment with each assumed parameter of its model times each factor, kept within its range. What scene or
 * arm sets is protocol and stays. Parameters that are 0, or already at the end of their range, are left out.
 */
export async function sensitivityOf(
  finished: readonly Finished[],
  factors: readonly number[],
  session: Session,
): Promise<Sensitivity[]> {
  const cases = finished.flatMap((before) =>
    assumedParameters(before).flatMap((parameter) =>
      factors.flatMap((factor) => {
        const value = scaledValue(parameter, factor);
        return value === parameter.value ? [] : [{ before, parameter, factor, value }];
      }),
    ),
  );
  const tasks = cases.map(
    ({ before, parameter, factor }): Task => ({ experiment: before.experiment, scale: { [parameter.name]: factor } }),
  );
  const after = await runExperiments(tasks, session);
  return cases.flatMap(({ before, parameter, factor, value }, i) =>
    after[i]!.judged.map((judged, k) => ({
      id: before.experiment.id,
      outcome: judged.outcome.about,
      parameter: parameter.name,
      factor,
      value: formatQuantity(value, parameter.unit),
      expected: expectedText(judged.outcome),
      observed: observedText(judged),
      before: before.judged[k]!.verdict,
      verdict: judged.verdict,
    })),
  );
}

function assumedParameters({ scene, experiment }: Finished): Parameter[] {
  const assumed = scene.model.parameters.filter(({ source, value }) => ASSUMED.test(source) && value !== 0);
  if (assumed.length > 0) return assumed;
  const { parameters } = scene.model;
  throw new UserError(
    `--vary: no parameter of ${experiment.id} has a source tagged [assumption]${suggest(
      '',
      parameters.map(({ name }) => name),
    )}`,
  );
}

function scaledValue({ value, range }: Parameter, factor: number): number {
  const [least, most] = range ?? [-Infinity, Infinity];
  return Math.min(Math.max(value * factor, least), most);
}
