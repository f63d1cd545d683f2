/** The folder of a run (`--out`): what is written there, and how a run is taken up again from it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type BackendName, type Scene, UserError } from '../index.ts';
import { type Content, isFolder, prepareFolder, readIfThere, writeTogether } from './files.ts';

const FILES = { counts: 'counts.csv', cells: 'cells.csv', run: 'run.json', checkpoint: 'checkpoint.nidus' } as const;

/** What the user chose, kept in run.json so that `--resume` needs none of it again. */
export interface RunSettings {
  readonly seed: number | null;
  readonly set: Readonly<Record<string, string>>;
  /** Path of a tissue table. */
  readonly tissue: string | null;
  readonly until_h: number;
  readonly every_h: number;
}

/** A run that was stopped. */
export interface SavedRun {
  readonly settings: RunSettings;
  readonly backend: BackendName;
  readonly scene_hash: string;
  readonly wall_s: number;
  readonly checkpoint: Uint8Array;
  /** Lines of counts.csv, the first names the columns. */
  readonly lines: readonly string[];
}

/** What a run has to write at one moment; `cells` only when it stops. */
export interface RunState {
  readonly run: object;
  readonly lines: readonly string[];
  readonly checkpoint: Uint8Array;
  readonly cells: Iterable<string> | null;
}

/** Makes the folder and checks that every file can be written. @throws UserError */
export async function prepareRunFolder(folder: string): Promise<void> {
  await prepareFolder(folder, '--out');
  for (const name of Object.values(FILES)) {
    const path = join(folder, name);
    if (await isFolder(path))
      throw new UserError(`--out ${folder}: ${path} is a folder; move it or give another folder`);
  }
}

/**
 * Writes the run's files, all or none. The checkpoint comes last: whatever ends us in between, the rows of counts.csv
 * reach at least as far as it.
 * @throws RunError
 */
export async function writeRun(folder: string, state: RunState): Promise<void> {
  const files: [string, Content][] = [[FILES.counts, `${state.lines.join('\n')}\n`]];
  if (state.cells !== null) files.push([FILES.cells, state.cells]);
  files.push([FILES.run, `${JSON.stringify(state.run, null, 2)}\n`], [FILES.checkpoint, state.checkpoint]);
  await writeTogether(folder, files);
}

/** Reads what a stopped run left. @throws UserError when there is none or part of it is missing. */
export async function readSavedRun(folder: string): Promise<SavedRun> {
  const bytes = async (name: string) => {
    const content = await readIfThere(join(folder, name));
    if (content !== null) return content;
    throw new UserError(`--resume: ${join(folder, name)} does not exist; start without --resume`);
  };
  const checkpoint = await bytes(FILES.checkpoint);
  const run = parseRun(new TextDecoder().decode(await bytes(FILES.run)), join(folder, FILES.run));
  const lines = new TextDecoder()
    .decode(await bytes(FILES.counts))
    .trimEnd()
    .split('\n');
  return { ...run, checkpoint, lines };
}

/** Path of the checkpoint, for messages. */
export function checkpointPath(folder: string): string {
  return join(folder, FILES.checkpoint);
}

/** Everything of a scene that its course depends on; not what is measured or shown, nor how long it lasts. */
export function sceneHash(scene: Scene): string {
  const { model, path: _path, title, about, question, until, every, layer, ...course } = scene;
  const text = JSON.stringify({ ...course, parameters: [...scene.parameters], model: model.hash });
  return createHash('sha256').update(text).digest('hex');
}

/** The rows up to a moment: a run that ended badly may have written more than its checkpoint holds. */
export function rowsUntil(lines: readonly string[], time: number): string[] {
  return lines.filter((line, index) => index === 0 || Number(line.split(',')[0]) <= time + 1e-6);
}

function parseRun(text: string, path: string): Omit<SavedRun, 'checkpoint' | 'lines'> {
  try {
    const { settings, backend, scene_hash, wall_s } = JSON.parse(text);
    const { seed, set, tissue, until_h, every_h } = settings;
    if (typeof scene_hash !== 'string' || !(until_h > 0) || !(every_h > 0)) throw new Error('incomplete');
    return { settings: { seed, set, tissue, until_h, every_h }, backend, scene_hash, wall_s };
  } catch {
    throw new UserError(`--resume: ${path} was not written by nidus run; start without --resume`);
  }
}
