import type { LayerName, Model } from '../model/types.ts';
import type { CellLayer, LatticeState } from './types.ts';

/** In the order in which their cells act. */
export const LAYERS: readonly LayerName[] = ['tissue', 'immune'];

/** Trait slots of each layer: as many as its kind with most traits has. */
export function traitSlots(model: Model): { tissue: number; immune: number } {
  const slots = { tissue: 0, immune: 0 };
  for (const kind of model.kinds) slots[kind.layer] = Math.max(slots[kind.layer], kind.traits.length);
  return slots;
}

/** Index of the kind of each state id; −1 for the empty site. */
export function kindOfStates(model: Model): Int32Array {
  const kindOf = new Int32Array(model.states.length + 1).fill(-1);
  model.kinds.forEach((kind, k) => {
    for (const id of kind.states) kindOf[id] = k;
  });
  return kindOf;
}

/** An empty lattice of n sites. */
export function allocateState(model: Model, n: number, fields: readonly Float32Array[]): LatticeState {
  const slots = traitSlots(model);
  return {
    tissue: allocateLayer(n, slots.tissue),
    immune: allocateLayer(n, slots.immune),
    matrix: model.matrix.map(() => new Float32Array(n)),
    fields,
  };
}

function allocateLayer(n: number, slots: number): CellLayer {
  return {
    state: new Uint32Array(n),
    barcode: new Uint32Array(n),
    divisions: new Uint32Array(n),
    since: new Uint32Array(n),
    traits: new Float32Array(n * slots),
  };
}

/** Every array of the state with a stable name, in the order in which it is hashed and written. */
export function namedArrays(model: Model, state: LatticeState): [string, Uint32Array | Float32Array][] {
  const layer = (name: string, l: CellLayer): [string, Uint32Array | Float32Array][] => [
    [`${name}.state`, l.state],
    [`${name}.barcode`, l.barcode],
    [`${name}.divisions`, l.divisions],
    [`${name}.since`, l.since],
    [`${name}.traits`, l.traits],
  ];
  return [
    ...layer('tissue', state.tissue),
    ...layer('immune', state.immune),
    ...model.matrix.map((v, k): [string, Float32Array] => [`matrix.${v.name}`, state.matrix[k]]),
    ...model.fields.map((f, k): [string, Float32Array] => [`field.${f.name}`, state.fields[k]]),
  ];
}

/** Writes the arrays of one state into another of the same shape. */
export function fillState(to: LatticeState, from: LatticeState): void {
  for (const layer of ['tissue', 'immune'] as const) {
    for (const key of ['state', 'barcode', 'divisions', 'since', 'traits'] as const) {
      to[layer][key].set(from[layer][key]);
    }
  }
  to.matrix.forEach((values, v) => {
    values.set(from.matrix[v]);
  });
  to.fields.forEach((values, f) => {
    values.set(from.fields[f]);
  });
}

/** Cells per state, by id − 1. */
export function countStates(model: Model, state: LatticeState): number[] {
  const counts = new Uint32Array(model.states.length + 1);
  for (const layer of [state.tissue.state, state.immune.state]) {
    for (let i = 0; i < layer.length; i++) counts[layer[i]]++;
  }
  return [...counts.subarray(1)];
}

/** Lower-case hexadecimal SHA-256. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 over the tick and the digests of all arrays. Same bytes in, same hash out, on any host. */
export async function stateHash(model: Model, state: LatticeState, tick: number): Promise<string> {
  const parts = [`tick ${tick}`];
  for (const [name, array] of namedArrays(model, state)) {
    // A copy: digests do not take shared memory.
    parts.push(`${name} ${await sha256(new Uint8Array(array.slice().buffer))}`);
  }
  return sha256(new TextEncoder().encode(parts.join('\n')));
}
