/** Means of fields and traits over the lattice, summed on the device. */
import type { LatticeShape, Model } from '../../model/types.ts';
import { type GpuContext, USAGE } from './context.ts';
import { kernel } from './kernel.ts';
import { structLayout, writeStruct } from './layout.ts';
import { FIRST_TRAIT } from './wgsl-dialect.ts';

/** Partial sums per quantity. */
const LANES = 1024;
/** `source` of a Quantity, as in `shaders/measure/means.wgsl`. */
const SOURCE = { fields: 0, tissue: 1, immune: 2 } as const;

export interface MeansBuffers {
  readonly cells_tissue: GPUBuffer;
  readonly cells_immune: GPUBuffer;
  readonly fields: GPUBuffer;
}

export interface GpuMeans {
  /** Sums, (f32 sum, f32 sites)[quantity][lane]: to be copied to the host and given to `read`. */
  readonly sums: GPUBuffer;
  encode(pass: GPUComputePassEncoder): void;
  /** By field; and by kind, then trait, NaN where the kind has no cells. */
  read(sums: Float32Array): { fields: number[]; traits: number[][] };
}

/** @param slots by field, its slot in `fields`; none: the fields are not on the device */
export function createGpuMeans(
  ctx: GpuContext,
  model: Model,
  shape: LatticeShape,
  buffers: MeansBuffers,
  slots: readonly number[],
): GpuMeans {
  const quantities = [
    ...slots.map((slot) => ({ source: SOURCE.fields, slot, first: 0, last: 0 })),
    ...model.kinds.flatMap(({ layer, states, traits }) =>
      traits.map((_, t) => ({
        source: SOURCE[layer],
        slot: FIRST_TRAIT + t,
        first: states[0]!,
        last: states[states.length - 1]!,
      })),
    ),
  ];
  const lanes = Math.min(LANES, shape.width * shape.height);
  const layout = structLayout('Quantity');
  const view = new DataView(new ArrayBuffer(layout.size * Math.max(1, quantities.length)));
  quantities.forEach((quantity, q) => {
    writeStruct(layout, view, q * layout.size, quantity);
  });
  const list = ctx.createBuffer('quantities', view.byteLength, USAGE.storage | USAGE.copyDst);
  ctx.device.queue.writeBuffer(list, 0, view.buffer);
  const sums = ctx.createBuffer('means', Math.max(1, quantities.length) * lanes * 8, USAGE.storage | USAGE.copySrc);
  const sizes = { WIDTH: shape.width, HEIGHT: shape.height, LANES: lanes };
  const { cells_tissue, cells_immune, fields } = buffers;
  const bound = kernel(ctx, 'measure/means.wgsl', sizes).bind({
    cells_tissue,
    cells_immune,
    fields,
    quantities: list,
    sums,
  });
  return {
    sums,
    encode: (pass) => bound.encode(pass, [lanes, quantities.length]),
    read(parts) {
      const means = quantities.map((_, q) => {
        let [sum, sites] = [0, 0];
        for (let k = q * lanes; k < (q + 1) * lanes; k++) {
          sum += parts[2 * k]!;
          sites += parts[2 * k + 1]!;
        }
        return sum / sites;
      });
      let at = slots.length;
      const traits = model.kinds.map((kind) => {
        at += kind.traits.length;
        return means.slice(at - kind.traits.length, at);
      });
      return { fields: means.slice(0, slots.length), traits };
    },
  };
}
