/** The buffers of one batch of fields. */
import { type GpuContext, USAGE } from './context.ts';
import { type BatchPlan, BOUNDARY_CODE, faceBytes, type LevelSize, MAX_BATCH } from './field-plan.ts';
import { structLayout, writeStruct } from './layout.ts';

/** Weights of the two-step Chebyshev–Jacobi smoother for D⁻¹A on [0.5, 2]. */
const CHEBYSHEV = [1 / (1.25 - 0.75 * Math.SQRT1_2), 1 / (1.25 + 0.75 * Math.SQRT1_2)] as const;

/** Uniform bindings start at multiples of this. */
const UNIFORM_STEP = 256;

/** Partial sums per field in `field/residual.wgsl`. */
const MAX_LANES = 4096;

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
  /** Uniforms: FieldParams of the fields in a solve; boundary of each face set. */
  readonly fields: GPUBuffer;
  readonly sets: GPUBuffer;
  /** f32[field][site]: right-hand side but for uptake, terms; f32[set][site]: factors. */
  readonly known: GPUBuffer;
  readonly sources: GPUBuffer;
  readonly sinks: GPUBuffer;
  readonly uptakes: GPUBuffer;
  readonly factors: GPUBuffer;
  /** vec4f[field][lane] of the residual; and what comes back to the host: values, sums after, sums before. */
  readonly sumsBefore: GPUBuffer;
  readonly sumsAfter: GPUBuffer;
  readonly staging: GPUBuffer;
  readonly lanes: number;
  /** Every one of them. */
  readonly all: readonly GPUBuffer[];
}

type Create = (label: string, size: number, usage: GPUBufferUsageFlags) => GPUBuffer;

/** Allocates everything a batch needs. @throws RunError above the device's limits. */
export function createBatchBuffers(ctx: GpuContext, plan: BatchPlan, sizes: readonly LevelSize[]): BatchBuffers {
  const count = plan.members.length;
  const sites = (sizes[0]?.width ?? 0) * (sizes[0]?.height ?? 0);
  const lanes = Math.min(MAX_LANES, sites);
  const data = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
  const all: GPUBuffer[] = [];
  const create: Create = (label, size, usage) => {
    const buffer = ctx.createBuffer(label, size, usage);
    all.push(buffer);
    return buffer;
  };
  const array = (label: string, floats: number) => create(label, floats * 4, data);
  const params = create('levels', sizes.length * UNIFORM_STEP, USAGE.uniform | USAGE.copyDst);
  const sets = create('sets', MAX_BATCH * 16, USAGE.uniform | USAGE.copyDst);
  ctx.device.queue.writeBuffer(params, 0, levelParams(sizes, lanes));
  ctx.device.queue.writeBuffer(sets, 0, setCodes(plan));
  const levels = sizes.map((size, l): LevelBuffers => {
    const cells = size.width * size.height * count;
    return {
      params: { buffer: params, offset: l * UNIFORM_STEP, size: structLayout('LevelParams').size },
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
    fields: create('fields', structLayout('FieldParams').size * MAX_BATCH, USAGE.uniform | USAGE.copyDst),
    sets,
    known: array('known', sites * count),
    sources: array('sources', sites * count),
    sinks: array('sinks', sites * count),
    uptakes: array('uptakes', sites * count),
    factors: array('factors', sites * plan.sets.length),
    sumsBefore: array('sums before', lanes * count * 4),
    sumsAfter: array('sums after', lanes * count * 4),
    staging: create('staging', (sites + lanes * 8) * count * 4, USAGE.mapRead | USAGE.copyDst),
    lanes,
    all,
  };
}

/** LevelParams of all levels, one per 256 bytes. On 1×1 one full Jacobi sweep is exact. */
function levelParams(sizes: readonly LevelSize[], lanes: number): ArrayBuffer {
  const layout = structLayout('LevelParams');
  const view = new DataView(new ArrayBuffer(sizes.length * UNIFORM_STEP));
  sizes.forEach(({ width, height, side }, l) => {
    const [first, second] = l === sizes.length - 1 ? [1, 0] : CHEBYSHEV;
    const lattice_width = sizes[0]?.width ?? 0;
    const lattice_height = sizes[0]?.height ?? 0;
    writeStruct(layout, view, l * UNIFORM_STEP, {
      width,
      height,
      lattice_width,
      lattice_height,
      side,
      first,
      second,
      lanes,
    });
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
