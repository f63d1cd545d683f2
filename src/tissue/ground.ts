import type { LatticeShape, LayerName, Model } from '../model/types.ts';

/** A lattice being filled: state ids per site, 0 free. */
export interface Ground {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly tissue: Uint32Array;
  readonly immune: Uint32Array;
}

/** An empty lattice. */
export function createGround(model: Model, shape: LatticeShape): Ground {
  const n = shape.width * shape.height;
  return { model, shape, tissue: new Uint32Array(n), immune: new Uint32Array(n) };
}

/** The layer that a state lives on. */
export function layerOf(model: Model, state: number): LayerName {
  return model.states[state - 1]!.layer;
}

/** Area of one site [mm²]. */
export function siteArea(shape: LatticeShape): number {
  return shape.spacing ** 2 / 1e6;
}

/** Ascending indices of the values that pass. */
export function indicesWhere(
  values: Uint32Array | Uint8Array,
  pass: (value: number, index: number) => boolean,
): Uint32Array {
  const indices = new Uint32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (pass(values[i]!, i)) indices[count++] = i;
  }
  return indices.subarray(0, count);
}
