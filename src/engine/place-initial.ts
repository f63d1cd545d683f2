import type { InitialTissue, LatticeState } from './types.ts';

/** Puts the first cells on an empty lattice, each the founder of a lineage: tissue first, then immune, row by row, from 1. */
export function placeInitial(initial: InitialTissue, { tissue, immune }: LatticeState): void {
  let barcode = 0;
  for (const [layer, states] of [
    [tissue, initial.tissue],
    [immune, initial.immune],
  ] as const) {
    layer.state.set(states);
    states.forEach((id, i) => {
      if (id !== 0) layer.barcode[i] = ++barcode;
    });
  }
}
