/** The rules of a model for arrays that are on the host for a moment: at the start, and while they are edited. */
import type { Model } from '../../model/types.ts';
import { type Cells, createCells } from '../cpu/cells.ts';
import { hindranceGroups } from '../fields.ts';
import type { LatticeSpec } from '../lattice.ts';
import type { LatticeState } from '../types.ts';

const NONE = new Float32Array(0);

/** Cells that can be placed, started and changed; they exchange nothing. */
export function hostCells({ scene, shape }: LatticeSpec, model: Model, state: LatticeState): Cells {
  const terms = model.fields.map(() => ({ source: NONE, sink: NONE, uptake: NONE }));
  const hindrance = hindranceGroups(model.fields).expressions;
  return createCells({ model, shape, seed: scene.seed, state, terms, hindrance });
}
