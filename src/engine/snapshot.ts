import { suggest, UserError } from '../model/error.ts';
import type { LatticeShape, LayerName, Model } from '../model/types.ts';
import type { LatticeState, LayerInfo, Snapshot, SnapshotWindow } from './types.ts';
import { checkWindow, sampleSites, wholeWindow } from './window.ts';

/** Everything of a model that can be drawn: states, barcodes, each field, matrix variable and trait. */
export function drawableLayers(model: Model): LayerInfo[] {
  const own: LayerInfo[] = [
    { name: 'states', kind: 'states', unit: '', about: 'what occupies each site' },
    { name: 'barcode', kind: 'barcode', unit: '', about: 'lineage: cells of one founder share a colour' },
  ];
  const fields = model.fields.map(
    (f): LayerInfo => ({ name: f.name, kind: 'field', unit: f.unit.text, about: f.about }),
  );
  const matrix = model.matrix.map(
    (v): LayerInfo => ({ name: v.name, kind: 'matrix', unit: v.unit.text, about: v.about }),
  );
  const traits = model.kinds.flatMap((kind) =>
    kind.traits.map(
      (t): LayerInfo => ({ name: `${kind.name}.${t.name}`, kind: 'trait', unit: t.unit.text, about: t.about }),
    ),
  );
  return [...own, ...fields, ...matrix, ...traits];
}

/** Where the values of a layer lie, and how many base units one of its own is. */
export type LayerPlace =
  | { readonly in: 'states' }
  /** Of the tissue, where there is a cell. */
  | { readonly in: 'barcode' }
  | { readonly in: 'fields' | 'matrix'; readonly index: number; readonly factor: number }
  /** Only where a cell in one of the states `first`…`last` is. */
  | {
      readonly in: 'traits';
      readonly layer: LayerName;
      readonly slot: number;
      readonly first: number;
      readonly last: number;
      readonly factor: number;
    };

export function layerPlace(model: Model, { kind, name }: LayerInfo): LayerPlace {
  switch (kind) {
    case 'states':
    case 'barcode':
      return { in: kind };
    case 'field': {
      const index = model.fields.findIndex((f) => f.name === name);
      return { in: 'fields', index, factor: model.fields[index].unit.factor };
    }
    case 'matrix': {
      const index = model.matrix.findIndex((v) => v.name === name);
      return { in: 'matrix', index, factor: model.matrix[index].unit.factor };
    }
    case 'trait': {
      const [kindName, traitName] = name.split('.');
      const { traits, states, layer } = model.kinds.find((k) => k.name === kindName)!;
      const slot = traits.findIndex((t) => t.name === traitName);
      return { in: 'traits', layer, slot, first: states[0], last: states.at(-1)!, factor: traits[slot].unit.factor };
    }
  }
}

/** One moment besides its arrays. */
export interface SnapshotMoment {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly layers: readonly LayerInfo[];
  readonly tick: number;
  readonly time: number;
  readonly counts: readonly number[];
  /** Base units, by field. */
  readonly blood: readonly number[];
}

export interface SnapshotSource extends SnapshotMoment {
  readonly state: LatticeState;
}

/** The arrays of a snapshot. */
export type Samples = Pick<Snapshot, 'tissue' | 'immune' | 'values'>;

/** The layer of that name. @throws UserError when there is none. */
export function findLayer(layers: readonly LayerInfo[], name: string): LayerInfo {
  const layer = layers.find((l) => l.name === name);
  if (layer) return layer;
  const known = layers.map((l) => l.name);
  throw new UserError(`layer ${name} is not known${suggest(name, known)}`);
}

/** A snapshot from its parts. */
export function composeSnapshot(
  { model, shape, tick, time, counts, blood }: SnapshotMoment,
  layer: LayerInfo,
  window: SnapshotWindow,
  samples: Samples,
): Snapshot {
  return {
    width: shape.width,
    height: shape.height,
    window,
    spacing: shape.spacing,
    tick,
    time,
    ...samples,
    layer,
    counts: [...counts],
    blood: model.fields.map((f, k) => blood[k] / f.unit.factor),
  };
}

/**
 * Copies one moment, with one layer's values in the unit they are shown in; touches no site but those of the window.
 * @throws UserError for an unknown layer or a window that is not on the lattice.
 */
export function takeSnapshot(
  source: SnapshotSource,
  layerName: string,
  window: SnapshotWindow = wholeWindow(source.shape),
): Snapshot {
  const layer = findLayer(source.layers, layerName);
  checkWindow(window, source.shape);
  return composeSnapshot(source, layer, window, sampleState(source, layer, window));
}

function sampleState({ model, state, shape }: SnapshotSource, layer: LayerInfo, window: SnapshotWindow): Samples {
  const { tissue, immune } = state;
  const sites = siteSampler(shape.width, window);
  return {
    tissue: sites(Uint8Array, (i) => tissue.state[i]),
    immune: sites(Uint8Array, (i) => immune.state[i]),
    values: sampleValues(state, layerPlace(model, layer), sites),
  };
}

type Sampler = <T extends Uint8Array | Float32Array>(made: new (n: number) => T, at: (site: number) => number) => T;

function siteSampler(latticeWidth: number, { x, y, step, width, height }: SnapshotWindow): Sampler {
  const columns = sampleSites(x, step, width);
  const rows = sampleSites(y, step, height);
  return (Made, at) => {
    const samples = new Made(width * height);
    let k = 0;
    for (let b = 0; b < height; b++) {
      const row = rows[b] * latticeWidth;
      for (let a = 0; a < width; a++) samples[k++] = at(row + columns[a]);
    }
    return samples;
  };
}

function sampleValues({ tissue, ...state }: LatticeState, place: LayerPlace, sites: Sampler): Float32Array | null {
  switch (place.in) {
    case 'states':
      return null;
    case 'barcode':
      return sites(Float32Array, (i) => (tissue.state[i] === 0 ? Number.NaN : tissue.barcode[i]));
    case 'fields':
    case 'matrix': {
      const values = state[place.in][place.index];
      const { factor } = place;
      return sites(Float32Array, (i) => values[i] / factor);
    }
    case 'traits': {
      const { layer, slot, first, last, factor } = place;
      const { state: ids, traits } = layer === 'tissue' ? tissue : state.immune;
      const plane = traits.subarray(slot * ids.length, (slot + 1) * ids.length);
      return sites(Float32Array, (i) => (ids[i] >= first && ids[i] <= last ? plane[i] / factor : Number.NaN));
    }
  }
}
