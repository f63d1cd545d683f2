/** The rules of a model for arrays that are on the host for a moment: at the start, and while they are edited. */
import type { Model } from '../../model/types.ts';
import { type Cells, createCells } from '../cpu/cells.ts';
import { createComputed } from '../cpu/computed.ts';
import { hindranceGroups } from '../fields.ts';
import type { LatticeSpec, SnapshotFrame } from '../lattice.ts';
import { takeSnapshot } from '../snapshot.ts';
import { countStates } from '../state.ts';
import type { LatticeState, LayerInfo, Snapshot, SnapshotWindow } from '../types.ts';

const NONE = new Float32Array(0);

/** Cells that can be placed, started and changed; they exchange nothing. */
export function hostCells({ scene, shape }: LatticeSpec, model: Model, state: LatticeState): Cells {
  const terms = model.fields.map(() => ({ source: NONE, sink: NONE, uptake: NONE }));
  const hindrance = hindranceGroups(model.fields).expressions;
  return createCells({ model, shape, seed: scene.seed, state, terms, hindrance });
}

/** A snapshot of a layer that is worked out from a copy of the state. */
export function computeOnHost(
  { scene, shape }: LatticeSpec,
  model: Model,
  state: LatticeState,
  frame: SnapshotFrame,
  layer: LayerInfo,
  window: SnapshotWindow,
): Snapshot {
  const computed = createComputed({ model, shape, seed: scene.seed, state });
  const compute = (of: LayerInfo, part: SnapshotWindow) => computed(of, part, frame, scene.tick);
  return takeSnapshot({ ...frame, state, counts: countStates(model, state), compute }, layer.name, window);
}
