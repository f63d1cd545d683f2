/** Diffusion of all fields on the GPU, for cells on the host. */
import { isEqual } from '../cpu/field-math.ts';
import type { FieldProblem, FieldSolver, FieldTerms, SolveReport, SolverShape } from '../types.ts';
import { type GpuContext, USAGE } from './context.ts';
import { statsWords } from './faults.ts';
import { createFieldBatch, type FieldBatch } from './field-batch.ts';
import { bufferLimit } from './field-buffers.ts';
import { createFieldKernels } from './field-passes.ts';
import { planBatches, planLevels } from './field-plan.ts';
import { stepBatch } from './field-step.ts';

/**
 * Diffusion of all fields on the GPU: the algorithm told at `createCpuFields`, with these differences in its order.
 * - Fields that are not done yet share their dispatches. The host learns of convergence after the fact, so its first look comes
 *   after a fixed number of cycles (`field-solve.ts`): a guess from earlier ticks would let a resumed run give other bytes.
 * - Damping lasts for one solve, for the same reason.
 * - The first sweep of a cycle also linearises the sink (`assemble`); restriction also coarsens sinks; prolongation also makes
 *   the first sweep after it; on coarse levels the two sweeps from zero are one dispatch. Everything is one compute pass.
 *
 * The fields live on the device (`createDeviceFields` leaves them there): each step sends the terms and fetches the values.
 *
 * @param initial f32[n] per field, copied; zero where missing
 * @throws RunError when the lattice is too large for the device
 */
export function createGpuFields(
  ctx: GpuContext,
  shape: SolverShape,
  initial: readonly Float32Array[] = [],
): FieldSolver {
  const n = shape.width * shape.height;
  const plans = planBatches(shape, bufferLimit(ctx));
  const kernels = createFieldKernels(ctx);
  const sizes = planLevels(shape.width, shape.height);
  const stats = ctx.createBuffer('field stats', statsWords(0) * 4, USAGE.storage);
  const batches = plans.map((plan) => createFieldBatch(ctx, kernels, plan, sizes, shape.spacing, stats));
  const factors = Array.from({ length: shape.groups }, () => new Float32Array(n).fill(1));
  const problems: FieldProblem[] = [...shape.fields];
  const values = shape.fields.map((_, f) => Float32Array.from(initial[f] ?? new Float32Array(n)));
  const terms: FieldTerms[] = shape.fields.map(() => ({
    source: new Float32Array(n),
    sink: new Float32Array(n),
    uptake: new Float32Array(n),
  }));

  function upload(to: GPUBuffer, index: number, from: Float32Array): void {
    ctx.device.queue.writeBuffer(to, index * from.byteLength, from as Float32Array<ArrayBuffer>);
  }

  function load(field: number): void {
    for (const batch of batches) {
      const slot = batch.plan.members.indexOf(field);
      if (slot >= 0) batch.load(slot, values[field]!);
    }
  }

  async function step(batch: FieldBatch, dt: number, jumped: readonly boolean[], reports: SolveReport[]) {
    const { members } = batch.plan;
    const { sources, sinks, uptakes } = batch.buffers.side;
    members.forEach((field, slot) => {
      const { source, sink, uptake } = terms[field]!;
      upload(sources, slot, source);
      upload(sinks, slot, sink);
      upload(uptakes, slot, uptake);
    });
    const own = await stepBatch(batch, problems, dt, jumped, shape);
    await batch.read((read) => {
      members.forEach((field, slot) => {
        values[field]!.set(read[slot]!);
        reports[field] = own[slot]!;
      });
    });
  }

  values.forEach((_, field) => {
    load(field);
  });
  return {
    values,
    terms,
    setHindrance(group, factor) {
      const known = factors[group]!;
      if (isEqual(known, factor)) return;
      known.set(factor);
      for (const batch of batches) {
        batch.plan.sets.forEach((set, index) => {
          if (set.group === group) upload(batch.buffers.side.factors, index, known);
        });
        batch.markFactors();
      }
    },
    load(field, from) {
      values[field]!.set(from);
      load(field);
    },
    setProblem(field, problem) {
      problems[field] = problem;
    },
    async step(dt, jumped) {
      const reports: SolveReport[] = [];
      for (const batch of batches) await step(batch, dt, jumped, reports);
      ctx.check();
      return reports;
    },
    destroy() {
      for (const batch of batches) batch.destroy();
      ctx.release(stats);
    },
  };
}
