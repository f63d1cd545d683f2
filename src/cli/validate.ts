/** `nidus validate`: runs experiments and says which claims hold. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { createNodeHost } from '../host/node.ts';
import { type Experiment, experimentReport, type Host, readExperiment, suggest, UserError, VERSION } from '../index.ts';
import { EXIT } from './failure.ts';
import { packageRoot, prepareFolder, writeTogether } from './files.ts';
import { saveReview } from './living-review.ts';
import { wholeNumber } from './options.ts';
import { defaultCacheFolder, openCache } from './run-cache.ts';
import { findScene } from './scenes.ts';
import { parseFactors, type Sensitivity, sensitivityOf } from './sensitivity.ts';
import { onInterrupt } from './signals.ts';
import { type Finished, runExperiments } from './validate-session.ts';
import { rowOf, sensitivityTable, validationTable } from './validate-table.ts';

interface ValidateOptions {
  readonly only?: readonly string[];
  readonly seedOffset: number;
  readonly vary?: readonly number[];
  readonly report?: string;
  readonly jobs: number;
  readonly cache: string;
  readonly fresh?: boolean;
  readonly save?: boolean;
  readonly json?: boolean;
}

const LARGEST_OFFSET = 2 ** 31;

/** Adds the command. */
export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('run the experiments and say which claims hold')
    .argument('[scenes...]', 'scene files with an experiment; all that come with nidus by default')
    .option('--only <ids>', 'experiments or mechanisms, e.g. V21,M36', parseIds)
    .option('--seed-offset <n>', 'added to every seed', wholeNumber('--seed-offset', 0, LARGEST_OFFSET), 0)
    .option('--vary <factors>', 'repeat with every [assumption] parameter times these, e.g. 0.5,2', parseFactors)
    .option('--report <folder>', 'write report.html there')
    .option('--jobs <n>', 'runs at a time', wholeNumber('--jobs', 1, 256), availableParallelism())
    .option('--cache <folder>', 'where finished runs are kept', defaultCacheFolder())
    .option('--fresh', 'do every run again')
    .option('--save', 'keep the verdicts in scenes/review and in the table of scenes/README.md')
    .option('--json', 'print one JSON object')
    .action(validate);
}

async function validate(given: readonly string[], options: ValidateOptions): Promise<void> {
  const { json, report, seedOffset, jobs, vary, save } = options;
  if (save === true && seedOffset !== 0)
    throw new UserError('--save keeps verdicts of the seeds of the scenes; leave out --seed-offset');
  if (save === true && given.length > 0)
    throw new UserError(
      '--save is for the experiments that come with nidus; leave out the scenes, or choose with --only',
    );
  const interrupt = onInterrupt();
  const host = createNodeHost();
  try {
    const all = await readAll(given, host);
    const experiments = selected(all, options.only);
    if (report !== undefined) await prepareFolder(report, '--report');
    const cache = await openCache(options.cache, options.fresh === true);
    const session = { host, cache, jobs, seedOffset, signal: interrupt.signal };
    const finished = await runExperiments(
      experiments.map((experiment) => ({ experiment, scale: {} })),
      session,
    );
    const sensitivity = vary === undefined ? [] : await sensitivityOf(finished, vary, session);
    if (report !== undefined) await writeReport(report, finished, sensitivity, seedOffset);
    if (save === true) await saveReview(all, finished, host);
    process.stdout.write(
      json === true ? asJson(finished, sensitivity, options) : asText(finished, sensitivity, options),
    );
    if (finished.some(({ verdict }) => verdict === 'fail')) process.exitCode = EXIT.failed;
  } finally {
    host.close();
    interrupt.release();
  }
}

async function readAll(given: readonly string[], host: Host): Promise<Experiment[]> {
  const paths = given.length > 0 ? await Promise.all(given.map(findScene)) : shippedExperiments();
  const experiments: Experiment[] = [];
  for (const path of paths) {
    const experiment = await readExperiment(path, host);
    const twin = experiments.find(({ id }) => id === experiment.id);
    if (twin) throw new UserError(`${path}: experiment.id ${experiment.id} is already that of ${twin.path}`);
    experiments.push(experiment);
  }
  return experiments.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/** Scene files of the folder of experiments, relative to here where that is shorter. */
function shippedExperiments(): string[] {
  const folder = join(packageRoot(), 'scenes', 'experiments');
  if (!existsSync(folder)) throw new UserError(`${folder} does not exist; give a scene with an experiment`);
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return files.sort().map((name) => {
    const near = relative(process.cwd(), join(folder, name));
    return near.startsWith('..') ? join(folder, name) : near;
  });
}

/** Those of an id or a mechanism that was asked for. @throws UserError for one that no experiment has */
function selected(experiments: readonly Experiment[], only: readonly string[] | undefined): Experiment[] {
  if (only === undefined) return [...experiments];
  const namesOf = ({ id, mechanisms }: Experiment) => [id, ...mechanisms].map((name) => name.toLowerCase());
  for (const name of only) {
    if (experiments.some((one) => namesOf(one).includes(name.toLowerCase()))) continue;
    const known = [...new Set(experiments.flatMap(({ id, mechanisms }) => [id, ...mechanisms]))];
    throw new UserError(`--only ${name} is neither an experiment nor a mechanism of one${suggest(name, known)}`);
  }
  return experiments.filter((one) => namesOf(one).some((name) => only.some((wanted) => wanted.toLowerCase() === name)));
}

/** `V21,M36`. @throws UserError when it names nothing */
function parseIds(text: string): string[] {
  const ids = text.split(',').map((part) => part.trim());
  if (ids.every((id) => /^[A-Za-z0-9_-]+$/.test(id))) return ids;
  throw new UserError(`--only ${text}: give ids with commas between them, e.g. V21,M36`);
}

async function writeReport(
  folder: string,
  finished: readonly Finished[],
  varied: readonly Sensitivity[],
  seedOffset: number,
): Promise<void> {
  const html = experimentReport(finished, {
    version: VERSION,
    seedOffset,
    varied,
    date: new Date().toISOString().slice(0, 10),
  });
  await writeTogether(folder, [['report.html', html]]);
}

function asJson(finished: readonly Finished[], sensitivity: readonly Sensitivity[], options: ValidateOptions): string {
  const rows = finished.map(rowOf);
  const passed = rows.filter(({ verdict }) => verdict === 'pass').length;
  const object = { passed, failed: rows.length - passed, rows, version: VERSION, seed_offset: options.seedOffset };
  return `${JSON.stringify(options.vary === undefined ? object : { ...object, sensitivity }, null, 2)}\n`;
}

function asText(finished: readonly Finished[], sensitivity: readonly Sensitivity[], options: ValidateOptions): string {
  const varied = options.vary === undefined ? '' : `\n${sensitivityTable(sensitivity)}`;
  const written = options.report === undefined ? '' : `\n${join(options.report, 'report.html')} written\n`;
  return `${validationTable(finished)}${varied}${written}`;
}
