/** The list of scenes, for the command line, the server and the build. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Comes first: what the explorer opens with. */
const FIRST_SCENE = 'sanctuary.yaml';

/** A line of the list; texts are empty where a scene does not say. */
export interface SceneEntry {
  /** Name of the file in the scenes folder, `persister.yaml`. */
  readonly file: string;
  readonly title: string;
  readonly question: string;
  /** The first sentence of what is said about it. */
  readonly about: string;
}

/** The scenes of a folder by file name, the first one first. Not checked: a scene that is being edited is still listed. */
export async function listScenes(folder: string): Promise<SceneEntry[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort(byPlace);
  return Promise.all(files.map((file) => describe(folder, file)));
}

function byPlace(a: string, b: string): number {
  return Number(b === FIRST_SCENE) - Number(a === FIRST_SCENE) || (a < b ? -1 : 1);
}

async function describe(folder: string, file: string): Promise<SceneEntry> {
  const own = await readHead(join(folder, file));
  const parent = typeof own.extends === 'string' ? await readHead(join(folder, own.extends)) : {};
  const text = (key: string) => String(own[key] ?? parent[key] ?? '');
  const [about = ''] = /^.*?(?:[.?!](?=\s|$)|$)/.exec(text('about').replace(/\s+/g, ' ').trim()) ?? [];
  return { file, title: text('title'), question: text('question'), about };
}

type Head = Readonly<Record<string, unknown>>;

/** What was read, by path, and when the file had last changed then: the explorer asks before its first picture. */
const known = new Map<string, { readonly changed: number; readonly head: Promise<Head> }>();

async function readHead(path: string): Promise<Head> {
  try {
    const { mtimeMs: changed } = await stat(path);
    const before = known.get(path);
    const head = before?.changed === changed ? before.head : parseHead(path);
    known.set(path, { changed, head });
    return await head;
  } catch {
    return {};
  }
}

async function parseHead(path: string): Promise<Head> {
  const value: unknown = parse(await readFile(path, 'utf8'));
  return typeof value === 'object' && value !== null ? (value as Head) : {};
}
