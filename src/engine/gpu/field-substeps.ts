/** SDIRK2 sub-steps of one field whose terms jumped; the same steps as `engine/cpu/field-step.ts`, all of it on the GPU. */
import { createSubstepControl, SDIRK_GAMMA } from '../substeps.ts';
import type { FieldProblem, SolveReport, SolverShape } from '../types.ts';
import type { FieldBatch } from './field-batch.ts';
import { solve } from './field-solve.ts';

/** Advances the values of one field by dt. */
export async function substep(
  batch: FieldBatch,
  slot: number,
  problem: FieldProblem,
  dt: number,
  shape: SolverShape,
): Promise<SolveReport> {
  const control = createSubstepControl(dt);
  let cycles = 0;
  let residual = 0;
  let converged = true;
  for (let h = control.next(); h > 0; h = control.next()) {
    const job = { slot, problem, rate: 1 / (SDIRK_GAMMA * h) };
    const first = (await solve(batch, [job], shape, 'step', false))[0]!;
    const second = (await solve(batch, [job], shape, 'stage', false))[0]!;
    cycles += first.cycles + second.cycles;
    const accept = control.judge(await batch.sdirkError(job));
    batch.judge(job, accept);
    if (!accept) continue;
    residual = Math.max(residual, first.residual, second.residual);
    converged &&= first.converged && second.converged;
  }
  return { cycles, substeps: control.taken, residual, converged: converged && control.withinTolerance };
}
