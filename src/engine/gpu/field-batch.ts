/** One batch of fields on the device: loading, solving, reading back. */
import type { FieldProblem, FieldTerms } from '../types.ts';
import { type GpuContext, mapForReading } from './context.ts';
import { createBatchBuffers } from './field-buffers.ts';
import { createFieldPasses, type FieldKernels } from './field-passes.ts';
import { type BatchPlan, BOUNDARY_CODE, type LevelSize } from './field-plan.ts';
import { structLayout, writeStruct } from './layout.ts';

/** A field in a solve: where it is, its equation, and 1/(γ·dt) [1/h], 0 when steady. */
export interface Job {
  readonly slot: number;
  readonly problem: FieldProblem;
  readonly rate: number;
}

/** ‖D⁻¹(f − A c)‖₂, ‖D⁻¹F‖₂ and ‖c‖₂. */
export interface Norms {
  readonly residual: number;
  readonly source: number;
  readonly value: number;
}

export interface FieldBatch {
  readonly plan: BatchPlan;
  setFactor(set: number, factor: Float32Array): void;
  /** Replaces the values that a solve starts from. */
  load(slot: number, values: Float32Array): void;
  uploadTerms(slot: number, terms: FieldTerms): void;
  /** Starts a solve of these fields: their right-hand sides, with the present values as old ones, or `old` for a single field. */
  begin(jobs: readonly Job[], spacing: number, old: Float32Array | null): void;
  /** Factors on the coarse corrections of the jobs, 1 from `begin` on. */
  damp(factors: readonly number[]): void;
  /**
   * Spends `cycles` more on the fields of `begin` and measures. With `settle` the answer has no negative values.
   * @param take receives a field's values, to copy, unless the norms do not satisfy it.
   */
  advance(
    cycles: number,
    settle: boolean,
    satisfied: (norms: readonly Norms[]) => boolean,
    take: Take,
  ): Promise<readonly Norms[]>;
  destroy(): void;
}

/** Gets the values of the j-th job; the array is gone afterwards. */
export type Take = (job: number, values: Float32Array) => void;

export function createFieldBatch(
  ctx: GpuContext,
  kernels: FieldKernels,
  plan: BatchPlan,
  sizes: readonly LevelSize[],
): FieldBatch {
  const { queue } = ctx.device;
  const buffers = createBatchBuffers(ctx, plan, sizes);
  const passes = createFieldPasses(kernels, buffers, sizes);
  const { known } = buffers;
  const { u, next } = buffers.levels[0]!;
  const siteBytes = sizes[0]!.width * sizes[0]!.height * 4;
  const sumsAt = siteBytes * plan.members.length;
  const sumBytes = buffers.lanes * 16;
  const layout = structLayout('FieldParams');
  let hasNewFactors = true;
  let isFresh = true;
  let jobs: readonly Job[] = [];
  let spacing = 1;

  const write = (to: GPUBuffer, slot: number, values: Float32Array): void =>
    queue.writeBuffer(to, slot * siteBytes, values as Float32Array<ArrayBuffer>);

  function submit(label: string, record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = ctx.device.createCommandEncoder({ label });
    record(encoder);
    queue.submit([encoder.finish()]);
  }

  function inPass(encoder: GPUCommandEncoder, record: (pass: GPUComputePassEncoder) => void): void {
    const pass = encoder.beginComputePass({ label: encoder.label });
    record(pass);
    pass.end();
  }

  function copySlots(encoder: GPUCommandEncoder, from: GPUBuffer, to: GPUBuffer): void {
    for (const { slot } of jobs) encoder.copyBufferToBuffer(from, slot * siteBytes, to, slot * siteBytes, siteBytes);
  }

  function writeParams(damping: readonly number[]): void {
    const view = new DataView(new ArrayBuffer(layout.size * jobs.length));
    jobs.forEach((job, j) => {
      const params = { ...fieldParams(job, spacing), faces: plan.setOf[job.slot]!, damping: damping[j]! };
      writeStruct(layout, view, j * layout.size, params);
    });
    queue.writeBuffer(buffers.fields, 0, view.buffer);
  }

  return {
    plan,
    setFactor(set, factor) {
      write(buffers.factors, set, factor);
      hasNewFactors = true;
    },
    load: (slot, values) => write(u, slot, values),
    uploadTerms(slot, { source, sink, uptake }) {
      write(buffers.sources, slot, source);
      write(buffers.sinks, slot, sink);
      write(buffers.uptakes, slot, uptake);
    },
    damp: writeParams,
    begin(fields, dx, old) {
      jobs = fields;
      spacing = dx;
      writeParams(jobs.map(() => 1));
      if (old !== null) write(known, jobs[0]!.slot, old);
      if (old === null) submit('old', (encoder) => copySlots(encoder, u, known));
      isFresh = true;
    },
    async advance(cycles, settle, satisfied, take) {
      submit('step', (encoder) => {
        inPass(encoder, (pass) => {
          if (hasNewFactors) passes.encodeFaces(pass, plan.sets.length);
          if (isFresh) passes.encodeSource(pass, jobs.length);
          for (let c = 0; c < cycles; c++) passes.encodeCycle(pass, jobs.length);
          passes.encodeResidual(pass, jobs.length);
          if (settle) passes.encodeSettle(pass, jobs.length);
        });
        copySlots(encoder, settle ? next : u, buffers.staging);
        encoder.copyBufferToBuffer(buffers.sums, 0, buffers.staging, sumsAt, sumBytes * jobs.length);
      });
      hasNewFactors = false;
      isFresh = false;
      await mapForReading(ctx, buffers.staging);
      try {
        const bytes = buffers.staging.getMappedRange();
        const norms = jobs.map((_, j) => addLanes(new Float32Array(bytes, sumsAt + j * sumBytes, sumBytes / 4)));
        if (!satisfied(norms)) return norms;
        jobs.forEach(({ slot }, j) => {
          take(j, new Float32Array(bytes, slot * siteBytes, siteBytes / 4));
        });
        if (settle) submit('settle', (encoder) => copySlots(encoder, next, u));
        return norms;
      } finally {
        buffers.staging.unmap();
      }
    },
    destroy() {
      for (const buffer of buffers.all) ctx.release(buffer);
    },
  };
}

function fieldParams({ slot, problem, rate }: Job, spacing: number): Record<string, number> {
  const { diffusion, decay, saturation, boundary } = problem;
  return {
    scale: diffusion / spacing ** 2,
    base: decay + rate,
    rate,
    saturation,
    held: heldValue(boundary),
    boundary: BOUNDARY_CODE[boundary.kind],
    slot,
  };
}

function heldValue(boundary: FieldProblem['boundary']): number {
  return boundary.kind === 'held' ? boundary.value : 0;
}

/** Adds the lanes of one field in order, in double precision. */
function addLanes(sums: Float32Array): Norms {
  const total = [0, 0, 0];
  for (let i = 0; i < sums.length; i += 4) for (let part = 0; part < 3; part++) total[part]! += sums[i + part]!;
  const [residual = 0, source = 0, value = 0] = total.map(Math.sqrt);
  return { residual, source, value };
}
