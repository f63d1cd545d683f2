/** The runs that an experiment needs, and how one of them is done. */
import { createSimulationFrom } from '../engine/simulation.ts';
import type { Simulation } from '../engine/types.ts';
import type { Host } from '../host/types.ts';
import { UserError } from '../model/error.ts';
import type { Arm, CourseExpr, Experiment, OutcomeExpr } from '../model/experiment-types.ts';
import { evaluateMeasure } from '../model/measures.ts';
import { readScene } from '../model/read-scene.ts';
import type { Scene } from '../model/types.ts';
import { measureValues } from '../readout/counts.ts';
import { needsLattice, statisticValue } from '../readout/statistics.ts';
import { initialTissue } from '../tissue/index.ts';
import { lineageSet, watchClones } from './clones.ts';
import { type CloneLook, type Course, isCloneFunction } from './course.ts';
import type { ArmRuns } from './evaluate.ts';
import { openMeanField } from './mean-field.ts';

/** One run; plain data, so that another thread can do it. */
export interface RunSpec {
  /** Path of the scene. */
  readonly path: string;
  readonly arm: string;
  /** Which value of the arm's series; 0 when it has none. */
  readonly point: number;
  readonly replicate: number;
  readonly seed: number;
  /** Moments [h] to measure besides every `every` and the end. */
  readonly times: readonly number[];
  /** What is asked of lineages. */
  readonly clones: readonly CloneLook[];
  readonly meanField: boolean;
  /** Factors on the model's own parameters, for sensitivity. */
  readonly scale: Readonly<Record<string, number>>;
  /** h; ends no later than this, however long the scene is. Infinity: at the scene's own end. */
  readonly until: number;
}

/** The last moment of a run as a picture: a state id per site, the immune layer over the tissue. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** um */
  readonly spacing: number;
  /** h */
  readonly time: number;
  readonly states: readonly number[];
}

export interface RunResult {
  readonly course: Course;
  /** Null for a dish, whose places mean nothing. */
  readonly picture: Picture | null;
  readonly warnings: readonly string[];
  /** Of the last state; empty for equations. */
  readonly hash: string;
}

/**
 * Every run of an experiment. Replicate r of any arm has the seed of the scene + r + `seedOffset`: arms are compared on the
 * same tissues. @throws UserError when equations are asked for what they do not know
 */
export async function planRuns(
  experiment: Experiment,
  host: Host,
  {
    seedOffset = 0,
    scale = {},
    until = Infinity,
  }: { seedOffset?: number } & Partial<Pick<RunSpec, 'scale' | 'until'>> = {},
): Promise<RunSpec[]> {
  const specs: RunSpec[] = [];
  for (const arm of experiment.arms) {
    const scene = await readScene(experiment.path, host, { arm: arm.name });
    checkArm(experiment, arm, scene);
    const times = timesOf(experiment, arm.name);
    const clones = cloneLooks(experiment, arm.name);
    const points = arm.series?.values.length ?? 1;
    for (let point = 0; point < points; point++) {
      for (let replicate = 0; replicate < arm.replicates; replicate++) {
        const seed = scene.seed + seedOffset + replicate;
        const { path } = experiment;
        specs.push({
          path,
          arm: arm.name,
          point,
          replicate,
          seed,
          times,
          clones,
          meanField: arm.meanField,
          scale,
          until,
        });
      }
    }
  }
  return specs;
}

/** The results by arm, point and replicate. `results` in the order of `specs`. */
export function gatherRuns(
  experiment: Experiment,
  specs: readonly RunSpec[],
  results: readonly RunResult[],
): ArmRuns[] {
  return experiment.arms.map(({ name, series }) => {
    const points: Course[][] = Array.from({ length: series?.values.length ?? 1 }, () => []);
    specs.forEach((spec, i) => {
      if (spec.arm === name) points[spec.point]![spec.replicate] = results[i]!.course;
    });
    return { name, swept: series?.values ?? null, points };
  });
}

/** The scene of a run, checked. */
export async function sceneOf({ path, arm, point, seed, scale, until }: RunSpec, host: Host): Promise<Scene> {
  const scene = await readScene(path, host, { arm, point, seed, scale });
  return { ...scene, until: Math.min(scene.until, until) };
}

/**
 * Does one run on the CPU. `onTick` hears the share done, 0 … 1.
 * @throws UserError for what is wrong in the scene, RunError as `Simulation.step`
 */
export async function doRun(spec: RunSpec, host: Host, onTick: (done: number) => void = () => {}): Promise<RunResult> {
  const scene = await sceneOf(spec, host);
  const moments = momentsOf(scene, spec.times);
  return spec.meanField ? solve(scene, moments, host) : simulate(scene, moments, spec.clones, host, onTick);
}

async function simulate(
  scene: Scene,
  moments: readonly number[],
  clones: readonly CloneLook[],
  host: Host,
  onTick: (done: number) => void,
): Promise<RunResult> {
  const sim = await createSimulationFrom(scene, await initialTissue(scene, host), { backend: 'cpu', host });
  const course = emptyCourse(scene);
  const watch = watchClones(scene, clones);
  const last = moments.at(-1)!;
  try {
    for (const tick of moments) {
      while (sim.tick < tick) {
        await sim.step();
        onTick(sim.tick / last);
      }
      add(course, sim.time, await measureValues(sim));
      await watch.look(sim);
    }
    return {
      course: { ...course, clones: watch.values() },
      picture: await pictureOf(sim),
      warnings: sim.warnings,
      hash: await sim.hash(),
    };
  } finally {
    sim.destroy();
  }
}

async function solve(scene: Scene, moments: readonly number[], host: Host): Promise<RunResult> {
  const { shape, tissue, immune } = await initialTissue(scene, host);
  const startCounts = scene.model.states.map(() => 0);
  for (const layer of [tissue, immune]) for (const id of layer) if (id > 0) startCounts[id - 1]!++;
  const equations = openMeanField(scene, startCounts, shape.width * shape.height);
  const course = emptyCourse(scene);
  for (const tick of moments) {
    equations.advance(tick * scene.tick);
    const moment = { model: scene.model, shape, counts: equations.counts, startCounts, events: null, state: null };
    const values = scene.measures.map(({ name, value }) => {
      const worth = needsLattice(value) ? Number.NaN : evaluateMeasure(value, (node) => statisticValue(node, moment));
      return [name, worth] as const;
    });
    add(course, tick * scene.tick, Object.fromEntries(values));
  }
  return { course, picture: null, warnings: [], hash: '' };
}

/** Ticks to measure at: 0, every `every`, the times asked for and the end, ascending. */
function momentsOf({ tick, every, until }: Scene, times: readonly number[]): number[] {
  const last = Math.round(until / tick);
  const regular = Array.from({ length: Math.floor(until / every + 1e-9) + 1 }, (_, k) =>
    Math.round((k * every) / tick),
  );
  const asked = times.map((time) => Math.round(time / tick));
  return [...new Set([...regular, ...asked, last])].filter((t) => t <= last).sort((a, b) => a - b);
}

type Growing = { times: number[]; values: Record<string, number[]> };

function emptyCourse(scene: Scene): Growing {
  return { times: [], values: Object.fromEntries(scene.measures.map(({ name }) => [name, []])) };
}

function add(course: Growing, time: number, values: Readonly<Record<string, number>>): void {
  course.times.push(time);
  for (const [name, value] of Object.entries(values)) course.values[name]!.push(value);
}

async function pictureOf(sim: Simulation): Promise<Picture | null> {
  const { width, height, spacing, mixing } = sim.shape;
  if (mixing === 'dish') return null;
  const { tissue, immune } = await sim.state();
  const states = Array.from(tissue.state, (id, site) => immune.state[site]! || id);
  return { width, height, spacing, time: sim.time, states };
}

/** Every look that an outcome takes at the course of an arm. */
function looksAt({ outcomes }: Experiment, arm: string): CourseExpr[] {
  const found: CourseExpr[] = [];
  const visit = (expr: OutcomeExpr): void => {
    if (expr.op === 'course' && expr.arm === arm) found.push(expr);
    if (expr.op === 'negate') visit(expr.arg);
    if (expr.op === 'binary') [expr.left, expr.right].forEach(visit);
    if (expr.op === 'call' || expr.op === 'series') expr.args.forEach(visit);
    if (expr.op === 'list') expr.items.forEach(visit);
  };
  for (const { value } of outcomes) visit(value);
  return found;
}

function timesOf(experiment: Experiment, arm: string): number[] {
  const times = new Set(looksAt(experiment, arm).flatMap((look) => look.times));
  return [...times].sort((a, b) => a - b);
}

function cloneLooks(experiment: Experiment, arm: string): CloneLook[] {
  return looksAt(experiment, arm).flatMap(({ name, measure, times }) =>
    isCloneFunction(name) ? [{ name, measure, times }] : [],
  );
}

function checkArm(experiment: Experiment, { name, meanField }: Arm, scene: Scene): void {
  const { path } = experiment;
  const late = timesOf(experiment, name).find((time) => time > scene.until + scene.tick / 2);
  if (late !== undefined) {
    throw new UserError(`${path}: an outcome asks for ${late} h of arm ${name}, which ends at ${scene.until} h`);
  }
  for (const look of cloneLooks(experiment, name)) {
    if (lineageSet(scene, look.measure) !== null) continue;
    throw new UserError(
      `${path}: ${look.name}() needs a measure that is lineages(…) and no more, given ${look.measure}`,
    );
  }
  if (!meanField) return;
  if (scene.lattice?.mixing !== 'dish') {
    throw new UserError(`${path}: arm ${name} is of equations (mean_field), which need lattice.mixing: dish`);
  }
  for (const { measure } of looksAt(experiment, name)) {
    if (!needsLattice(scene.measures.find((one) => one.name === measure)!.value)) continue;
    throw new UserError(`${path}: ${name}.${measure} asks for single cells, but ${name} is of equations (mean_field)`);
  }
}
