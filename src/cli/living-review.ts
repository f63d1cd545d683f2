/** Keeps what came out of experiments: `scenes/review/verdicts.json`, and the table in `scenes/README.md`. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Experiment,
  type ExperimentVerdict,
  type Host,
  type LivingReview,
  livingReview,
  type Model,
  readReview,
  readScene,
  reviewMarkdown,
  UserError,
  verdictOf,
} from '../index.ts';
import { packageRoot, writeTogether } from './files.ts';
import type { Finished } from './validate-session.ts';

const FOLDER = join('scenes', 'review');
const [BEGIN, END] = ['<!-- verdicts -->', '<!-- end of verdicts -->'];

/**
 * Writes both files. Verdicts of experiments that were not run now stay as they were kept before.
 * @param all every experiment that comes with nidus
 * @throws UserError when the list of statements is wrong or the page has no place for the table
 */
export async function saveReview(
  all: readonly Experiment[],
  finished: readonly Finished[],
  host: Host,
): Promise<LivingReview> {
  const root = packageRoot();
  const statements = await readReview(join(root, FOLDER, 'statements.yaml'), host);
  const fresh = finished.map(({ experiment, judged, verdict }) =>
    verdictOf(experiment, basename(experiment.path), judged, verdict),
  );
  const before = keptVerdicts(root);
  const verdicts = all.flatMap(({ id }) => {
    const known = fresh.find((one) => one.id === id) ?? before.find((one) => one.id === id);
    return known === undefined ? [] : [known];
  });
  const review = livingReview(statements, await modelsOf(all, host), verdicts);
  const page = replaceTable(readFileSync(join(root, 'scenes', 'README.md'), 'utf8'), reviewMarkdown(review));
  await writeTogether(join(root, FOLDER), [['verdicts.json', `${JSON.stringify(review, null, 1)}\n`]]);
  await writeTogether(join(root, 'scenes'), [['README.md', page]]);
  return review;
}

function keptVerdicts(root: string): readonly ExperimentVerdict[] {
  const path = join(root, FOLDER, 'verdicts.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as LivingReview).experiments : [];
}

/** The models of all experiments, each once. */
async function modelsOf(experiments: readonly Experiment[], host: Host): Promise<Model[]> {
  const models = new Map<string, Model>();
  for (const { path } of experiments) {
    const { model } = await readScene(path, host);
    models.set(model.hash, model);
  }
  return [...models.values()];
}

function replaceTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from)
    throw new UserError(`scenes/README.md has no ${BEGIN} with ${END} below it; put both there`);
  return `${page.slice(0, from + BEGIN.length)}\n${table}${page.slice(to)}`;
}
