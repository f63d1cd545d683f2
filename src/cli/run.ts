/** `nidus run`: simulates a scene, measures it, writes what was asked for. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createNodeHost } from '../host/node.ts';
import { createSimulation, type Host, readScene, type SceneOverrides, type Simulation, UserError } from '../index.ts';
import { addSimulationOptions, duration, type SimulationChoices } from './options.ts';
import { checkpointPath, prepareRunFolder, readSavedRun, type SavedRun, sceneHash } from './run-folder.ts';
import { type RunReport, summaryText } from './run-report.ts';
import { type RunPlan, runToEnd } from './run-session.ts';
import { findScene } from './scenes.ts';
import { openSessionFile } from './session-file.ts';
import { onInterrupt } from './signals.ts';

/** As given on the command line. */
export interface RunOptions extends SimulationChoices {
  readonly every?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Adds the command. */
export function addRun(program: Command): void {
  const command = program.command('run').description('simulate a scene without drawing it');
  addSimulationOptions(command)
    .option('--every <time>', 'simulated time between rows of counts.csv', duration('--every'))
    .option('--out <folder>', 'write run.json, counts.csv, cells.csv and a checkpoint there')
    .option('--resume', 'continue from the checkpoint in --out, with the settings of that run')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(given: string, options: RunOptions): Promise<void> {
  const { out, resume, json } = options;
  const path = await findScene(given);
  if (resume === true && out === undefined) throw new UserError('--resume needs --out, the folder of that run');
  const interrupt = onInterrupt();
  const host = createNodeHost();
  let sim: Simulation | null = null;
  try {
    if (path.endsWith('.json')) {
      const opened = await openSessionFile(path, options, host);
      sim = opened.plan.sim;
      if (out !== undefined) await prepareRunFolder(out);
      const report = await runToEnd(opened.plan, interrupt.signal);
      tell({ ...report, warnings: [...report.warnings, ...opened.differences(report)] }, sim.scene.title, json);
      return;
    }
    const saved = resume === true ? await readSavedRun(out!) : null;
    if (out !== undefined) await prepareRunFolder(out);
    sim = await open(path, options, saved, host);
    tell(await runToEnd(planOf(sim, given, options, saved), interrupt.signal), sim.scene.title, json);
  } finally {
    sim?.destroy();
    host.close();
    interrupt.release();
  }
}

function tell(report: RunReport, title: string, json = false): void {
  for (const warning of report.warnings) process.stderr.write(`nidus: warning: ${warning}\n`);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : summaryText(report, title));
}

/** What was chosen, on the command line or when the run began. */
function chosen(options: RunOptions, saved: SavedRun | null) {
  const before = saved?.settings;
  return {
    seed: options.seed ?? before?.seed ?? null,
    set: { ...before?.set, ...options.set },
    tissue: options.tissue === undefined ? (before?.tissue ?? null) : resolve(options.tissue),
  };
}

async function open(path: string, options: RunOptions, saved: SavedRun | null, host: Host): Promise<Simulation> {
  const backend = saved !== null && options.backend === 'auto' ? saved.backend : options.backend;
  const scene = await readScene(path, host, overridesOf(options, saved));
  if (saved === null) return createSimulation(scene, { backend, host });
  const where = checkpointPath(options.out!);
  if (sceneHash(scene) !== saved.scene_hash) {
    throw new UserError(
      `${where} is of another scene, model, seed, tissue or parameters than ${path} now; change them back, or start without --resume`,
    );
  }
  return createSimulation(scene, { backend, host, checkpoint: saved.checkpoint }).catch((error: unknown) => {
    throw error instanceof UserError ? new UserError(`${where}: ${error.message}`) : error;
  });
}

function overridesOf(options: RunOptions, saved: SavedRun | null): SceneOverrides {
  const { seed, set, tissue } = chosen(options, saved);
  const until = options.until ?? saved?.settings.until_h;
  const every = options.every ?? saved?.settings.every_h;
  return {
    parameters: set,
    ...(seed === null ? {} : { seed }),
    ...(tissue === null ? {} : { table: tissue }),
    ...(until === undefined ? {} : { until: `${until} h` }),
    ...(every === undefined ? {} : { every: `${every} h` }),
  };
}

function planOf(sim: Simulation, scene: string, options: RunOptions, saved: SavedRun | null): RunPlan {
  return {
    sim,
    scene,
    out: options.out ?? null,
    settings: { ...chosen(options, saved), until_h: sim.scene.until, every_h: sim.scene.every },
    lines: saved?.lines ?? [],
    spent: saved?.wall_s ?? 0,
  };
}
