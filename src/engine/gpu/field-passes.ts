/** The dispatches of a field solve, bound to the buffers of one batch. */
import type { GpuContext } from './context.ts';
import type { BatchBuffers } from './field-buffers.ts';
import type { LevelSize } from './field-plan.ts';
import { type BoundKernel, type Kernel, kernel } from './kernel.ts';

const NAMES = [
  'faces',
  'coarsen-faces',
  'shares',
  'source',
  'assemble',
  'smooth-once',
  'smooth-zero',
  'restrict-residual',
  'prolong',
  'residual',
  'settle',
] as const;

/** All kernels of `shaders/field`, compiled. */
export type FieldKernels = Readonly<Record<(typeof NAMES)[number], Kernel>>;

const compiled = new WeakMap<GpuContext, FieldKernels>();

/** Compiles them, once per device. */
export function createFieldKernels(ctx: GpuContext): FieldKernels {
  const known = compiled.get(ctx);
  if (known !== undefined) return known;
  const kernels = Object.fromEntries(NAMES.map((name) => [name, kernel(ctx, `field/${name}.wgsl`)])) as FieldKernels;
  compiled.set(ctx, kernels);
  return kernels;
}

/** Recorders of passes; `fields` is how many entries of the FieldParams array take part. */
export interface FieldPasses {
  /** Face conductances and interpolation of all levels from the factors. */
  encodeFaces(pass: GPUComputePassEncoder, sets: number): void;
  /** `known` of the finest level, which comes in as the old concentrations. */
  encodeSource(pass: GPUComputePassEncoder, fields: number): void;
  /** One V(2,2) cycle on the finest `u`. */
  encodeCycle(pass: GPUComputePassEncoder, fields: number): void;
  /** Sums for the residual of the finest `u`, into `sumsBefore` or `sumsAfter`. */
  encodeResidual(pass: GPUComputePassEncoder, fields: number, when: 'before' | 'after'): void;
  /** Finest `u` without negative values, into the finest `next`. */
  encodeSettle(pass: GPUComputePassEncoder, fields: number): void;
}

/** One level's share of a cycle; the finest has `start` and no `smoothZero`. */
interface LevelPasses {
  readonly size: LevelSize;
  readonly smoothZero: BoundKernel | null;
  readonly restrict: BoundKernel | null;
  readonly prolong: BoundKernel | null;
  readonly smooth: BoundKernel;
}

/** Binds every kernel to every level it works on. */
export function createFieldPasses(
  kernels: FieldKernels,
  buffers: BatchBuffers,
  sizes: readonly LevelSize[],
): FieldPasses {
  const finest = buffers.levels[0]!;
  const lattice = sizes[0]!;
  const { fields, sets, factors, known, sources, sinks, uptakes, lanes } = buffers;
  const { params: level, u, next, f, k, faces } = finest;
  const firstFaces = kernels.faces.bind({ level, sets, factors, conductances: faces });
  const facesBelow = sizes.slice(0, -1).map((_, l) => bindFacesBelow(kernels, buffers, l));
  const source = kernels.source.bind({ level, fields, sources, faces, known });
  const assemble = kernels.assemble.bind({ level, fields, u, known, sinks, uptakes, faces, k, f, next });
  const toSum = { level, fields, u, known, sinks, uptakes, faces };
  const residual = {
    before: kernels.residual.bind({ ...toSum, sums: buffers.sumsBefore }),
    after: kernels.residual.bind({ ...toSum, sums: buffers.sumsAfter }),
  };
  const settle = kernels.settle.bind({ level, fields, u, settled: next });
  const levels = sizes.map((size, l) => bindLevel(kernels, buffers, size, l));
  return {
    encodeFaces(pass, count) {
      firstFaces.encode(pass, [lattice.width + 1, lattice.height + 1, count]);
      facesBelow.forEach(({ shares, coarsen }, l) => {
        const coarse = sizes[l + 1]!;
        shares.encode(pass, [sizes[l]!.width, sizes[l]!.height, count]);
        coarsen.encode(pass, [coarse.width + 1, coarse.height + 1, count]);
      });
    },
    encodeSource: (pass, count) => source.encode(pass, [lattice.width, lattice.height, count]),
    encodeCycle(pass, count) {
      assemble.encode(pass, [lattice.width, lattice.height, count]);
      levels[0]!.smooth.encode(pass, [lattice.width, lattice.height, count]);
      encodeDown(pass, levels, count);
      encodeUp(pass, levels, count);
    },
    encodeResidual: (pass, count, when) => residual[when].encode(pass, [lanes, count]),
    encodeSettle: (pass, count) => settle.encode(pass, [lattice.width, lattice.height, count]),
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
