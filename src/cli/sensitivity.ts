/** Which verdicts hang on which assumption: experiments again with one parameter changed at a time. */
import {
  type Experiment,
  expectedText,
  formatQuantity,
  observedText,
  type Parameter,
  suggest,
  UserError,
  type VariedOutcome,
} from '../index.ts';
import { type Finished, runExperiments, runTasks, type Session, type Task } from './validate-session.ts';

/** What marks a number without a measurement behind it in a parameter's source. */
const ASSUMED = /\bassumption\b/;

/** One outcome under one changed parameter. */
export type Sensitivity = VariedOutcome;

/** `0.5,2`. @throws UserError for what is not above 0, or 1 */
export function parseFactors(text: string): number[] {
  const factors = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (factors.every((factor) => factor > 0 && factor !== 1 && Number.isFinite(factor))) return factors;
  throw new UserError(`--vary ${text}: give factors above 0 with commas between them, e.g. 0.5,2`);
}

/** Hours after which a parameter that matters has left its mark on some cell. */
const FIRST_HOURS = 48;

/**
 * Repeats every experiment with each assumed parameter of its model times each factor, kept within its range, one run for each
 * arm and value. What scene or arm sets is protocol and stays. Parameters that are 0, already at the end of their range, or
 * without effect on any bit of the first two days are left out.
 */
export async function sensitivityOf(
  finished: readonly Finished[],
  factors: readonly number[],
  session: Session,
): Promise<Sensitivity[]> {
  const singles = finished.map((before) => ({ before, experiment: once(before.experiment) }));
  const possible = singles.flatMap((single) =>
    assumedParameters(single.before).flatMap((parameter) =>
      factors.flatMap((factor) => {
        const value = scaledValue(parameter, factor);
        return value === parameter.value ? [] : [{ ...single, parameter, factor, value }];
      }),
    ),
  );
  const cases = await withEffect(possible, session);
  const tasks = cases.map(
    ({ experiment, parameter, factor }): Task => ({ experiment, scale: { [parameter.name]: factor } }),
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

/** The same with one run for each arm and value: which way a verdict goes shows in one. */
function once(experiment: Experiment): Experiment {
  return { ...experiment, arms: experiment.arms.map((arm) => ({ ...arm, replicates: 1 })) };
}

interface Case {
  readonly experiment: Experiment;
  readonly parameter: Parameter;
  readonly factor: number;
}

/** Those whose parameter changes the state, or the measures of equations, in the first hours of any run. */
async function withEffect<T extends Case>(cases: readonly T[], session: Session): Promise<T[]> {
  const marks = async (scaleOf: (one: Case) => Task['scale']) => {
    const tasks = cases.map((one) => ({ experiment: one.experiment, scale: scaleOf(one), until: FIRST_HOURS }));
    const done = await runTasks(tasks, session);
    return done.map((runs) => JSON.stringify(runs.map(({ result }) => result.hash || result.course)));
  };
  const unchanged = await marks(() => ({}));
  const changed = await marks(({ parameter, factor }) => ({ [parameter.name]: factor }));
  return cases.filter((_, i) => changed[i] !== unchanged[i]);
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
