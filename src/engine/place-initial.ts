import type { InitialTissue, LatticeState } from './types.ts';

/**
 * Puts the first cells on an empty lattice. Each is the founder of a lineage, tissue first, then immune, row by row, from 1, unless the
 * lineages of the tissue layer are given; those of the immune layer come behind them then.
 */
export function placeInitial(initial: InitialTissue, { tissue, immune }: LatticeState): void {
  const { barcodes } = initial;
  let barcode = barcodes?.reduce((most, one) => Math.max(most, one), 0) ?? 0;
  for (const [layer, states] of [
    [tissue, initial.tissue],
    [immune, initial.immune],
  ] as const) {
    layer.state.set(states);
    if (barcodes && layer === tissue) layer.barcode.set(barcodes);
    else {
      states.forEach((id, i) => {
        if (id !== 0) layer.barcode[i] = ++barcode;
      });
    }
  }
}
