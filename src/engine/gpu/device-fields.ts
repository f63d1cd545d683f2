/** Fields that live on the device, where cells read and write them. */
import type { FieldProblem, SolveReport, SolverShape } from '../types.ts';
import type { FieldSide } from './cell-program.ts';
import type { GpuContext } from './context.ts';
import { createFieldBatch } from './field-batch.ts';
import { bufferLimit } from './field-buffers.ts';
import { createFieldKernels } from './field-passes.ts';
import { planLevels, planOneBatch } from './field-plan.ts';
import { stepBatch, stepJob } from './field-step.ts';

/** All fields of a lattice in one set of buffers. Values are 0 and factors 1 at first. */
export interface DeviceFields {
  /** f32[slot][site]: values (read by cells, written by solves), and the terms that cells write; factors f32[face set][site]. */
  readonly side: FieldSide;
  /** By field: its slot. By face set: its hindrance group. */
  readonly slots: readonly number[];
  readonly factorGroups: readonly number[];
  /** vec4f[slot] (16 of them at least): x is the relative residual after the last solve, NaN when the field is no number. */
  readonly report: GPUBuffer;
  /** Factors have been rewritten: faces are recomputed at the next solve. */
  markFactors(): void;
  /** Changes D0, decay, saturation or the boundary value; the kind of boundary and the hindrance group stay. */
  setProblem(field: number, problem: FieldProblem): void;
  /** Replaces the values of one field, f32[n]. */
  load(field: number, values: Float32Array): void;
  /**
   * Records one step of all fields (backward Euler, or steady) into the pass, nobody looking: `cycles[field]` V-cycles each, their
   * residuals into `report`. Uniforms are written to the queue at once, so one such step per submission.
   * @param limit relative residual above which `FAULT_RESIDUAL` is raised, 0 never
   */
  encode(pass: GPUComputePassEncoder, dt: number, cycles: readonly number[], limit?: number): void;
  /**
   * One step under the host's eyes: as many cycles as the tolerance asks, sub-steps where terms jumped. Only norms are read back.
   * Nothing else may be encoded meanwhile. @returns by field
   */
  step(dt: number, jumped: readonly boolean[]): Promise<readonly SolveReport[]>;
  /** Copies the values to the host, f32[n] per field. */
  read(into: readonly Float32Array[]): Promise<void>;
  destroy(): void;
}

/**
 * Allocates all fields on the device; the algorithm is told at `createCpuFields` and `createGpuFields`.
 * @param stats where `FAULT_FIELD` and `FAULT_RESIDUAL` are noted (`faults.ts`)
 * @throws RunError when one set of buffers cannot hold all fields, with the largest lattice that fits
 */
export function createDeviceFields(ctx: GpuContext, shape: SolverShape, stats: GPUBuffer): DeviceFields {
  const plan = planOneBatch(shape, bufferLimit(ctx));
  const sizes = planLevels(shape.width, shape.height);
  const batch = createFieldBatch(ctx, createFieldKernels(ctx), plan, sizes, shape.spacing, stats);
  const { side, report } = batch.buffers;
  const problems: FieldProblem[] = [...shape.fields];
  const slots = shape.fields.map((_, field) => plan.members.indexOf(field));
  return {
    side,
    slots,
    factorGroups: plan.sets.map(({ group }) => group),
    report,
    markFactors: () => batch.markFactors(),
    setProblem(field, problem) {
      problems[field] = problem;
    },
    load: (field, values) => batch.load(slots[field]!, values),
    encode(pass, dt, cycles, limit = 0) {
      const order = shape.fields.map((_, field) => field).sort((a, b) => cycles[b]! - cycles[a]!);
      batch.encode(
        pass,
        order.map((field) => stepJob(slots[field]!, problems[field]!, dt)),
        order.map((field) => cycles[field]!),
        limit,
      );
    },
    async step(dt, jumped) {
      const reports = await stepBatch(batch, problems, dt, jumped, shape);
      ctx.check();
      return slots.map((slot) => reports[slot]!);
    },
    read: (into) =>
      batch.read((values) => {
        slots.forEach((slot, field) => {
          into[field]!.set(values[slot]!);
        });
      }),
    destroy: () => batch.destroy(),
  };
}
