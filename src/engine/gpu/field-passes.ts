/** The dispatches of a field solve, bound to the buffers of one batch. */
import { SDIRK_CARRY, SDIRK_GAMMA } from '../substeps.ts';
import type { GpuContext } from './context.ts';
import { type BatchBuffers, PARTS, REPORT_BYTES } from './field-buffers.ts';
import type { LevelSize } from './field-plan.ts';
import { type BoundKernel, type Kernel, kernel } from './kernel.ts';

/** Kernels of `shaders/field`, and the values of their overrides. */
const OVERRIDES = {
  faces: {},
  'coarsen-faces': {},
  shares: {},
  source: {},
  assemble: {},
  'smooth-once': {},
  'smooth-zero': {},
  'restrict-residual': {},
  prolong: {},
  residual: {},
  'add-lanes': {},
  report: {},
  settle: {},
  carry: { CARRY: SDIRK_CARRY },
  'sdirk-error': { GAMMA: SDIRK_GAMMA },
} as const satisfies Record<string, Record<string, number>>;

/** All kernels of `shaders/field`, compiled. */
export type FieldKernels = Readonly<Record<keyof typeof OVERRIDES, Kernel>>;

const compiled = new WeakMap<GPUDevice, FieldKernels>();

/** Compiles them, once per device. */
export function createFieldKernels(ctx: GpuContext): FieldKernels {
  const known = compiled.get(ctx.device);
  if (known !== undefined) return known;
  const kernels = Object.fromEntries(
    Object.entries(OVERRIDES).map(([name, overrides]) => [name, kernel(ctx, `field/${name}.wgsl`, overrides)]),
  ) as FieldKernels;
  compiled.set(ctx.device, kernels);
  return kernels;
}

/** Recorders of passes; `fields` is how many entries of the FieldParams array take part. */
export interface FieldPasses {
  /** Face conductances and interpolation of all levels from the factors. */
  encodeFaces(pass: GPUComputePassEncoder, sets: number): void;
  /** `known`, with the finest `u` for the old concentrations, or what `encodeCarry` made. */
  encodeSource(pass: GPUComputePassEncoder, fields: number, old: 'u' | 'carried'): void;
  /** One V(2,2) cycle on the finest `u`. */
  encodeCycle(pass: GPUComputePassEncoder, fields: number): void;
  /** Residual of the finest `u`, into one of the two reports. */
  encodeReport(pass: GPUComputePassEncoder, fields: number, when: 'before' | 'after'): void;
  /** The same from sums that are there. */
  encodeParts(pass: GPUComputePassEncoder, fields: number, when: 'before' | 'after'): void;
  /** Ends a step: no negative values, nothing of an extinct field. */
  encodeSettle(pass: GPUComputePassEncoder, fields: number): void;
  /** Of one field, from `kept` and `stage`: what the second stage of a sub-step starts from, into the finest `next`. */
  encodeCarry(pass: GPUComputePassEncoder): void;
  /** Of one field: the error of a sub-step, into x of the report `before`. */
  encodeError(pass: GPUComputePassEncoder): void;
}

/** One level's share of a cycle; the finest has no `smoothZero`. */
interface LevelPasses {
  readonly size: LevelSize;
  readonly smoothZero: BoundKernel | null;
  readonly restrict: BoundKernel | null;
  readonly prolong: BoundKernel | null;
  readonly smooth: BoundKernel;
}

/** Binds every kernel to every level it works on. @param stats where faults are noted */
export function createFieldPasses(
  kernels: FieldKernels,
  buffers: BatchBuffers,
  sizes: readonly LevelSize[],
  stats: GPUBuffer,
): FieldPasses {
  const { width, height } = sizes[0]!;
  const { fields, sets, side, known, kept, stage, sums, parts, report, strips } = buffers;
  const { sources, sinks, uptakes, factors } = side;
  const { params: level, u, next, f, k, faces } = buffers.levels[0]!;
  const after = { buffer: report, offset: 0, size: REPORT_BYTES };
  const before = { buffer: report, offset: REPORT_BYTES, size: REPORT_BYTES };
  const firstFaces = kernels.faces.bind({ level, sets, factors, conductances: faces });
  const facesBelow = sizes.slice(0, -1).map((_, l) => bindFacesBelow(kernels, buffers, l));
  const toKnown = { level, fields, sources, faces, known };
  const source = {
    u: kernels.source.bind({ ...toKnown, old: u }),
    carried: kernels.source.bind({ ...toKnown, old: next }),
  };
  const assemble = kernels.assemble.bind({ level, fields, u, known, sinks, uptakes, faces, k, f, next });
  const residual = kernels.residual.bind({ level, fields, u, known, sinks, uptakes, faces, sums });
  const addLanes = kernels['add-lanes'].bind({ level, sums, parts });
  const reports = {
    after: kernels.report.bind({ fields, parts, norms: after, stats }),
    before: kernels.report.bind({ fields, parts, norms: before, stats }),
  };
  const settle = kernels.settle.bind({ level, fields, u, norms: after });
  const carry = kernels.carry.bind({ level, fields, kept, stage, carried: next });
  const sdirkError = kernels['sdirk-error'].bind({ level, fields, u, kept, stage, sums });
  const levels = sizes.map((size, l) => bindLevel(kernels, buffers, size, l));

  function encodeParts(pass: GPUComputePassEncoder, count: number, when: 'before' | 'after'): void {
    addLanes.encode(pass, [PARTS, count]);
    reports[when].encode(pass, [count]);
  }

  return {
    encodeFaces(pass, count) {
      firstFaces.encode(pass, [width + 1, height + 1, count]);
      facesBelow.forEach(({ shares, coarsen }, l) => {
        const coarse = sizes[l + 1]!;
        shares.encode(pass, [sizes[l]!.width, sizes[l]!.height, count]);
        coarsen.encode(pass, [coarse.width + 1, coarse.height + 1, count]);
      });
    },
    encodeSource: (pass, count, old) => source[old].encode(pass, [width, height, count]),
    encodeCycle(pass, count) {
      assemble.encode(pass, [width, height, count]);
      levels[0]!.smooth.encode(pass, [width, height, count]);
      encodeDown(pass, levels, count);
      encodeUp(pass, levels, count);
    },
    encodeReport(pass, count, when) {
      residual.encode(pass, [width, strips, count]);
      encodeParts(pass, count, when);
    },
    encodeParts,
    encodeSettle: (pass, count) => settle.encode(pass, [width, height, count]),
    encodeCarry: (pass) => carry.encode(pass, [width, height, 1]),
    encodeError(pass) {
      sdirkError.encode(pass, [width, strips, 1]);
      encodeParts(pass, 1, 'before');
    },
  };
}

/** What derives from the faces of level l: its interpolation, and the faces of the level below. */
function bindFacesBelow(kernels: FieldKernels, { levels, sets }: BatchBuffers, l: number) {
  const { params: level, faces, shares } = levels[l]!;
  return {
    shares: kernels.shares.bind({ level, sets, faces, shared_part: shares }),
    coarsen: kernels['coarsen-faces'].bind({ level, sets, faces, coarse: levels[l + 1]!.faces }),
  };
}

function bindLevel(kernels: FieldKernels, { levels, fields }: BatchBuffers, size: LevelSize, l: number): LevelPasses {
  const { params: level, u, next, f, k, inverse, faces, shares } = levels[l]!;
  const coarse = levels[l + 1];
  const smooth = kernels['smooth-once'].bind({ level, fields, u: next, f, k, faces, next: u });
  const smoothZero = l === 0 ? null : kernels['smooth-zero'].bind({ level, fields, f, k, inverse, faces, u });
  if (coarse === undefined) return { size, smoothZero, restrict: null, prolong: null, smooth };
  const restrict = kernels['restrict-residual'].bind({
    level,
    fields,
    u,
    f,
    k,
    faces,
    coarse_faces: coarse.faces,
    coarse_f: coarse.f,
    coarse_k: coarse.k,
    coarse_inverse: coarse.inverse,
  });
  const prolong = kernels.prolong.bind({ level, fields, u, f, k, faces, correction: coarse.u, shares, next });
  return { size, smoothZero, restrict, prolong, smooth };
}

function encodeDown(pass: GPUComputePassEncoder, levels: readonly LevelPasses[], count: number): void {
  levels.forEach(({ restrict }, l) => {
    const coarse = levels[l + 1];
    if (restrict === null || coarse === undefined) return;
    const { width, height } = coarse.size;
    restrict.encode(pass, [width, height, count]);
    coarse.smoothZero?.encode(pass, [width, height, count]);
  });
}

function encodeUp(pass: GPUComputePassEncoder, levels: readonly LevelPasses[], count: number): void {
  for (const { size, prolong, smooth } of levels.toReversed()) {
    if (prolong === null) continue;
    prolong.encode(pass, [size.width, size.height, count]);
    smooth.encode(pass, [size.width, size.height, count]);
  }
}
