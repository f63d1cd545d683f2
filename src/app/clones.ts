/** Sizes of lineages at one moment. */
import type { Simulation } from '../engine/types.ts';
import type { CloneRow } from './protocol.ts';

/** Lineages that a moment remembers by number, the largest. */
export const MOST_CLONES = 400;

/** Counts the lineages of the tissue's cells that can divide. @throws RunError when the device fails */
export async function cloneRow(sim: Simulation): Promise<CloneRow> {
  const { values, tissue, time } = await sim.snapshot('barcode');
  const { kinds, states } = sim.scene.model;
  const divides = new Uint8Array(states.length + 1);
  for (const kind of kinds) if (kind.division !== null) for (const id of kind.states) divides[id] = 1;
  const sizes = new Map<number, number>();
  values?.forEach((barcode, i) => {
    if (barcode > 0 && divides[tissue[i]!] === 1) sizes.set(barcode, (sizes.get(barcode) ?? 0) + 1);
  });
  const largest = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_CLONES);
  const cells = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return {
    time,
    lineages: sizes.size,
    cells,
    barcodes: largest.map(([barcode]) => barcode),
    sizes: largest.map(([, size]) => size),
  };
}
