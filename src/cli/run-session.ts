/** The course of `nidus run`: ticks, rows, checkpoints, and a clean end when it is stopped. */
import { setImmediate } from 'node:timers/promises';
import { cellsCsv, countsColumns, countsRow, measureValues, type Simulation, UserError } from '../index.ts';
import { Interrupted } from './failure.ts';
import { type Progress, startProgress } from './progress.ts';
import { type RunSettings, rowsUntil, sceneHash, writeRun } from './run-folder.ts';
import { type RunReport, reportOf } from './run-report.ts';

/** Wall-clock seconds between checkpoints. */
const CHECKPOINT_SECONDS = 60;
/** Times are sums of ticks: this share of a tick is rounding. */
const ROUNDING = 1e-6;

export interface RunPlan {
  readonly sim: Simulation;
  /** One tick; `sim.step` unless edits are done on the way. */
  readonly step?: () => Promise<void>;
  /** Path of the scene as the user gave it. */
  readonly scene: string;
  /** Folder to write to, null for none. */
  readonly out: string | null;
  readonly settings: RunSettings;
  /** Lines of counts.csv so far; empty for a new run. */
  readonly lines: readonly string[];
  /** Wall-clock seconds spent before this process. */
  readonly spent: number;
}

/**
 * Runs to the end and writes the files.
 * @throws Interrupted when `signal` is aborted, after the tick in progress and a checkpoint.
 */
export async function runToEnd(plan: RunPlan, signal: AbortSignal): Promise<RunReport> {
  const { sim, out, settings } = plan;
  const last = Math.round(settings.until_h / sim.scene.tick);
  if (sim.tick > last) {
    throw new UserError(`--until ${settings.until_h} h: the run is at ${sim.time} h already; give a later time`);
  }
  const lines = plan.lines.length > 0 ? rowsUntil(plan.lines, sim.time) : [countsColumns(sim), await countsRow(sim)];
  const progress = startProgress(last, sim.tick);
  const started = performance.now();
  const write = async (status: Status): Promise<RunReport> => {
    const wall = plan.spent + (performance.now() - started) / 1000;
    const report = await reportOf(sim, plan.scene, wall, await measureValues(sim));
    if (out !== null) await writeFiles(plan, report, lines, status);
    return report;
  };
  try {
    await advance(plan, last, lines, signal, progress, write);
    if (!signal.aborted || sim.tick === last) return await write('done');
    await write('stopped');
  } finally {
    progress.stop();
  }
  throw new Interrupted(`stopped at ${sim.time} h; ${howToGoOn(plan)}`);
}

type Status = 'running' | 'stopped' | 'done';

async function advance(
  { sim, step = () => sim.step(), out, settings }: RunPlan,
  last: number,
  lines: string[],
  signal: AbortSignal,
  progress: Progress,
  write: (status: Status) => Promise<unknown>,
): Promise<void> {
  let written = performance.now();
  while (sim.tick < last && !signal.aborted) {
    await step();
    if (isRowDue(sim, settings.every_h)) lines.push(await countsRow(sim));
    progress.update(sim.tick, `${(sim.time / 24).toFixed(2)} of ${(settings.until_h / 24).toFixed(2)} d`);
    if (out !== null && performance.now() - written > CHECKPOINT_SECONDS * 1000) {
      await write('running');
      written = performance.now();
    }
    await setImmediate(); // lets signals be heard
  }
}

/** True at the first tick at or after each multiple of `every`: a function of the tick alone, so a resumed run agrees. */
function isRowDue(sim: Simulation, every: number): boolean {
  const dt = sim.scene.tick;
  const rows = (tick: number) => Math.floor((tick * dt) / every + ROUNDING);
  return rows(sim.tick) > rows(sim.tick - 1);
}

async function writeFiles(plan: RunPlan, report: RunReport, lines: readonly string[], status: Status): Promise<void> {
  const { sim, settings } = plan;
  await writeRun(plan.out!, {
    run: { ...report, status, scene_hash: sceneHash(sim.scene), settings },
    lines,
    cells: status === 'running' ? null : cellsCsv(sim, await sim.state()),
    checkpoint: await sim.checkpoint(),
  });
}

function howToGoOn({ scene, out }: RunPlan): string {
  if (scene.endsWith('.json')) return 'a session is done from its start; run it again';
  if (out === null) return 'nothing was written; with --out it could be continued';
  return `continue with: nidus run ${quoted(scene)} --out ${quoted(out)} --resume`;
}

function quoted(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
