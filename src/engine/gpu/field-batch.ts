/** One batch of fields, living on the device: what a solve is made of. */
import type { FieldProblem } from '../types.ts';
import { type GpuContext, mapForReading, USAGE } from './context.ts';
import { type BatchBuffers, createBatchBuffers, REPORT_BYTES } from './field-buffers.ts';
import { createFieldPasses, type FieldKernels } from './field-passes.ts';
import { type BatchPlan, BOUNDARY_CODE, type LevelSize, MAX_BATCH } from './field-plan.ts';
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

/** What `field/report.wgsl` says of a field: relative residual, ‖D⁻¹F‖₂, ‖c‖₂, and more than 0 where something removes the field. */
export interface Norms {
  readonly relative: number;
  readonly source: number;
  readonly value: number;
  readonly removal: number;
}

/** Norms before the cycles (of a solve's first look) and after, per turn. */
export interface Look {
  readonly before: readonly Norms[];
  readonly after: readonly Norms[];
}

/**
 * How a solve that the host watches starts. *step*: old concentrations and guess are the present values, kept aside.
 * *stage*: the second stage of a sub-step, old concentrations carried on from those kept; the guess, the first stage, is kept aside too.
 */
export type Start = 'step' | 'stage';

/** Answers that are not what the cycles made: the guess, or 0 everywhere. */
export type Instead = 'guess' | 'zero';

export interface FieldBatch {
  readonly plan: BatchPlan;
  readonly buffers: BatchBuffers;
  /** The factors of the face sets are new: faces are recomputed at the next solve. */
  markFactors(): void;
  /** Replaces the values of a field. */
  load(slot: number, values: Float32Array): void;
  /**
   * Records a whole step into the pass: `cycles[i]` for job i, most first. Its uniforms are written to the queue at once, so no
   * other solve of this batch may be in the same submission.
   * @param limit relative residual above which `FAULT_RESIDUAL` is raised, 0 never
   */
  encode(pass: GPUComputePassEncoder, jobs: readonly Job[], cycles: readonly number[], limit: number): void;
  /** Spends cycles and looks at the residuals. @param start null: goes on with a solve */
  look(turns: readonly Turn[], cycles: number, start: Start | null): Promise<Look>;
  /** Ends a solve. @param settle values below 0 become 0 */
  finish(jobs: readonly Job[], instead: ReadonlyMap<Job, Instead>, start: Start, settle: boolean): void;
  /** After both stages: ‖error‖₂/‖c‖₂ of the sub-step. */
  sdirkError(job: Job): Promise<number>;
  /** Accepts the sub-step, without negative values, or goes back to where it started. */
  judge(job: Job, accept: boolean): void;
  /** Values by slot, gone when `see` returns. */
  read(see: (values: readonly Float32Array[]) => void): Promise<void>;
  destroy(): void;
}

/** Where the report `before` starts in what comes back. */
const BEFORE = MAX_BATCH;

/** @param stats where faults are noted */
export function createFieldBatch(
  ctx: GpuContext,
  kernels: FieldKernels,
  plan: BatchPlan,
  sizes: readonly LevelSize[],
  spacing: number,
  stats: GPUBuffer,
): FieldBatch {
  const { queue } = ctx.device;
  const buffers = createBatchBuffers(ctx, plan, sizes);
  const passes = createFieldPasses(kernels, buffers, sizes, stats);
  const { kept, stage, report, staging } = buffers;
  const { u } = buffers.levels[0]!;
  const siteBytes = sizes[0]!.width * sizes[0]!.height * 4;
  const layout = structLayout('FieldParams');
  let valueStaging: GPUBuffer | null = null;
  let hasNewFactors = true;
  plan.sets.forEach((_, set) => {
    queue.writeBuffer(buffers.side.factors, set * siteBytes, new Float32Array(siteBytes / 4).fill(1));
  });

  function writeParams(turns: readonly Turn[], limit: number): void {
    const view = new DataView(new ArrayBuffer(layout.size * turns.length));
    turns.forEach(({ job, damping }, t) => {
      const params = { ...fieldParams(job, spacing), faces: plan.setOf[job.slot]!, damping, limit };
      writeStruct(layout, view, t * layout.size, params);
    });
    queue.writeBuffer(buffers.fields, 0, view.buffer);
  }

  function submit(label: string, record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = ctx.device.createCommandEncoder({ label });
    record(encoder);
    queue.submit([encoder.finish()]);
  }

  function encodePass(encoder: GPUCommandEncoder, record: (pass: GPUComputePassEncoder) => void): void {
    const pass = encoder.beginComputePass({ label: encoder.label });
    record(pass);
    pass.end();
  }

  function encodeNewFaces(pass: GPUComputePassEncoder): void {
    if (hasNewFactors) passes.encodeFaces(pass, plan.sets.length);
    hasNewFactors = false;
  }

  const copySlot = (encoder: GPUCommandEncoder, slot: number, from: GPUBuffer, to: GPUBuffer): void =>
    encoder.copyBufferToBuffer(from, slot * siteBytes, to, slot * siteBytes, siteBytes);

  /** Puts the values of a solve's start aside, where `finish` finds the guess again. */
  function keep(encoder: GPUCommandEncoder, slot: number, start: Start): void {
    if (start === 'step') copySlot(encoder, slot, u, kept);
    else encoder.copyBufferToBuffer(u, slot * siteBytes, stage, 0, siteBytes);
  }

  function restore(encoder: GPUCommandEncoder, slot: number, start: Start): void {
    if (start === 'step') copySlot(encoder, slot, kept, u);
    else encoder.copyBufferToBuffer(stage, 0, u, slot * siteBytes, siteBytes);
  }

  /** Submits with the reports copied for the host, and waits for these. */
  async function submitAndRead(label: string, record: (encoder: GPUCommandEncoder) => void): Promise<Float32Array> {
    submit(label, (encoder) => {
      record(encoder);
      encoder.copyBufferToBuffer(report, 0, staging, 0, 2 * REPORT_BYTES);
    });
    await mapForReading(ctx, staging);
    const read = new Float32Array(staging.getMappedRange().slice(0));
    staging.unmap();
    return read;
  }

  return {
    plan,
    buffers,
    markFactors() {
      hasNewFactors = true;
    },
    load: (slot, values) => queue.writeBuffer(u, slot * siteBytes, values as Float32Array<ArrayBuffer>),
    encode(pass, jobs, cycles, limit) {
      writeParams(jobs.map(undamped), limit);
      encodeNewFaces(pass);
      passes.encodeSource(pass, jobs.length, 'u');
      for (let c = 0; c < (cycles[0] ?? 0); c++) passes.encodeCycle(pass, cycles.filter((own) => own > c).length);
      passes.encodeReport(pass, jobs.length, 'after');
      passes.encodeSettle(pass, jobs.length);
    },
    async look(turns, cycles, start) {
      const count = turns.length;
      writeParams(turns, 0);
      const read = await submitAndRead('look', (encoder) => {
        if (start !== null) for (const { job } of turns) keep(encoder, job.slot, start);
        encodePass(encoder, (pass) => {
          encodeNewFaces(pass);
          if (start === 'stage') passes.encodeCarry(pass);
          if (start !== null) {
            passes.encodeSource(pass, count, start === 'stage' ? 'carried' : 'u');
            passes.encodeReport(pass, count, 'before');
          }
          for (let c = 0; c < cycles; c++) passes.encodeCycle(pass, count);
          passes.encodeReport(pass, count, 'after');
        });
      });
      const norms = (first: number): Norms[] => turns.map(({ job }) => normsOf(read, first + job.slot));
      return { after: norms(0), before: norms(BEFORE) };
    },
    finish(jobs, instead, start, settle) {
      if (instead.size === 0 && !settle) return;
      writeParams(jobs.map(undamped), 0);
      submit('finish', (encoder) => {
        for (const [{ slot }, what] of instead) {
          if (what === 'guess') restore(encoder, slot, start);
          else encoder.clearBuffer(u, slot * siteBytes, siteBytes);
        }
        if (settle) encodePass(encoder, (pass) => passes.encodeSettle(pass, jobs.length));
      });
    },
    async sdirkError(job) {
      writeParams([undamped(job)], 0);
      const read = await submitAndRead('error', (encoder) => encodePass(encoder, passes.encodeError));
      return normsOf(read, BEFORE + job.slot).relative;
    },
    judge(job, accept) {
      writeParams([undamped(job)], 0);
      submit('judge', (encoder) => {
        if (accept) encodePass(encoder, (pass) => passes.encodeSettle(pass, 1));
        else restore(encoder, job.slot, 'step');
      });
    },
    async read(see) {
      const { size } = u;
      valueStaging ??= ctx.createBuffer('value staging', size, USAGE.mapRead | USAGE.copyDst);
      const to = valueStaging;
      submit('read', (encoder) => encoder.copyBufferToBuffer(u, 0, to, 0, size));
      await mapForReading(ctx, to);
      const bytes = to.getMappedRange();
      see(plan.members.map((_, slot) => new Float32Array(bytes, slot * siteBytes, siteBytes / 4)));
      to.unmap();
    },
    destroy() {
      for (const buffer of buffers.all) ctx.release(buffer);
      if (valueStaging !== null) ctx.release(valueStaging);
    },
  };
}

function undamped(job: Job): Turn {
  return { job, damping: 1 };
}

function fieldParams({ slot, problem, rate }: Job, spacing: number): Record<string, number> {
  const { diffusion, decay, saturation, boundary } = problem;
  return {
    scale: diffusion / spacing ** 2,
    base: decay + rate,
    rate,
    saturation,
    held: boundary.kind === 'held' ? boundary.value : 0,
    boundary: BOUNDARY_CODE[boundary.kind],
    slot,
  };
}

function normsOf(report: Float32Array, index: number): Norms {
  const [relative = 0, source = 0, value = 0, removal = 0] = report.subarray(index * 4, index * 4 + 4);
  return { relative, source, value, removal };
}
