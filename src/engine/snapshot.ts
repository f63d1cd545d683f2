import { suggest, UserError } from '../model/error.ts';
import type { LatticeShape, Model } from '../model/types.ts';
import type { LatticeState, LayerInfo, Snapshot } from './types.ts';

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

export interface SnapshotSource {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly state: LatticeState;
  readonly layers: readonly LayerInfo[];
  readonly tick: number;
  readonly time: number;
  readonly counts: readonly number[];
  readonly blood: readonly number[];
}

/** Copies one moment, with one layer's values in the unit they are shown in. @throws UserError for an unknown layer. */
export function takeSnapshot(source: SnapshotSource, layerName: string): Snapshot {
  const { model, shape, state, counts, tick, time } = source;
  const layer = source.layers.find((l) => l.name === layerName);
  if (!layer) {
    throw new UserError(
      `layer ${layerName} is not known${suggest(
        layerName,
        source.layers.map((l) => l.name),
      )}`,
    );
  }
  return {
    width: shape.width,
    height: shape.height,
    spacing: shape.spacing,
    tick,
    time,
    tissue: Uint8Array.from(state.tissue.state),
    immune: Uint8Array.from(state.immune.state),
    layer,
    values: layerValues(model, state, layer),
    counts: [...counts],
    blood: model.fields.map((f, k) => source.blood[k] / f.unit.factor),
  };
}

function layerValues(model: Model, state: LatticeState, layer: LayerInfo): Float32Array | null {
  switch (layer.kind) {
    case 'states':
      return null;
    case 'barcode':
      return Float32Array.from(state.tissue.barcode, (b, i) => (state.tissue.state[i] === 0 ? Number.NaN : b));
    case 'field': {
      const k = model.fields.findIndex((f) => f.name === layer.name);
      return scaled(state.fields[k], model.fields[k].unit.factor);
    }
    case 'matrix': {
      const k = model.matrix.findIndex((v) => v.name === layer.name);
      return scaled(state.matrix[k], model.matrix[k].unit.factor);
    }
    case 'trait':
      return traitValues(model, state, layer.name);
  }
}

function scaled(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values.slice() : values.map((v) => v / factor);
}

function traitValues(model: Model, state: LatticeState, name: string): Float32Array {
  const [kindName, traitName] = name.split('.');
  const kind = model.kinds.find((k) => k.name === kindName)!;
  const slot = kind.traits.findIndex((t) => t.name === traitName);
  const { factor } = kind.traits[slot].unit;
  const cells = state[kind.layer];
  const n = cells.state.length;
  const first = kind.states[0];
  const last = kind.states[kind.states.length - 1];
  return Float32Array.from({ length: n }, (_, i) => {
    const id = cells.state[i];
    return id >= first && id <= last ? cells.traits[slot * n + i] / factor : Number.NaN;
  });
}
