/** How many sub-steps the movement of a layer takes in a tick: from its equations, so that both backends take as many. */
import { type Bounds, boundsOf } from '../model/bounds.ts';
import type { Expr, Kind, LatticeShape, LayerName, Model, Ref } from '../model/types.ts';
import type { Uniforms } from './uniforms.ts';

/** Mean length of a step inside a 2×2 block (two sides, one diagonal), in lattice spacings. */
const STEP = (2 + Math.SQRT2) / 3;
/** The most sub-steps a tick: beyond it the tick is far too long for that speed, and cells fall behind. */
export const MAX_SUBSTEPS = 1024;

/** Sub-steps of a layer, and the chance of a step per speed, h/um. */
export interface Gait {
  readonly substeps: number;
  readonly perSpeed: number;
}

/** @param fastest um/h @param dt h */
export function gaitOf(fastest: number, shape: LatticeShape, dt: number): Gait {
  const step = STEP * shape.spacing;
  const substeps = Math.min(MAX_SUBSTEPS, Math.ceil((fastest * dt) / step));
  return { substeps, perSpeed: substeps === 0 ? 0 : dt / (substeps * step) };
}

/**
 * The largest speed [um/h] that the equations allow any cell of a layer at the parameters, blood values and time that `uniforms`
 * holds, whatever its site and traits. Infinite where they set no limit.
 */
export function speedLimit(model: Model, layer: LayerName, { values, blood, time }: Uniforms): number {
  let most = 0;
  for (const kind of model.kinds) {
    if (kind.layer !== layer || kind.move === null) continue;
    kind.move.speed.forEach((speed, k) => {
      if (speed !== null) most = Math.max(most, boundsOf(speed, (ref) => within(kind, k, ref))[1]);
    });
  }
  return most;

  function within(kind: Kind, k: number, ref: Ref): Bounds {
    const same = (value: number): Bounds => [value, value];
    switch (ref.of) {
      case 'parameter':
        return same(values[ref.index]!);
      case 'blood':
        return same(values[blood + ref.index]!);
      case 'time':
        return same(values[time]!);
      case 'signal': {
        const expr: Expr | null = kind.signals[ref.index]!.value[k] ?? null;
        return expr === null ? same(0) : boundsOf(expr, (inner) => within(kind, k, inner));
      }
      case 'matrix':
        return [model.matrix[ref.index]!.min, model.matrix[ref.index]!.max];
      case 'trait':
        return [kind.traits[ref.index]!.min, kind.traits[ref.index]!.max];
      case 'here':
        return [0, 1];
      case 'near':
        return [0, 8];
      default:
        return [0, Infinity]; // concentrations, gradients, times and counts
    }
  }
}
