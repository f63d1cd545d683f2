/** Does an edit to the arrays of a lattice that are on the host. */
import type { Model } from '../../model/types.ts';
import type { LatticeEdit } from '../edit.ts';
import { draw, PURPOSE, toUnit, words } from '../random.ts';
import { LAYERS } from '../state.ts';
import type { LatticeState } from '../types.ts';
import type { Cells } from './cells.ts';

/** What an edit has touched besides cells. */
export interface Touched {
  /** Index of the field whose values have changed, else −1. */
  readonly field: number;
  readonly matrix: boolean;
}

/** Of the sites, those that an edit with a share takes: drawn by site and tick, so the same when it is done again. */
export function chosenSites(edit: LatticeEdit, sites: Uint32Array, tick: number, seed: number): Uint32Array {
  const { share = 1 } = edit;
  if (share >= 1) return sites;
  return sites.filter((i) => {
    draw(i, tick, PURPOSE.brush, seed);
    return toUnit(words[0]!) < share;
  });
}

/**
 * @param edit checked @param sites where, ascending
 * @param cells bound to `state`, its uniforms those of this moment
 */
export function applyEdit(
  edit: LatticeEdit,
  sites: Uint32Array,
  model: Model,
  state: LatticeState,
  cells: Cells,
  tick: number,
): Touched {
  switch (edit.put) {
    case 'cell':
      putCells(edit.state, edit.over ?? false, sites, model, state, cells, tick);
      break;
    case 'nothing':
      for (const layer of LAYERS) {
        const leaves = model.states.map((state) => ['all', state.layer, state.kind, state.label].includes(edit.of));
        for (const i of sites) {
          const id = state[layer].state[i]!;
          if (id !== 0 && leaves[id - 1]) cells.become(layer, i, 0, tick);
        }
      }
      break;
    case 'matrix': {
      const values = state.matrix[model.matrix.findIndex(({ name }) => name === edit.variable)]!;
      for (const i of sites) values[i] = edit.value;
      cells.deriveMatrix();
      return { field: -1, matrix: true };
    }
    case 'field': {
      const field = model.fields.findIndex(({ name }) => name === edit.field);
      for (const i of sites) state.fields[field]![i] = edit.value;
      return { field, matrix: false };
    }
    case 'source': // kept by the simulation, not by the arrays
  }
  return { field: -1, matrix: false };
}

/** New cells found lineages of their own, numbered on from the last. */
function putCells(
  label: string,
  over: boolean,
  sites: Uint32Array,
  model: Model,
  state: LatticeState,
  cells: Cells,
  tick: number,
): void {
  const { id, layer } = model.states.find((known) => known.label === label)!;
  let lineage = 0;
  for (const { barcode } of [state.tissue, state.immune]) for (const own of barcode) lineage = Math.max(lineage, own);
  for (const i of sites) {
    if (state[layer].state[i] !== 0) {
      if (!over) continue;
      cells.become(layer, i, 0, tick);
    }
    cells.become(layer, i, id, tick);
    state[layer].barcode[i] = ++lineage;
  }
}
