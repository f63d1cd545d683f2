/** A scene with the user's changes, read and made ready: once in Node to check it, once in the worker to run it. */
import { createSimulationFrom } from '../engine/simulation.ts';
import { drawableLayers } from '../engine/snapshot.ts';
import type { InitialTissue, Simulation } from '../engine/types.ts';
import type { Host } from '../host/types.ts';
import { suggest, UserError } from '../model/error.ts';
import { readScene } from '../model/read-scene.ts';
import type { Scene } from '../model/types.ts';
import { initialTissue } from '../tissue/index.ts';
import type { RecordRequest, SceneChanges } from './request.ts';
import { hostOfFiles } from './scene-files.ts';

/** @throws UserError for what is wrong in the scene, its model, its table or the changes. */
export async function readChangedScene(
  path: string,
  host: Host,
  changes: SceneChanges,
): Promise<{ readonly scene: Scene; readonly initial: InitialTissue }> {
  const { seed, tissue, set } = changes;
  const scene = await readScene(path, host, {
    ...(set && { parameters: set }),
    ...(seed !== undefined && { seed }),
    ...(tissue !== undefined && { table: tissue }),
  });
  return { scene, initial: await initialTissue(scene, host) };
}

/** Makes the simulation of a request, in the worker. @throws UserError, RunError */
export async function openScene(request: RecordRequest): Promise<Simulation> {
  const host = hostOfFiles(request.files);
  const { scene, initial } = await readChangedScene(request.scene, host, request.changes);
  return createSimulationFrom(scene, initial, { backend: request.backend, host });
}

/** @throws UserError for a layer that the model does not have. */
export function checkLayer(scene: Scene, layer: string | undefined): void {
  const known = drawableLayers(scene.model).map(({ name }) => name);
  if (layer !== undefined && !known.includes(layer))
    throw new UserError(`layer ${layer} is not known${suggest(layer, known)}`);
}
