/** The buffers that hold cells on the device. */
import type { LatticeShape, LayerName, Model } from '../../model/types.ts';
import { traitSlots } from '../state.ts';
import type { CellLayer, LatticeState } from '../types.ts';
import { type GpuContext, USAGE } from './context.ts';
import { FIRST_TRAIT } from './wgsl-dialect.ts';

/** n = width·height; planes as in `shaders/lib/cells.wgsl`. */
export interface CellBuffers {
  /** u32[4 + trait slots][n]: state, barcode, divisions, since, traits by their bits. */
  readonly cells_tissue: GPUBuffer;
  readonly cells_immune: GPUBuffer;
  /** u32[tissue, immune][n]: state after fate; bit 31: asks to divide. */
  readonly next: GPUBuffer;
  /** f32[variable][n] */
  readonly matrix: GPUBuffer;
  /** u32: faults, counts, events; see `faults.ts`. */
  readonly stats: GPUBuffer;
}

/**
 * Allocates them, zeroed. @param stats is there already
 * @throws RunError above the device's limits
 */
export function createCellBuffers(ctx: GpuContext, model: Model, shape: LatticeShape, stats: GPUBuffer): CellBuffers {
  const n = shape.width * shape.height;
  const traits = traitSlots(model);
  const data = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
  return {
    cells_tissue: ctx.createBuffer('cells_tissue', (FIRST_TRAIT + traits.tissue) * n * 4, data),
    cells_immune: ctx.createBuffer('cells_immune', (FIRST_TRAIT + traits.immune) * n * 4, data),
    next: ctx.createBuffer('next', 2 * n * 4, data),
    matrix: ctx.createBuffer('matrix', model.matrix.length * n * 4, data),
    stats,
  };
}

/** Copies cells and matrix of a state to the device. */
export function uploadCells(ctx: GpuContext, buffers: CellBuffers, state: LatticeState): void {
  const { queue } = ctx.device;
  for (const layer of ['tissue', 'immune'] satisfies LayerName[]) {
    planesOf(state[layer]).forEach(({ array, plane }) => {
      const bytes = new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
      queue.writeBuffer(buffers[`cells_${layer}`], plane * state[layer].state.byteLength, bytes);
    });
  }
  state.matrix.forEach((values, v) => {
    queue.writeBuffer(buffers.matrix, v * values.byteLength, values as Float32Array<ArrayBuffer>);
  });
}

/** Copies cells and matrix from the device into a state. @throws RunError when the device fails */
export async function downloadCells(ctx: GpuContext, buffers: CellBuffers, state: LatticeState): Promise<void> {
  for (const layer of ['tissue', 'immune'] satisfies LayerName[]) {
    const buffer = buffers[`cells_${layer}`];
    const bytes = await ctx.read(buffer, 0, buffer.size);
    for (const { array, plane } of planesOf(state[layer])) {
      const from = new Uint8Array(bytes, plane * state[layer].state.byteLength, array.byteLength);
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(from);
    }
  }
  if (state.matrix.length === 0) return;
  const values = new Float32Array(await ctx.read(buffers.matrix, 0, buffers.matrix.size));
  state.matrix.forEach((own, v) => {
    own.set(values.subarray(v * own.length, (v + 1) * own.length));
  });
}

/** The arrays of a layer, and the plane at which each lies or begins. */
export function planesOf(layer: CellLayer): { array: Uint32Array | Float32Array; plane: number }[] {
  const { state, barcode, divisions, since, traits } = layer;
  return [state, barcode, divisions, since, traits].map((array, plane) => ({ array, plane }));
}
