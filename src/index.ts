/** The library: everything that the command line and the explorer are made of. Runs in browsers and in Node. */
import { version } from '../package.json';
import { createReplay, type Progress, type Replay, type ReplayCheckpoint } from './engine/replay.ts';
import { createSimulationFrom } from './engine/simulation.ts';
import type { Simulation, SimulationOptions } from './engine/types.ts';
import type { Host } from './host/types.ts';
import { readEditedModel } from './model/edit-model.ts';
import { readScene, type SceneOverrides } from './model/read-scene.ts';
import { overridesOf, type SavedSession } from './model/session.ts';
import type { Scene } from './model/types.ts';
import { initialTissue } from './tissue/index.ts';

export { type Area, sitesOfArea } from './engine/area.ts';
export type { HeldSite, LatticeEdit } from './engine/edit.ts';
export { createPlayer, createReplay, type Player, type Replay, type ReplayCheckpoint } from './engine/replay.ts';
export { createSimulationFrom } from './engine/simulation.ts';
export type * from './engine/types.ts';
export type { Course } from './experiment/course.ts';
export { type ArmRuns, type Estimate, estimate } from './experiment/evaluate.ts';
export { type MeanField, openMeanField } from './experiment/mean-field.ts';
export { experimentReport, type ReportedExperiment, type VariedOutcome } from './experiment/report.ts';
export {
  type ExperimentVerdict,
  type LivingReview,
  livingReview,
  type ReviewRow,
  reviewMarkdown,
  verdictOf,
} from './experiment/review.ts';
export { doRun, gatherRuns, type Picture, planRuns, type RunResult, type RunSpec, sceneOf } from './experiment/runs.ts';
export { expectedText, type Judged, judgeAll, observedText, type Verdict } from './experiment/verdict.ts';
export type { Host } from './host/types.ts';
export { readDosing, writeDosing } from './model/dosing-edit.ts';
export { readEditedModel } from './model/edit-model.ts';
export { RunError, suggest, UserError } from './model/error.ts';
export type * from './model/experiment-types.ts';
export { readExperiment } from './model/read-experiment.ts';
export { type Review, readReview, type Statement } from './model/read-review.ts';
export { readScene, type SceneOverrides } from './model/read-scene.ts';
export { jsonSchema } from './model/schema.ts';
export {
  checkSession,
  type DosingRule,
  type Edit,
  type Entry,
  looksLikeSession,
  overridesOf,
  parseSession,
  type SavedSession,
  type SessionView,
} from './model/session.ts';
export { inShorterTicks } from './model/shorter-ticks.ts';
export { parseCellSet } from './model/statistics.ts';
export type * from './model/types.ts';
export { formatQuantity, parseDuration } from './model/units.ts';
export { type Members, membersOf, sitesOf, valuesAt } from './readout/cell-set.ts';
export { cellsCsv } from './readout/cells.ts';
export { countsColumns, countsNow, countsRow, measureValues } from './readout/counts.ts';
export { closed, depths } from './readout/depth.ts';
export { squaredDistances } from './readout/distance.ts';
export { fitHill, type HillEnds, type HillFit } from './readout/dose-response.ts';
export { type ExponentialFit, fitExponential, fitLine, type LineFit } from './readout/fits.ts';
export {
  type CloneSizes,
  cloneCorrelation,
  cloneSizes,
  dominance,
  entropy,
  evenness,
  expectedEntropy,
  overlap,
  residualCorrelation,
  shannonRatio,
  simpson,
  sizeDistribution,
} from './readout/lineages.ts';
export { type PairBin, pairCorrelation } from './readout/pairs.ts';
export { type Ratio, ratioOfMeans } from './readout/ratio.ts';
export { fano, mean, pearson, quantile, spearman, variance } from './readout/sample.ts';
export { initialTissue } from './tissue/index.ts';

/** Version of this package. */
export const VERSION: string = version;

/** Where and on what to simulate, and what to change about a scene that is given by its path. */
export interface CreateOptions extends SimulationOptions {
  readonly overrides?: SceneOverrides;
}

/**
 * Makes a simulation of a scene: reads it when `scene` is a path, makes its first tissue, opens the backend.
 * Advance it with `step()`, look at `counts`, `state` or a `snapshot`, and `destroy()` it at the end.
 * @example
 * const sim = await createSimulation('scenes/a-scene.yaml', { backend: 'auto', host, overrides: { seed: 7 } });
 * while (sim.time < sim.scene.until) await sim.step();
 * @throws UserError for what is wrong in the scene, its model, its table, an override or a checkpoint; RunError when the
 *   wanted backend is not there.
 */
export async function createSimulation(scene: string | Scene, options: CreateOptions): Promise<Simulation> {
  const { overrides, ...rest } = options;
  const read = typeof scene === 'string' ? await readScene(scene, options.host, overrides) : scene;
  return createSimulationFrom(read, await initialTissue(read, options.host), rest);
}

/**
 * Opens a saved session at its start: its scene with its table and seed, ready to have its edits done by `createPlayer`.
 * @param scene path of its scene on this host
 * @throws UserError, RunError as `createSimulation`
 */
export async function openSession(session: SavedSession, scene: string, options: SimulationOptions): Promise<Replay> {
  const { table } = session;
  const host = table === undefined ? options.host : withFile(options.host, table.name, table.text);
  const read = await readScene(scene, host, { ...overridesOf(session), ...(table && { table: table.name }) });
  return replayOf(await createSimulation(read, { ...options, host }), host);
}

/** A simulation, ready for edits. @param progress what was done by the checkpoint that it goes on from */
export function replayOf(sim: Simulation, host: Host, progress?: Progress): Replay {
  const { file } = sim.scene.model;
  return createReplay(sim, (equations) => readEditedModel(file ?? '', host, equations), progress);
}

/**
 * Goes on from a moment that a replay of the scene has come to, on the same kind of backend: what follows is the same to the last bit.
 * @throws UserError, RunError as `createSimulation`
 */
export async function resumeReplay(
  scene: Scene,
  { bytes, progress }: ReplayCheckpoint,
  options: SimulationOptions,
): Promise<Replay> {
  const model = await readEditedModel(scene.model.file ?? '', options.host, progress.equations);
  const sim = await createSimulation({ ...scene, model }, { ...options, checkpoint: bytes });
  return replayOf(sim, options.host, progress);
}

/** The host, and one more file under its own name. */
export function withFile(host: Host, name: string, text: string): Host {
  return {
    ...host,
    readText: async (path) => (path === name ? text : host.readText(path)),
    resolve: (file, path) => (path === name ? path : host.resolve(file, path)),
  };
}
