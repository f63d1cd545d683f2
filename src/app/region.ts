/** Numbers about a part of the lattice. */
import type { Simulation, SnapshotWindow } from '../engine/types.ts';
import type { Region, RegionNumbers } from './protocol.ts';

/** Counts each cell state, and the layer that is shown, on the sites of a rectangle that lies on the lattice. */
export async function regionNumbers(sim: Simulation, region: Region, layerName: string): Promise<RegionNumbers> {
  const window: SnapshotWindow = { x: region.x, y: region.y, step: 1, width: region.width, height: region.height };
  const { tissue, immune, values, layer, time } = await sim.snapshot(layerName, window);
  const counts = new Array<number>(sim.scene.model.states.length).fill(0);
  for (const ids of [tissue, immune]) for (const id of ids) if (id > 0) counts[id - 1]!++;
  const shown = values === null || layer.kind === 'barcode' ? null : spread(values);
  return { region, time, counts, layer: shown === null ? null : { name: layer.name, unit: layer.unit, ...shown } };
}

/** Mean, standard deviation and ends of what is there; null when nothing is. */
function spread(values: Float32Array): { mean: number; deviation: number; low: number; high: number } | null {
  let [n, sum, squares] = [0, 0, 0];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    n++;
    sum += value;
    squares += value * value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (n === 0) return null;
  const mean = sum / n;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / n - mean * mean)), low, high };
}
