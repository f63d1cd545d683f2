/** What the screen shows of a lattice on the device, sampled there and read back at the size of the screen. */
import type { LatticeShape, Model } from '../../model/types.ts';
import { divided, type LayerPlace, layerPlace, type Samples } from '../snapshot.ts';
import type { LayerInfo, SnapshotWindow } from '../types.ts';
import { sameWindow, sampleSites } from '../window.ts';
import { type GpuContext, mapForReading, USAGE } from './context.ts';
import { type BoundKernel, kernel } from './kernel.ts';
import { structLayout, writeStruct } from './layout.ts';
import { FIRST_TRAIT } from './wgsl-dialect.ts';

/** n = width·height; `slots[f]` is where field f lies in `fields`. */
export interface ViewBuffers {
  /** u32[4 + traits][n] */
  readonly cells_tissue: GPUBuffer;
  readonly cells_immune: GPUBuffer;
  /** f32[variable][n] */
  readonly matrix: GPUBuffer;
  /** f32[slot][n] */
  readonly fields: GPUBuffer;
  readonly slots: readonly number[];
}

export interface ViewRequest {
  readonly layer: LayerInfo;
  /** All of it on the lattice, see `checkWindow`. */
  readonly window: SnapshotWindow;
  /** Bytes of another buffer to bring along; offset and size are multiples of 4. */
  readonly also?: { readonly buffer: GPUBuffer; readonly offset: number; readonly size: number };
}

export interface ViewReading extends Samples {
  /** A copy of the bytes asked for; empty without. */
  readonly also: ArrayBuffer;
}

/** A view that was recorded; `read` after its submission. */
export interface PendingView {
  /** May be called once. @throws RunError when the device fails. */
  read(): Promise<ViewReading>;
}

export interface GpuView {
  /** Records sampling and copying. Submit before the next `encode`: they share the device's buffers, but not the host's. */
  encode(encoder: GPUCommandEncoder, request: ViewRequest): PendingView;
  /** `encode` in a submission of its own, and `read`. */
  read(request: ViewRequest): Promise<ViewReading>;
  destroy(): void;
}

/** As in `shaders/measure/view.wgsl`. */
export const SOURCE = { nothing: 0, tissue: 1, immune: 2, fields: 3, matrix: 4 } as const;
/** Plane of the barcodes; as in `shaders/lib/cells.wgsl`. */
const BARCODE = 1;
const ANY_STATE = { first: 1, last: 255 };
/** Words along x of a dispatch: within every device's limit on workgroups. */
const ROW = 65_536;
/** Staging buffers kept for the next time: one being read while the next is written. */
const KEPT = 2;

/** Which layer is shown is a uniform: nothing compiles after this. @throws RunError above the device's limits */
export function createGpuView(ctx: GpuContext, model: Model, shape: LatticeShape, buffers: ViewBuffers): GpuView {
  const { queue } = ctx.device;
  const { slots, cells_tissue, cells_immune, matrix, fields } = buffers;
  const view = kernel(ctx, 'measure/view.wgsl', { WIDTH: shape.width, HEIGHT: shape.height });
  const layout = structLayout('ViewParams');
  const paramsView = new DataView(new ArrayBuffer(layout.size));
  const params = ctx.createBuffer('view params', layout.size, USAGE.uniform | USAGE.copyDst);
  const data = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
  const idle: GPUBuffer[] = [];
  let sites = ctx.createBuffer('view sites', 4, data);
  let samples = ctx.createBuffer('view samples', 4, data);
  let bound: BoundKernel | null = null;
  let sitesOf: SnapshotWindow | null = null;

  /** The buffer, or a larger one in its place. */
  function grown(buffer: GPUBuffer, size: number): GPUBuffer {
    if (buffer.size >= size) return buffer;
    ctx.release(buffer);
    bound = null;
    return ctx.createBuffer(buffer.label, roomFor(size), data);
  }

  function takeStaging(size: number): GPUBuffer {
    const kept = idle.pop();
    if (kept !== undefined && kept.size >= size) return kept;
    if (kept !== undefined) ctx.release(kept);
    return ctx.createBuffer('view staging', roomFor(size), USAGE.mapRead | USAGE.copyDst);
  }

  function giveBack(staging: GPUBuffer): void {
    if (idle.length < KEPT) idle.push(staging);
    else ctx.release(staging);
  }

  function writeSites(window: SnapshotWindow): void {
    const { x, y, step, width, height } = window;
    if (sitesOf !== null && sameWindow(sitesOf, window)) return;
    sites = grown(sites, 4 * (width + height));
    queue.writeBuffer(sites, 0, sampleSites(x, step, width));
    queue.writeBuffer(sites, 4 * width, sampleSites(y, step, height));
    sitesOf = window;
  }

  function encode(encoder: GPUCommandEncoder, { layer, window, also }: ViewRequest): PendingView {
    const { width, height } = window;
    const place = layerPlace(model, layer);
    const count = width * height;
    const words = Math.ceil(count / 4);
    const viewed = 4 * (2 * words + (place.in === 'states' ? 0 : count));
    writeSites(window);
    samples = grown(samples, viewed);
    bound ??= view.bind({ params, cells_tissue, cells_immune, fields, matrix, sites, samples });
    const row = Math.min(words, ROW);
    writeStruct(layout, paramsView, 0, { width, height, words, row, ...sourceOf(place, slots) });
    queue.writeBuffer(params, 0, paramsView.buffer);
    const pass = encoder.beginComputePass({ label: 'view' });
    bound.encode(pass, [row, Math.ceil(words / row)]);
    pass.end();
    const size = viewed + (also?.size ?? 0);
    const staging = takeStaging(size);
    encoder.copyBufferToBuffer(samples, 0, staging, 0, viewed);
    if (also) encoder.copyBufferToBuffer(also.buffer, also.offset, staging, viewed, also.size);
    return {
      async read() {
        await mapForReading(ctx, staging, size);
        const reading = unpack(staging.getMappedRange(0, size), count, viewed, place);
        staging.unmap();
        giveBack(staging);
        return reading;
      },
    };
  }

  return {
    encode,
    read(request) {
      const encoder = ctx.device.createCommandEncoder({ label: 'view' });
      const pending = encode(encoder, request);
      queue.submit([encoder.finish()]);
      return pending.read();
    },
    destroy() {
      for (const buffer of [params, sites, samples, ...idle.splice(0)]) ctx.release(buffer);
    },
  };
}

function sourceOf(place: LayerPlace, slots: readonly number[]) {
  switch (place.in) {
    case 'states':
      return { source: SOURCE.nothing, slot: 0, ...ANY_STATE };
    case 'barcode':
      return { source: SOURCE.tissue, slot: BARCODE, ...ANY_STATE };
    case 'fields':
      return { source: SOURCE.fields, slot: slots[place.index], ...ANY_STATE };
    case 'matrix':
      return { source: SOURCE.matrix, slot: place.index, ...ANY_STATE };
    case 'traits': {
      const { layer, slot, first, last } = place;
      return { source: SOURCE[layer], slot: FIRST_TRAIT + slot, first, last };
    }
  }
}

/** Copies out of what the shader packed. */
function unpack(range: ArrayBuffer, count: number, viewed: number, place: LayerPlace): ViewReading {
  const padded = 4 * Math.ceil(count / 4);
  return {
    tissue: new Uint8Array(range, 0, count).slice(),
    immune: new Uint8Array(range, padded, count).slice(),
    values: place.in === 'states' ? null : unpackValues(range, 2 * padded, count, place),
    also: range.slice(viewed),
  };
}

/** Divides as the CPU does, in double precision; barcodes come as u32. */
function unpackValues(
  range: ArrayBuffer,
  at: number,
  count: number,
  place: Exclude<LayerPlace, { in: 'states' }>,
): Float32Array {
  if (place.in === 'barcode') {
    const ids = new Uint8Array(range, 0, count);
    const barcodes = new Uint32Array(range, at, count);
    return Float32Array.from(barcodes, (barcode, k) => (ids[k] === 0 ? Number.NaN : barcode));
  }
  return divided(new Float32Array(range, at, count).slice(), place.factor);
}

/** Some more than is needed now, so that a window that grows bit by bit does not allocate each time. */
function roomFor(size: number): number {
  return 4 * Math.ceil((1.25 * size) / 4);
}
