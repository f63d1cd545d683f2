import { suggest, UserError } from '../model/error.ts';
import type { LatticeShape, LayerName, Model } from '../model/types.ts';
import { modelEvents } from './events.ts';
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

/** What can be worked out of every cell: each signal, and the rate per hour of each event but arrivals. */
export function computedLayers(model: Model): LayerInfo[] {
  const signals = model.kinds.flatMap((kind) =>
    kind.signals.map(
      ({ name }): LayerInfo => ({
        name: `${kind.name}.${name}`,
        kind: 'signal',
        unit: '',
        about: 'worked out from its equation',
      }),
    ),
  );
  const events = modelEvents(model).list.filter(({ event }) => !event.startsWith('arrival: '));
  const rates = events.map(
    ({ kind, event }): LayerInfo => ({
      name: `${kind}: ${event}`,
      kind: 'event',
      unit: '/h',
      about: 'how fast it happens to a cell here',
    }),
  );
  return [...signals, ...rates];
}

/** Whether a layer is worked out rather than kept. */
export function isComputed({ kind }: LayerInfo): boolean {
  return kind === 'signal' || kind === 'event';
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
    case 'signal':
    case 'event':
      throw new Error(`${name} is not kept anywhere`);
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
  /** Works out the layers that are not kept. */
  readonly compute?: (layer: LayerInfo, window: SnapshotWindow) => Float32Array;
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

function sampleState(
  { model, state, shape, compute }: SnapshotSource,
  layer: LayerInfo,
  window: SnapshotWindow,
): Samples {
  const gather = siteGatherer(shape.width, window);
  const n = window.width * window.height;
  const ids = {
    tissue: gather(state.tissue.state, new Uint8Array(n)),
    immune: gather(state.immune.state, new Uint8Array(n)),
  };
  if (isComputed(layer) && compute) return { ...ids, values: compute(layer, window) };
  const place = layerPlace(model, layer);
  return { ...ids, values: place.in === 'states' ? null : sampleValues(state, place, ids, gather) };
}

type Gatherer = <T extends Uint8Array | Float32Array>(from: Uint32Array | Float32Array, to: T) => T;

function siteGatherer(latticeWidth: number, { x, y, step, width, height }: SnapshotWindow): Gatherer {
  const columns = sampleSites(x, step, width);
  const rows = sampleSites(y, step, height);
  return (from, to) => {
    for (let b = 0, k = 0; b < height; b++) {
      const row = rows[b] * latticeWidth;
      for (let a = 0; a < width; a++) to[k++] = from[row + columns[a]];
    }
    return to;
  };
}

function sampleValues(
  { tissue, immune, fields, matrix }: LatticeState,
  place: Exclude<LayerPlace, { in: 'states' }>,
  ids: Record<LayerName, Uint8Array>,
  gather: Gatherer,
): Float32Array {
  const values = new Float32Array(ids.tissue.length);
  switch (place.in) {
    case 'barcode':
      return keepWhere(gather(tissue.barcode, values), ids.tissue, 1, 255);
    case 'fields':
      return divided(gather(fields[place.index], values), place.factor);
    case 'matrix':
      return divided(gather(matrix[place.index], values), place.factor);
    case 'traits': {
      const { layer, slot, first, last, factor } = place;
      const { state, traits } = layer === 'tissue' ? tissue : immune;
      const plane = traits.subarray(slot * state.length, (slot + 1) * state.length);
      return keepWhere(divided(gather(plane, values), factor), ids[layer], first, last);
    }
  }
}

/** Values in units of `factor`. */
export function divided(values: Float32Array, factor: number): Float32Array {
  if (factor !== 1) for (let k = 0; k < values.length; k++) values[k] /= factor;
  return values;
}

/** NaN in place of the values of other states than `first`…`last`. */
function keepWhere(values: Float32Array, ids: Uint8Array, first: number, last: number): Float32Array {
  for (let k = 0; k < values.length; k++) if (ids[k] < first || ids[k] > last) values[k] = Number.NaN;
  return values;
}
