/** The buffers of one batch of fields. */
import type { FieldSide } from './cell-program.ts';
import { type GpuContext, USAGE } from './context.ts';
import { type BatchPlan, BOUNDARY_CODE, faceBytes, type LevelSize, MAX_BATCH } from './field-plan.ts';
import { structLayout, writeStruct } from './layout.ts';

/** Weights of the two-step Chebyshev–Jacobi smoother for D⁻¹A on [0.5, 2]. */
const CHEBYSHEV = [1 / (1.25 - 0.75 * Math.SQRT1_2), 1 / (1.25 + 0.75 * Math.SQRT1_2)] as const;

/** Bindings start at multiples of this. */
const OFFSET_STEP = 256;

/** About how many lanes a field is summed in; enough to keep a large device busy. */
const MAX_LANES = 16384;

/** Parts that the lanes are added to; `PARTS` in `lib/grid.wgsl`. */
export const PARTS = 64;

/** Bytes of the report of all fields: vec4f[slot]. Also the alignment of bindings, so that two can lie side by side. */
export const REPORT_BYTES = MAX_BATCH * 16;

/** f32[field][cell] arrays of one level, and its faces. `inverse` is not used on the finest. */
export interface LevelBuffers {
  readonly params: GPUBufferBinding;
  readonly u: GPUBuffer;
  readonly next: GPUBuffer;
  readonly f: GPUBuffer;
  readonly k: GPUBuffer;
  readonly inverse: GPUBuffer;
  readonly faces: GPUBuffer;
  /** vec2f[set][cell]; unused on the coarsest. */
  readonly shares: GPUBuffer;
}

export interface BatchBuffers {
  readonly levels: readonly LevelBuffers[];
  /** What cells read and write; its `fields` is the finest `u`. */
  readonly side: FieldSide;
  /** Uniforms: FieldParams of the fields in a solve; boundary of each face set. */
  readonly fields: GPUBuffer;
  readonly sets: GPUBuffer;
  /** f32[field][site]: right-hand side but for uptake; values from before a solve that the host watches. */
  readonly known: GPUBuffer;
  readonly kept: GPUBuffer;
  /** f32[site]: first stage of the field that is being sub-stepped. */
  readonly stage: GPUBuffer;
  /** vec4f[field][lane] and vec4f[field][part] of the residual. */
  readonly sums: GPUBuffer;
  readonly parts: GPUBuffer;
  /** vec4f[after, before][slot], see `field/report.wgsl`; and its way to the host. */
  readonly report: GPUBuffer;
  readonly staging: GPUBuffer;
  /** Strips of rows that are summed apart. */
  readonly strips: number;
  /** Every one of them. */
  readonly all: readonly GPUBuffer[];
}

/** Bytes that one buffer of a device can have and one binding of it can reach. */
export function bufferLimit({ device }: GpuContext): number {
  return Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
}

/** Allocates everything a batch needs, zeroed. @throws RunError above the device's limits. */
export function createBatchBuffers(ctx: GpuContext, plan: BatchPlan, sizes: readonly LevelSize[]): BatchBuffers {
  const count = plan.members.length;
  const { width, height } = sizes[0]!;
  const sites = width * height;
  const strips = Math.min(height, Math.ceil(MAX_LANES / width));
  const data = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
  const all: GPUBuffer[] = [];
  const create = (label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer => {
    const buffer = ctx.createBuffer(label, size, usage);
    all.push(buffer);
    return buffer;
  };
  const array = (label: string, floats: number) => create(label, floats * 4, data);
  const params = create('levels', sizes.length * OFFSET_STEP, USAGE.uniform | USAGE.copyDst);
  const sets = create('sets', MAX_BATCH * 16, USAGE.uniform | USAGE.copyDst);
  ctx.device.queue.writeBuffer(params, 0, levelParams(sizes, strips));
  ctx.device.queue.writeBuffer(sets, 0, setCodes(plan));
  const levels = sizes.map((size, l): LevelBuffers => {
    const cells = size.width * size.height * count;
    return {
      params: { buffer: params, offset: l * OFFSET_STEP, size: structLayout('LevelParams').size },
      u: array(`u ${l}`, cells),
      next: array(`next ${l}`, cells),
      f: array(`f ${l}`, cells),
      k: array(`k ${l}`, cells),
      inverse: array(`inverse ${l}`, l === 0 ? 1 : cells),
      faces: create(`faces ${l}`, faceBytes(size) * plan.sets.length, data),
      shares: array(`shares ${l}`, size.width * size.height * plan.sets.length * 2),
    };
  });
  return {
    levels,
    side: {
      fields: levels[0]!.u,
      sources: array('sources', sites * count),
      sinks: array('sinks', sites * count),
      uptakes: array('uptakes', sites * count),
      factors: array('factors', sites * plan.sets.length),
    },
    fields: create('fields', structLayout('FieldParams').size * MAX_BATCH, USAGE.uniform | USAGE.copyDst),
    sets,
    known: array('known', sites * count),
    kept: array('kept', sites * count),
    stage: array('stage', sites),
    sums: array('sums', width * strips * count * 4),
    parts: array('parts', PARTS * count * 4),
    report: create('report', 2 * REPORT_BYTES, data),
    staging: create('report staging', 2 * REPORT_BYTES, USAGE.mapRead | USAGE.copyDst),
    strips,
    all,
  };
}

/** LevelParams of all levels, one per 256 bytes. On 1×1 one full Jacobi sweep is exact. */
function levelParams(sizes: readonly LevelSize[], strips: number): ArrayBuffer {
  const layout = structLayout('LevelParams');
  const view = new DataView(new ArrayBuffer(sizes.length * OFFSET_STEP));
  const { width: lattice_width, height: lattice_height } = sizes[0]!;
  sizes.forEach(({ width, height, side }, l) => {
    const [first, second] = l === sizes.length - 1 ? [1, 0] : CHEBYSHEV;
    const params = { width, height, lattice_width, lattice_height, side, first, second, strips };
    writeStruct(layout, view, l * OFFSET_STEP, params);
  });
  return view.buffer;
}

/** Boundary number of each face set. */
function setCodes(plan: BatchPlan): Uint32Array<ArrayBuffer> {
  const codes = new Uint32Array(MAX_BATCH * 4);
  plan.sets.forEach(({ boundary }, set) => {
    codes[set * 4] = BOUNDARY_CODE[boundary];
  });
  return codes;
}
