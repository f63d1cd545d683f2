/** The living review: for every statement, what models it, which experiments test it, and what came out. */
import type { Experiment } from '../model/experiment-types.ts';
import type { Review } from '../model/read-review.ts';
import type { Kind, Model, Origin } from '../model/types.ts';
import { expectedText, type Judged, observedText, type Verdict } from './verdict.ts';

/** What came out of an experiment, in words. */
export interface ExperimentVerdict {
  readonly id: string;
  readonly mechanisms: readonly string[];
  /** Name of its scene file. */
  readonly file: string;
  readonly title: string;
  readonly claim: string;
  readonly protocol: string;
  readonly source: string;
  readonly tolerance: string;
  readonly verdict: Verdict;
  readonly outcomes: readonly {
    readonly about: string;
    readonly expected: string;
    readonly observed: string;
    readonly verdict: Verdict;
    readonly clear: boolean;
  }[];
}

/** A statement with all that is known of it here. */
export interface ReviewRow {
  readonly id: string;
  readonly states: string;
  /** Parameters and equations whose source names the statement: `k_on`, `kind: a -> b`. Empty: it emerges from others. */
  readonly equations: readonly string[];
  /** Ids of the experiments that test it. */
  readonly experiments: readonly string[];
  /** `fail` when one of its experiments fails; null without any. */
  readonly verdict: Verdict | null;
}

export interface LivingReview {
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly ReviewRow[] }[];
  readonly experiments: readonly ExperimentVerdict[];
}

/** @param file name of the experiment's scene file */
export function verdictOf(
  experiment: Experiment,
  file: string,
  judged: readonly Judged[],
  verdict: Verdict,
): ExperimentVerdict {
  const { id, mechanisms, title, claim, protocol, source, tolerance } = experiment;
  const outcomes = judged.map((one) => ({
    about: one.outcome.about,
    expected: expectedText(one.outcome),
    observed: observedText(one),
    verdict: one.verdict,
    clear: one.clear,
  }));
  return { id, mechanisms, file, title, claim, protocol, source, tolerance, verdict, outcomes };
}

/** Joins statements with the models that name them in a `source` and the experiments that list them. */
export function livingReview(
  review: Review,
  models: readonly Model[],
  experiments: readonly ExperimentVerdict[],
): LivingReview {
  const parts = models.flatMap(partsOf);
  const row = ({ id, states }: { readonly id: string; readonly states: string }): ReviewRow => {
    const named = new RegExp(`\\b${id}\\b`);
    const tests = experiments.filter((one) => one.id === id || one.mechanisms.includes(id));
    return {
      id,
      states,
      equations: [...new Set(parts.filter(({ source }) => named.test(source)).map(({ name }) => name))],
      experiments: tests.map((one) => one.id),
      verdict: tests.length === 0 ? null : tests.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'fail',
    };
  };
  const sections = review.sections.map(({ title, statements }) => ({ title, rows: statements.map(row) }));
  return { title: review.title, sections, experiments };
}

/** Everything in a model that states where it comes from, by the name a reader finds it under. */
function partsOf(model: Model): { name: string; source: string }[] {
  const named = (parts: readonly (Origin & { readonly name: string })[]) =>
    parts.map(({ name, source }) => ({ name, source }));
  return [
    ...named(model.parameters),
    ...named(model.fields),
    ...named(model.matrix),
    ...model.kinds.flatMap((kind) => kindParts(kind, model)),
  ];
}

function kindParts(kind: Kind, { states }: Model): { name: string; source: string }[] {
  const nameOf = (id: number) => states[id - 1]?.name ?? 'nothing';
  const of = (name: string, { source }: Origin) => ({ name: `${kind.name}: ${name}`, source });
  return [
    ...kind.traits.map((trait) => of(trait.name, trait)),
    ...kind.transitions.map((one) => of(`${nameOf(one.from)} -> ${nameOf(one.to)}`, one)),
    ...kind.death.map((one) => of(`death by ${one.cause}`, one)),
    ...(kind.division ? [of('division', kind.division)] : []),
    ...kind.arrivals.map((one) => of(`arrival of ${nameOf(one.state)}`, one)),
  ];
}

const SHOWN = 4;

/** The living review as a table for a Markdown page: a row for each statement. */
export function reviewMarkdown({ sections, experiments }: LivingReview): string {
  const rows = sections.flatMap(({ rows }) => rows);
  const tested = rows.filter(({ verdict }) => verdict !== null);
  const passed = experiments.filter(({ verdict }) => verdict === 'pass').length;
  const head = `${rows.length} statements, ${tested.length} of them tested; ${passed} of ${experiments.length} experiments pass.`;
  const tables = sections.map(
    (section) =>
      `\n**${section.title}**\n\n| | statement | modelled by | experiment: verdict |\n|---|---|---|---|\n${section.rows.map((row) => markdownRow(row, experiments)).join('')}`,
  );
  return `${head}\n${tables.join('')}${failures(experiments)}`;
}

function markdownRow(
  { id, states, equations, experiments: tests }: ReviewRow,
  all: readonly ExperimentVerdict[],
): string {
  const more = equations.length > SHOWN ? ` and ${equations.length - SHOWN} more` : '';
  const how = equations.length === 0 ? 'emerges' : `${equations.slice(0, SHOWN).map(code).join(', ')}${more}`;
  const verdicts = tests.map((test) => {
    const { file, verdict } = all.find((one) => one.id === test)!;
    return `[${test}](experiments/${file}): ${verdict === 'pass' ? 'pass' : '**fail**'}`;
  });
  return `| ${id} | ${cell(states)} | ${how} | ${verdicts.join(', ') || 'none'} |\n`;
}

function failures(experiments: readonly ExperimentVerdict[]): string {
  const failed = experiments.filter(({ verdict }) => verdict === 'fail');
  if (failed.length === 0) return '';
  const lines = failed.flatMap(({ id, outcomes }) =>
    outcomes
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ about, expected, observed }) => `| ${id} | ${cell(about)} | ${cell(expected)} | ${cell(observed)} |\n`),
  );
  return `\n**What does not come out**\n\n| | | expected | observed |\n|---|---|---|---|\n${lines.join('')}`;
}

const code = (text: string) => `\`${text}\``;
const cell = (text: string) => text.replaceAll('|', '\\|');
