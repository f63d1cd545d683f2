/** `nidus scenes`: what can be run, one line each. */
import { basename, join, relative } from 'node:path';
import type { Command } from 'commander';
import { suggest, UserError } from '../index.ts';
import { isFolder, packageRoot } from './files.ts';
import { listScenes, type SceneEntry } from './scene-list.ts';

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
