/** The lattice that every case of cells works on: a scene's own tissue at any size, with all that its rules need. */
import { type Cells, createCells } from '../src/engine/cpu/cells.ts';
import { type HindranceGroups, hindranceGroups } from '../src/engine/fields.ts';
import { placeInitial } from '../src/engine/place-initial.ts';
import { allocateState } from '../src/engine/state.ts';
import type { CellLayer, FieldTerms, InitialTissue, LatticeState } from '../src/engine/types.ts';
import type { Host } from '../src/host/types.ts';
import { evaluateParameters } from '../src/model/evaluate.ts';
import { readScene } from '../src/model/read-scene.ts';
import type { Dose, LatticeShape, LayerName, Scene } from '../src/model/types.ts';
import { initialTissue } from '../src/tissue/index.ts';
import { noise } from './noise.ts';

/** Part of the sites that get a cell of the second layer, so that its rules and movement have work. */
const SECOND_LAYER = 0.03;

/**
 * Part of a scene's dose that is held from the start: its field is there to be solved, and cells do not die faster than they
 * divide, so that the last batch does the work of the first.
 */
const DOSE = 0.01;

/** A scene and who is on it. */
export interface Ground {
  readonly scene: Scene;
  readonly initial: InitialTissue;
  readonly shape: LatticeShape;
}

/** Reads the scene that is measured. @throws UserError as `readScene` */
export async function readBenchScene(host: Host, path: string): Promise<Scene> {
  const scene = await readScene(path, host);
  return { ...scene, dosing: scene.dosing.map(held) };
}

function held(dose: Dose): Dose {
  const give = { how: 'hold', value: DOSE * dose.give.value } as const;
  return { ...dose, from: 0, until: Number.POSITIVE_INFINITY, cycle: null, give, washout: false };
}

const known = new WeakMap<Scene, Map<number, Promise<Ground>>>();

/** The scene on a square of that many sites a side: the same tissue, more of it. Made once; nobody writes to it. */
export function groundOf(scene: Scene, host: Host, side: number): Promise<Ground> {
  const grounds = known.get(scene) ?? new Map<number, Promise<Ground>>();
  known.set(scene, grounds);
  const ground = grounds.get(side) ?? makeGround(scene, host, side);
  grounds.set(side, ground);
  return ground;
}

async function makeGround(scene: Scene, host: Host, side: number): Promise<Ground> {
  const shape: LatticeShape = { ...scene.lattice!, width: side, height: side };
  const sized = { ...scene, lattice: shape };
  const made = await initialTissue(sized, host);
  const second = scene.model.states.filter(({ layer }) => layer === 'immune').map(({ id }) => id);
  const immune = noise(21, side * side);
  return {
    scene: sized,
    shape,
    initial: {
      ...made,
      immune: Uint32Array.from(immune, (u) =>
        u < SECOND_LAYER ? second[Math.floor((u / SECOND_LAYER) * second.length)]! : 0,
      ),
    },
  };
}

/** Cells on the CPU with fields and matrix of their own, at a moment in the middle of a run. */
export interface Settled extends Ground {
  readonly groups: HindranceGroups;
  readonly state: LatticeState;
  readonly terms: readonly FieldTerms[];
  readonly cells: Cells;
  /** Blood value of each field. */
  readonly blood: readonly number[];
  readonly now: { readonly time: number; readonly tick: number };
}

/** @param tick at which it is; the uniforms are of that moment */
export function settle(ground: Ground, tick = 100): Settled {
  const { scene, shape, initial } = ground;
  const { model, parameters } = scene;
  const n = shape.width * shape.height;
  const groups = hindranceGroups(model.fields);
  const terms = model.fields.map(() => ({
    source: new Float32Array(n),
    sink: new Float32Array(n),
    uptake: new Float32Array(n),
  }));
  const blood = model.fields.map((field, f) => {
    const base = scene.blood[f] ?? evaluateParameters(field.blood, parameters);
    return scene.dosing.findLast((dose) => dose.field === f)?.give.value ?? base;
  });
  const fields = blood.map((value, f) => noise(40 + f, n).map((u) => (value || 0.2) * (0.4 + 0.6 * u)));
  const state = allocateState(model, n, fields);
  const hindrance = groups.expressions;
  const cells = createCells({ model, shape, seed: scene.seed, state, terms, hindrance });
  const now = { tick, time: tick * scene.tick };
  placeInitial(initial, state);
  cells.program.uniforms.update(parameters, blood, now.time, tick, scene.tick);
  cells.startMatrix();
  for (const [name, values] of Object.entries(initial.matrix)) {
    state.matrix[model.matrix.findIndex((v) => v.name === name)]!.set(values);
  }
  cells.deriveMatrix();
  cells.startTraits();
  return { ...ground, groups, state, terms, cells, blood, now };
}

/** Cells on both layers. */
export function countCells({ tissue, immune }: Readonly<Record<LayerName, Pick<CellLayer, 'state'>>>): number {
  let count = 0;
  for (const { state } of [tissue, immune]) for (const id of state) if (id !== 0) count++;
  return count;
}

/** Copies the cells and the matrix of one state over those of another. */
export function restore(to: LatticeState, from: Omit<LatticeState, 'fields'>): void {
  for (const layer of ['tissue', 'immune'] as const) {
    for (const key of ['state', 'barcode', 'divisions', 'since', 'traits'] as const) {
      to[layer][key].set(from[layer][key]);
    }
  }
  to.matrix.forEach((values, v) => {
    values.set(from.matrix[v]!);
  });
}

/** Bytes of one site in everything that a checkpoint keeps. */
export function stateBytes(state: LatticeState): number {
  const layers = [state.tissue, state.immune].flatMap(({ state: ids, barcode, divisions, since, traits }) => [
    ids,
    barcode,
    divisions,
    since,
    traits,
  ]);
  const arrays = [...layers, ...state.matrix, ...state.fields];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) / state.tissue.state.length;
}
