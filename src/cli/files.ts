/** Files on disk for the command line: where the package lies, output folders, files written whole or not at all. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunError, UserError } from '../index.ts';

/** What a file is made of; an iterable is written piece by piece, so it may be longer than one string can be. */
export type Content = string | Uint8Array | Iterable<string>;

/** Folder of this package: the nearest one above this module that holds its package.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'nidus') return folder;
    if (dirname(folder) === folder) throw new RunError('the files of nidus are not where they were; install it again');
    folder = dirname(folder);
  }
}

/**
 * Makes the folder when it is missing and checks that files can be written there.
 * @throws UserError naming `option` when it is a file or not writable.
 */
export async function prepareFolder(folder: string, option: string): Promise<void> {
  const probe = join(folder, '.probe.tmp');
  try {
    await makeFolder(resolve(folder));
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new UserError(`${option} ${folder} is not a folder but a file; give the name of a folder`);
    }
    if (code === 'ENOSPC') throw new UserError(`${option} ${folder}: the disk is full; free some space`);
    throw new UserError(`${option} ${folder} cannot be written to (${code}); give a folder that you may write to`);
  }
}

/** Step by step, because Node's own recursion does not end where the system refuses without saying why (/proc). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && (await isFolder(folder))) return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || above === folder || (await isFolder(above))) throw error;
    await makeFolder(above);
    await mkdir(folder);
  }
}

/**
 * Writes files into a folder: all of them beside their places first, then renamed in the given order. When one cannot be
 * written none is replaced.
 * @throws RunError in one line.
 */
export async function writeTogether(folder: string, files: readonly (readonly [string, Content])[]): Promise<void> {
  const moves = files.map(([name]) => [join(folder, `.${name}.tmp`), join(folder, name)] as const);
  try {
    for (const [index, [, content]] of files.entries()) await writeWhole(moves[index]![0], content);
    for (const [part, place] of moves) await rename(part, place);
  } catch (error) {
    for (const [part] of moves) await rm(part, { force: true });
    const code = errorCode(error);
    const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : `writing failed (${code})`;
    throw new RunError(`${folder}: ${why}; nothing was changed there; free some space or give another --out`);
  }
}

/** Bytes of a file, or null where there is none. @throws UserError when it cannot be read. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new UserError(`${path} cannot be read (${errorCode(error)})`);
  }
}

/** True for an existing folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}

/** The system's code of an error (`ENOSPC`), else its text. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

const PIECE_CHARACTERS = 1 << 20;

async function writeWhole(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w');
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content);
    else await writePieces(content, (text) => file.writeFile(text));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gathers short strings into long ones: one write per line would take minutes. */
async function writePieces(pieces: Iterable<string>, write: (text: string) => Promise<void>): Promise<void> {
  let waiting: string[] = [];
  let characters = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    characters += piece.length;
    if (characters < PIECE_CHARACTERS) continue;
    await write(waiting.join(''));
    waiting = [];
    characters = 0;
  }
  if (characters > 0) await write(waiting.join(''));
}
