/** A site and its neighbours, copied from the device: all that the inspector reads. */
import type { LatticeShape, LayerName, Model } from '../../model/types.ts';
import { allocateState } from '../state.ts';
import type { LatticeState } from '../types.ts';
import { type CellBuffers, planesOf } from './cell-buffers.ts';
import { type GpuContext, mapForReading, USAGE } from './context.ts';

/** A lattice of up to 3×3 sites, walled, and where in it the site lies. */
export interface Patch {
  readonly shape: LatticeShape;
  readonly state: LatticeState;
  readonly x: number;
  readonly y: number;
}

/** @param slots by field, its slot in `fields` */
export async function readPatch(
  ctx: GpuContext,
  model: Model,
  shape: LatticeShape,
  buffers: Pick<CellBuffers, 'cells_tissue' | 'cells_immune' | 'matrix'> & { readonly fields: GPUBuffer },
  slots: readonly number[],
  x: number,
  y: number,
): Promise<Patch> {
  const xs = around(x, shape.width, shape.edges);
  const ys = around(y, shape.height, shape.edges);
  const n = shape.width * shape.height;
  const sites = ys.flatMap((v) => xs.map((u) => v * shape.width + u));
  const state = allocateState(
    model,
    sites.length,
    model.fields.map(() => new Float32Array(sites.length)),
  );
  const wanted: { from: GPUBuffer; plane: number; to: Uint32Array | Float32Array }[] = [];
  for (const layer of ['tissue', 'immune'] satisfies LayerName[]) {
    for (const { array, plane } of planesOf(state[layer])) {
      for (let k = 0; k < array.length / sites.length; k++) {
        const to = array.subarray(k * sites.length, (k + 1) * sites.length);
        wanted.push({ from: buffers[`cells_${layer}`], plane: plane + k, to });
      }
    }
  }
  state.matrix.forEach((to, plane) => {
    wanted.push({ from: buffers.matrix, plane, to });
  });
  state.fields.forEach((to, f) => {
    wanted.push({ from: buffers.fields, plane: slots[f]!, to });
  });

  const size = wanted.length * sites.length * 4;
  const staging = ctx.createBuffer('patch', size, USAGE.mapRead | USAGE.copyDst);
  const encoder = ctx.device.createCommandEncoder({ label: 'patch' });
  wanted.forEach(({ from, plane }, w) => {
    sites.forEach((site, k) => {
      encoder.copyBufferToBuffer(from, (plane * n + site) * 4, staging, (w * sites.length + k) * 4, 4);
    });
  });
  ctx.device.queue.submit([encoder.finish()]);
  try {
    await mapForReading(ctx, staging);
    const bytes = staging.getMappedRange();
    wanted.forEach(({ to }, w) => {
      new Uint8Array(to.buffer, to.byteOffset, to.byteLength).set(
        new Uint8Array(bytes, w * sites.length * 4, to.byteLength),
      );
    });
  } finally {
    ctx.release(staging);
  }
  return {
    shape: { ...shape, width: xs.length, height: ys.length, edges: 'walled' },
    state,
    x: x === 0 && shape.edges === 'walled' ? 0 : 1,
    y: y === 0 && shape.edges === 'walled' ? 0 : 1,
  };
}

/** A coordinate with the one before and the one after, wrapped, or those that are there. */
function around(at: number, size: number, edges: LatticeShape['edges']): number[] {
  const three = [at - 1, at, at + 1];
  return edges === 'periodic' ? three.map((k) => (k + size) % size) : three.filter((k) => k >= 0 && k < size);
}
