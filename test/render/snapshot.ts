import type { LayerInfo, Snapshot } from '../../src/engine/types.ts';
import { wholeWindow } from '../../src/engine/window.ts';
import type { State } from '../../src/model/types.ts';

/** A small snapshot for drawing tests; any part may be replaced. */
export function makeSnapshot(parts: Partial<Snapshot> = {}): Snapshot {
  const width = parts.width ?? 4;
  const height = parts.height ?? 3;
  return {
    width,
    height,
    window: wholeWindow({ width, height }),
    spacing: 20,
    tick: 0,
    time: 0,
    tissue: new Uint8Array(width * height),
    immune: new Uint8Array(width * height),
    layer: { name: 'states', kind: 'states', unit: '', about: '' },
    values: null,
    counts: [],
    blood: [],
    ...parts,
  };
}

export const FIELD: LayerInfo = { name: 'field_a', kind: 'field', unit: 'mmHg', about: '' };
export const BARCODE: LayerInfo = { name: 'barcode', kind: 'barcode', unit: '', about: '' };

export function makeState(id: number, parts: Partial<State> = {}): State {
  return { id, kind: 'a', name: `s${id}`, label: `a.s${id}`, layer: 'tissue', colour: null, about: '', ...parts };
}
