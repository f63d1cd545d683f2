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

/** A job with the factor on its coarse corrections. */
export interface Turn {
  readonly job: Job;
  readonly damping: number;
}

/** ‖D⁻¹(f − A c)‖₂, ‖D⁻¹F‖₂ and ‖c‖₂. */
export interface Norms {
  readonly residual: number;
  readonly source: number;
  readonly value: number;
}

/** What came back, per turn: norms before the cycles and after, and a look at the values, gone with the next call. */
export interface Look {
  readonly before: readonly Norms[];
  readonly after: readonly Norms[];
  values(turn: number): Float32Array;
}

export interface FieldBatch {
  readonly plan: BatchPlan;
  setFactor(set: number, factor: Float32Array): void;
  /** Replaces the values that a solve starts from. */
  load(slot: number, values: Float32Array): void;
  uploadTerms(slot: number, terms: FieldTerms): void;
  /** Starts a solve: the next `advance`, of the same jobs, takes their present values as old ones, or `old` for a single job. */
  begin(jobs: readonly Job[], spacing: number, old: Float32Array | null): void;
  /**
   * Spends cycles on these fields and looks at the result, which has no negative values if `settle` says so.
   * @param see must copy what it wants to keep, and returns the turns that are done
   */
  advance(
    turns: readonly Turn[],
    cycles: number,
    settle: boolean,
    see: (look: Look) => readonly number[],
  ): Promise<void>;
  destroy(): void;
}

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
  const sumBytes = buffers.lanes * 16;
  const afterAt = siteBytes * plan.members.length;
  const beforeAt = afterAt + sumBytes * plan.members.length;
  const layout = structLayout('FieldParams');
  let hasNewFactors = true;
  let isFresh = true;
  let spacing = 1;

  const write = (to: GPUBuffer, slot: number, values: Float32Array): void =>
    queue.writeBuffer(to, slot * siteBytes, values as Float32Array<ArrayBuffer>);

  function submit(label: string, record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = ctx.device.createCommandEncoder({ label });
    record(encoder);
    queue.submit([encoder.finish()]);
  }

  function copySlots(encoder: GPUCommandEncoder, jobs: readonly Job[], from: GPUBuffer, to: GPUBuffer): void {
    for (const { slot } of jobs) encoder.copyBufferToBuffer(from, slot * siteBytes, to, slot * siteBytes, siteBytes);
  }

  function writeParams(turns: readonly Turn[]): void {
    const view = new DataView(new ArrayBuffer(layout.size * turns.length));
    turns.forEach(({ job, damping }, t) => {
      const params = { ...fieldParams(job, spacing), faces: plan.setOf[job.slot]!, damping };
      writeStruct(layout, view, t * layout.size, params);
    });
    queue.writeBuffer(buffers.fields, 0, view.buffer);
  }

  /** Everything from the factors to the answer in one pass. */
  function encodeCycles(encoder: GPUCommandEncoder, fields: number, cycles: number, settle: boolean): void {
    const pass = encoder.beginComputePass({ label: encoder.label });
    if (hasNewFactors) passes.encodeFaces(pass, plan.sets.length);
    if (isFresh) passes.encodeSource(pass, fields);
    passes.encodeResidual(pass, fields, 'before');
    for (let c = 0; c < cycles; c++) passes.encodeCycle(pass, fields);
    passes.encodeResidual(pass, fields, 'after');
    if (settle) passes.encodeSettle(pass, fields);
    pass.end();
    hasNewFactors = false;
    isFresh = false;
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
    begin(jobs, dx, old) {
      spacing = dx;
      isFresh = true;
      if (old !== null) write(known, jobs[0]!.slot, old);
      else submit('old', (encoder) => copySlots(encoder, jobs, u, known));
    },
    async advance(turns, cycles, settle, see) {
      const jobs = turns.map(({ job }) => job);
      writeParams(turns);
      submit('step', (encoder) => {
        encodeCycles(encoder, jobs.length, cycles, settle);
        copySlots(encoder, jobs, settle ? next : u, buffers.staging);
        encoder.copyBufferToBuffer(buffers.sumsAfter, 0, buffers.staging, afterAt, sumBytes * jobs.length);
        encoder.copyBufferToBuffer(buffers.sumsBefore, 0, buffers.staging, beforeAt, sumBytes * jobs.length);
      });
      await mapForReading(ctx, buffers.staging);
      const bytes = buffers.staging.getMappedRange();
      const normsAt = (offset: number): Norms[] =>
        jobs.map((_, t) => addLanes(new Float32Array(bytes, offset + t * sumBytes, sumBytes / 4)));
      const done = see({
        before: normsAt(beforeAt),
        after: normsAt(afterAt),
        values: (turn) => new Float32Array(bytes, jobs[turn]!.slot * siteBytes, siteBytes / 4),
      });
      buffers.staging.unmap();
      const settled = done.map((turn) => jobs[turn]!);
      if (settle && settled.length > 0) submit('settle', (encoder) => copySlots(encoder, settled, next, u));
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
