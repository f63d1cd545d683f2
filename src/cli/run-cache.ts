/** Finished runs of experiments on disk, so that `nidus validate` goes on where it was stopped. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type RunResult, type RunSpec, type Scene, VERSION } from '../index.ts';
import { packageRoot, prepareFolder, readIfThere, writeTogether } from './files.ts';

export interface KeptRun {
  readonly result: RunResult;
  /** Wall-clock seconds that it took. */
  readonly seconds: number;
}

export interface RunCache {
  readonly folder: string;
  read(key: string): Promise<KeptRun | null>;
  write(key: string, run: KeptRun): Promise<void>;
}

/** Where runs are kept by default: the user's cache folder. */
export function defaultCacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nidus', 'validate');
}

/** @param fresh true: nothing that is there is taken. @throws UserError when the folder cannot be written to */
export async function openCache(folder: string, fresh: boolean): Promise<RunCache> {
  await prepareFolder(folder, '--cache');
  const place = (key: string) => `${key}.json`;
  return {
    folder,
    async read(key) {
      const bytes = fresh ? null : await readIfThere(join(folder, place(key)));
      if (bytes === null) return null;
      try {
        return JSON.parse(new TextDecoder().decode(bytes), (_, value) =>
          value === NAN ? Number.NaN : value,
        ) as KeptRun;
      } catch {
        return null; // cut short by a full disk: done again
      }
    },
    async write(key, run) {
      const text = JSON.stringify(run, (_, value) => (Number.isNaN(value) ? NAN : value));
      await writeTogether(folder, [[place(key), text]]);
    },
  };
}

/** JSON knows no NaN. */
const NAN = 'NaN';

/**
 * Name of a run: all that its course depends on (scene, model, seed, when it is measured) and the program that did it.
 * @param program see `programHash`
 */
export function runKey(spec: RunSpec, scene: Scene, program: string): string {
  const { model, path: _path, title, about, question, layer, parameters, ...course } = scene;
  const { times, clones, meanField } = spec;
  const all = {
    ...course,
    parameters: [...parameters],
    model: model.hash,
    times,
    clones,
    meanField,
    version: VERSION,
    program,
  };
  const text = JSON.stringify(all, (_, value) => (value === Infinity ? 'Infinity' : value));
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** Hash of the program's own files: another build may simulate differently. */
export function programHash(): string {
  const folder = join(packageRoot(), 'dist', 'node');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.js')) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
