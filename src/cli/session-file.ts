/** `nidus run session.json`: a session that the explorer saved, done over again. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createPlayer, type Host, openSession, parseSession, type SavedSession, UserError } from '../index.ts';
import { isFile, packageRoot } from './files.ts';
import type { RunOptions } from './run.ts';
import type { RunReport } from './run-report.ts';
import type { RunPlan } from './run-session.ts';

/** Larger files are refused before they are read: the explorer writes none. */
const LARGEST = 256 * 1024 * 1024;

/** A session ready to run. */
export interface OpenedSession {
  readonly plan: RunPlan;
  /** What the end of the run shows to be other than when it was saved. */
  differences(report: RunReport): readonly string[];
}

/** Reads and opens a session. @throws UserError for a damaged file, or an option that a session decides by itself */
export async function openSessionFile(path: string, options: RunOptions, host: Host): Promise<OpenedSession> {
  refuseOptions(options);
  const session = parseSession(await readSession(path), path);
  const scene = await findSessionScene(path, session);
  const backend = options.backend === 'auto' ? session.backend : options.backend;
  const replay = await openSession(session, scene, { backend, host });
  const { sim } = replay;
  const player = createPlayer(replay, session.edits);
  try {
    await player.begin();
  } catch (error) {
    sim.destroy();
    throw error;
  }
  const { tick: dt, every } = sim.scene;
  const until_h = options.until ?? session.tick * dt;
  const settings = { seed: session.seed, set: {}, tissue: null, until_h, every_h: options.every ?? every };
  const plan = { sim, step: player.step, scene: path, out: options.out ?? null, settings, lines: [], spent: 0 };
  return { plan, differences: (report) => differencesOf(session, report) };
}

function refuseOptions({ seed, tissue, set, resume }: RunOptions): void {
  const given = Object.entries({ '--seed': seed, '--tissue': tissue, '--resume': resume })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (Object.keys(set).length > 0) given.push('--set');
  if (given.length > 0) throw new UserError(`${given[0]}: a session decides that by itself; run its scene instead`);
}

async function readSession(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${path}: cannot be read (${error.code ?? error.message})`);
  });
  if (bytes.length > LARGEST) throw new UserError(`${path}: is larger than 256 MB; this is not a session of Nidus`);
  return bytes.toString('utf8');
}

/** The scene that a session names: beside the session, in this folder, or of this package. */
async function findSessionScene(path: string, { scene }: SavedSession): Promise<string> {
  for (const folder of [dirname(path), '.', packageRoot()]) {
    const file = join(folder, scene);
    if (await isFile(file)) return file;
  }
  throw new UserError(`${path}: its scene ${scene} is not here; run it where that file is`);
}

function differencesOf(session: SavedSession, report: RunReport): readonly string[] {
  const found: string[] = [];
  if (!report.model_hash.startsWith(session.model) && session.edits.every(({ edit }) => edit.what !== 'model')) {
    found.push(`the model is not the one of the session (${session.model.slice(0, 12)})`);
  }
  if (session.hash === undefined || report.ticks !== session.tick || report.state_hash === session.hash) return found;
  const why =
    report.backend === session.backend
      ? 'another version, model or device'
      : `it was computed on ${session.backend}, this on ${report.backend}`;
  return [...found, `the state hash is not the one that was saved (${session.hash.slice(0, 12)}): ${why}`];
}
