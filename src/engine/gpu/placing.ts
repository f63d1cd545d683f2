/** Division, arrival and movement on the device: passes over shifted blocks, in which every invocation owns its sites. */
import type { LatticeShape, LayerName } from '../../model/types.ts';
import { type Gait, MAX_SUBSTEPS } from '../speed.ts';
import { LAYERS } from '../state.ts';
import type { CellSource, CellSourceOptions } from './cell-source.ts';
import { type GpuContext, USAGE } from './context.ts';
import type { CompileFrame } from './frame-compiler.ts';
import { type BoundKernel, type Kernel, kernel } from './kernel.ts';
import { structLayout } from './layout.ts';

/** Attempts a well-mixed mother has to find a free site, and passes that pair a site with all its neighbours; as on the CPU. */
const PASSES = { dish: 32, local: 4 } as const;

/** Uniform bindings start at multiples of this [bytes]. */
const UNIFORM_STEP = 256;

/** Division, arrival and movement with their buffers; each records into a pass. */
export interface BoundPlacing {
  /** Daughters of both layers. */
  encodeDivide(pass: GPUComputePassEncoder): void;
  encodeArrive(pass: GPUComputePassEncoder): void;
  /** All sub-steps of one layer. */
  encodeMove(pass: GPUComputePassEncoder, layer: LayerName, gait: Gait): void;
}

export interface PlacingKernels {
  readonly divide: Readonly<Record<LayerName, Kernel>>;
  readonly move: Readonly<Record<LayerName, Kernel>>;
  readonly arrive: Kernel;
  readonly still: Kernel;
}

/** `StepParams` 0, 1, 2 …, one each `UNIFORM_STEP` bytes. */
export function createSteps(ctx: GpuContext): GPUBuffer {
  const steps = ctx.createBuffer('steps', MAX_SUBSTEPS * UNIFORM_STEP, USAGE.uniform | USAGE.copyDst);
  const numbers = new Uint32Array((MAX_SUBSTEPS * UNIFORM_STEP) / 4);
  for (let k = 0; k < MAX_SUBSTEPS; k++) numbers[(k * UNIFORM_STEP) / 4] = k;
  ctx.device.queue.writeBuffer(steps, 0, numbers);
  return steps;
}

export async function compilePlacing(
  ctx: GpuContext,
  shape: LatticeShape,
  source: CellSource,
  compile: CompileFrame,
): Promise<PlacingKernels> {
  const divide = shape.mixing === 'dish' ? 'cell/divide-mixed.wgsl' : 'cell/divide.wgsl';
  const perLayer = async (name: string): Promise<Record<LayerName, Kernel>> => {
    const [tissue, immune] = await Promise.all(
      LAYERS.map((layer, LAYER) => compile(name, source.placing[layer], { LAYER })),
    );
    return { tissue: tissue!, immune: immune! };
  };
  const [divides, moves, arrive] = await Promise.all([
    perLayer(divide),
    perLayer('cell/migrate.wgsl'),
    compile('cell/arrive.wgsl', source.arrivals),
  ]);
  return { divide: divides, move: moves, arrive, still: kernel(ctx, 'cell/still.wgsl') };
}

/** @param buffers what all three kernels name, but for `step` @param steps from `createSteps` */
export function bindPlacing(
  { model, shape }: CellSourceOptions,
  { divide, move, arrive }: PlacingKernels,
  buffers: Readonly<Record<string, GPUBuffer>>,
  steps: GPUBuffer,
): BoundPlacing {
  const { width, height, mixing } = shape;
  const sites = [width, height] as const;
  const blocks = [Math.ceil(width / 2) + 1, Math.ceil(height / 2) + 1] as const;
  const bound = new Map<Kernel, BoundKernel[]>();
  /** The kernel in its k-th pass. */
  const pass = (which: Kernel, k: number): BoundKernel => {
    const known = bound.get(which) ?? [];
    bound.set(which, known);
    known[k] ??= which.bind({ ...buffers, step: { buffer: steps, offset: k * UNIFORM_STEP, size: STEP_SIZE } });
    return known[k];
  };
  const arrivals = arrive.bind(buffers);
  const hasArrivals = model.kinds.some((kind) => kind.arrivals.length > 0);
  const dividing = LAYERS.filter((layer) => model.kinds.some((kind) => kind.layer === layer && kind.division));
  return {
    encodeDivide(encoder) {
      for (const layer of dividing) {
        for (let k = 0; k < PASSES[mixing]; k++) {
          pass(divide[layer], k).encode(encoder, mixing === 'dish' ? sites : blocks);
        }
      }
    },
    encodeArrive(encoder) {
      if (hasArrivals) arrivals.encode(encoder, sites);
    },
    encodeMove(encoder, layer, { substeps }: Gait) {
      for (let k = 0; k < substeps; k++) pass(move[layer], k).encode(encoder, blocks);
    },
  };
}

const STEP_SIZE = structLayout('StepParams').size;
