/** The course of `nidus validate`: which runs are missing, doing them, and judging what came out. */
import {
  type Experiment,
  gatherRuns,
  type Host,
  judgeAll,
  planRuns,
  type ReportedExperiment,
  type RunResult,
  type RunSpec,
  type Scene,
  sceneOf,
} from '../index.ts';
import { Interrupted } from './failure.ts';
import { startProgress } from './progress.ts';
import { programHash, type RunCache, runKey } from './run-cache.ts';
import { type Job, runJobs } from './worker-pool.ts';

export interface Session {
  readonly host: Host;
  readonly cache: RunCache;
  /** Threads. */
  readonly jobs: number;
  readonly seedOffset: number;
  readonly signal: AbortSignal;
}

/** An experiment, and factors on the model's own parameters. */
export interface Task {
  readonly experiment: Experiment;
  readonly scale: RunSpec['scale'];
  /** h; Infinity: as long as the scene says. */
  readonly until?: number;
}

/** An experiment that was run and judged, as the report takes it. */
export type Finished = ReportedExperiment;

/** A run that was done, now or before. */
export interface Done {
  readonly spec: RunSpec;
  readonly scene: Scene;
  readonly result: RunResult;
  readonly seconds: number;
}

interface Planned extends Job {
  readonly key: string;
  readonly scene: Scene;
}

/**
 * Runs what is not kept from before, and judges everything.
 * @throws Interrupted when `signal` is aborted; finished runs are kept
 */
export async function runExperiments(tasks: readonly Task[], session: Session): Promise<Finished[]> {
  const done = await runTasks(tasks, session);
  return tasks.map(({ experiment }, t) => finish(experiment, done[t]!));
}

/** The runs of each task, not judged. */
export async function runTasks(tasks: readonly Task[], session: Session): Promise<Done[][]> {
  const program = programHash();
  const plans: Planned[][] = [];
  for (const task of tasks) plans.push(await planTask(task, session, program));
  const kept = new Map<string, { result: RunResult; seconds: number }>();
  const missing = new Map<string, Planned>();
  for (const plan of plans.flat()) {
    const before = kept.get(plan.key) ?? (await session.cache.read(plan.key));
    if (before) kept.set(plan.key, before);
    else missing.set(plan.key, plan);
  }
  await doMissing([...missing.values()], plans.flat().length, session, kept);
  return plans.map((plan) => plan.map(({ spec, scene, key }) => ({ spec, scene, ...kept.get(key)! })));
}

async function planTask({ experiment, scale, until }: Task, { host, seedOffset }: Session, program: string) {
  const specs = await planRuns(experiment, host, { seedOffset, scale, until });
  const planned: Planned[] = [];
  const scenes = new Map<string, Scene>();
  for (const spec of specs) {
    const name = `${spec.arm} ${spec.point}`;
    const scene = { ...(scenes.get(name) ?? (await sceneOf(spec, host))), seed: spec.seed };
    scenes.set(name, scene);
    const { width, height } = scene.lattice ?? { width: 256, height: 256 };
    const sites = spec.meanField ? 1000 : width * height;
    planned.push({ spec, scene, key: runKey(spec, scene, program), cost: (sites * scene.until) / scene.tick });
  }
  return planned;
}

async function doMissing(
  missing: readonly Planned[],
  all: number,
  { jobs, signal, cache }: Session,
  kept: Map<string, { result: RunResult; seconds: number }>,
): Promise<void> {
  if (missing.length === 0) return;
  const total = missing.reduce((sum, { cost }) => sum + cost, 0);
  const progress = startProgress(1000);
  let ended = all - missing.length;
  try {
    await runJobs(missing, jobs, signal, {
      progress: (done) => progress.update(Math.floor((1000 * done) / total), `${ended} of ${all} runs`),
      async finished(job, result, seconds) {
        const { key } = job as Planned;
        kept.set(key, { result, seconds });
        ended++;
        await cache.write(key, { result, seconds });
      },
    });
  } finally {
    progress.stop();
  }
  if (signal.aborted) {
    throw new Interrupted(
      `stopped; ${ended} of ${all} runs are kept in ${cache.folder}: the same command goes on from there`,
    );
  }
}

function finish(experiment: Experiment, done: readonly Done[]): Finished {
  const specs = done.map(({ spec }) => spec);
  const results = done.map(({ result }) => result);
  const runs = gatherRuns(experiment, specs, results);
  return {
    experiment,
    runs,
    specs,
    results,
    scene: done[0]!.scene,
    ...judgeAll(experiment, runs),
    seconds: done.reduce((sum, { seconds }) => sum + seconds, 0),
    warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
  };
}
