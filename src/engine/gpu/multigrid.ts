/** Diffusion of all fields on the GPU. */
import { isEqual } from '../cpu/field-math.ts';
import type { FieldProblem, FieldSolver, FieldTerms, SolveReport, SolverShape } from '../types.ts';
import type { GpuContext } from './context.ts';
import { createFieldBatch, type FieldBatch } from './field-batch.ts';
import { createFieldKernels } from './field-passes.ts';
import { type BatchPlan, planBatches, planLevels } from './field-plan.ts';
import { type Solving, solve } from './field-solve.ts';
import { isExtinct, substep } from './field-substeps.ts';

/**
 * Diffusion of all fields on the GPU: the algorithm told at `createCpuFields`, with these differences in its order.
 * - Fields that are not done yet share their dispatches. Convergence is known on the host only, so the first look comes after a fixed
 *   number of cycles (`field-solve.ts`): a guess from earlier ticks would let a resumed run give other bytes.
 * - Damping lasts for one solve, for the same reason.
 * - The first sweep of a cycle also linearises the sink (`assemble`); restriction also coarsens sinks; prolongation also makes
 *   the first sweep after it; on coarse levels the two sweeps from zero are one dispatch. Everything is one compute pass.
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
  const { maxStorageBufferBindingSize, maxBufferSize } = ctx.device.limits;
  const plans = planBatches(shape, Math.min(maxStorageBufferBindingSize, maxBufferSize));
  const kernels = createFieldKernels(ctx);
  const sizes = planLevels(shape.width, shape.height);
  const batches = plans.map((plan) => createFieldBatch(ctx, kernels, plan, sizes));
  const factors = Array.from({ length: shape.groups }, () => new Float32Array(n));
  const places = placesOf(plans);
  const problems: FieldProblem[] = [...shape.fields];
  const values = shape.fields.map((_, f) => Float32Array.from(initial[f] ?? new Float32Array(n)));
  const terms: FieldTerms[] = shape.fields.map(() => ({
    source: new Float32Array(n),
    sink: new Float32Array(n),
    uptake: new Float32Array(n),
  }));

  const solver: FieldSolver = {
    values,
    terms,
    setHindrance(group, factor) {
      const known = factors[group]!;
      if (isEqual(known, factor)) return;
      known.set(factor);
      for (const batch of batches) {
        batch.plan.sets.forEach((set, index) => {
          if (set.group === group) batch.setFactor(index, known);
        });
      }
    },
    load(field, from) {
      values[field]!.set(from);
      const { batch, slot } = places[field]!;
      batches[batch]!.load(slot, values[field]!);
    },
    setProblem(field, problem) {
      problems[field] = problem;
    },
    async step(dt, jumped) {
      const reports: SolveReport[] = [];
      for (const batch of batches) await stepBatch(batch, dt, jumped, reports);
      ctx.check();
      return reports;
    },
    destroy() {
      for (const batch of batches) batch.destroy();
    },
  };

  async function stepBatch(
    batch: FieldBatch,
    dt: number,
    jumped: readonly boolean[],
    reports: SolveReport[],
  ): Promise<void> {
    const { members } = batch.plan;
    const together: Solving[] = [];
    for (const [slot, field] of members.entries()) {
      const problem = problems[field]!;
      const rate = problem.steady ? 0 : 1 / dt;
      batch.uploadTerms(slot, terms[field]!);
      if (jumped[field] && !problem.steady) continue;
      if (isExtinct(problem, terms[field]!, values[field]!, rate)) {
        solver.load(field, new Float32Array(n));
        reports[field] = { cycles: 0, substeps: 1, residual: 0, converged: true };
      } else {
        together.push({ job: { slot, problem, rate }, guess: values[field]!, answer: values[field]! });
      }
    }
    const outcomes = await solve(batch, together, shape, null, true);
    together.forEach(({ job }, i) => {
      reports[members[job.slot]!] = { ...outcomes[i]!, substeps: 1 };
    });
    for (const [slot, field] of members.entries()) {
      const problem = problems[field]!;
      if (!jumped[field] || problem.steady) continue;
      reports[field] = await substep(batch, slot, problem, terms[field]!, values[field]!, dt, shape);
    }
  }

  for (let group = 0; group < shape.groups; group++) solver.setHindrance(group, new Float32Array(n).fill(1));
  for (let field = 0; field < values.length; field++) solver.load(field, values[field]!);
  return solver;
}

/** Batch and slot of each field. */
function placesOf(plans: readonly BatchPlan[]): readonly { readonly batch: number; readonly slot: number }[] {
  const places: { batch: number; slot: number }[] = [];
  plans.forEach(({ members }, batch) => {
    members.forEach((field, slot) => {
      places[field] = { batch, slot };
    });
  });
  return places;
}
