/** `nidus scenes`: what can be run, one line each. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { suggest, UserError } from '../index.ts';
import { isFolder, packageRoot } from './files.ts';

/** A line of the list; texts are empty where a scene does not say. */
export interface SceneEntry {
  /** Name of the file in the scenes folder, `persister.yaml`. */
  readonly file: string;
  readonly title: string;
  readonly question: string;
}

/** Adds the command. */
export function addScenes(program: Command): void {
  program
    .command('scenes')
    .description('list the scenes that come with nidus')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) => {
      const folder = join(packageRoot(), 'scenes');
      const scenes = (await listScenes(folder)).map((entry) => ({ ...entry, path: shown(join(folder, entry.file)) }));
      process.stdout.write(options.json === true ? `${JSON.stringify({ scenes }, null, 2)}\n` : table(scenes));
    });
}

/** The scenes of a folder by file name. Not checked: a scene that is being edited is still listed. */
export async function listScenes(folder: string): Promise<SceneEntry[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(files.map((file) => describe(folder, file)));
}

/**
 * Path of a scene as the user gave it: a file, or the bare name of one that comes with nidus.
 * @throws UserError for a folder, and for a name that is neither.
 */
export async function findScene(given: string): Promise<string> {
  if (await isFolder(given)) throw new UserError(`${given} is a folder; give a scene file`);
  if (/[./\\]/.test(given)) return given;
  const folder = join(packageRoot(), 'scenes');
  const names = (await listScenes(folder)).map((entry) => basename(entry.file).replace(/\.ya?ml$/, ''));
  if (!names.includes(given))
    throw new UserError(`${given} is neither a file nor a scene of nidus${suggest(given, names)}`);
  return shown(join(folder, `${given}.yaml`));
}

async function describe(folder: string, file: string): Promise<SceneEntry> {
  const own = await readHead(join(folder, file));
  const parent = typeof own.extends === 'string' ? await readHead(join(folder, own.extends)) : {};
  const text = (key: string) => String(own[key] ?? parent[key] ?? '');
  return { file, title: text('title'), question: text('question') };
}

async function readHead(path: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A path as short as it can be from here. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

function table(scenes: readonly (SceneEntry & { path: string })[]): string {
  const width = Math.max(0, ...scenes.map((scene) => scene.path.length));
  return scenes
    .map(({ path, title, question }) => `${path.padEnd(width)}  ${question === '' ? title : `${title}: ${question}`}\n`)
    .join('');
}
