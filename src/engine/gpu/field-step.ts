/** A step of one batch of fields under the eyes of the host, which reads norms only. */
import type { FieldProblem, SolveReport, SolverShape } from '../types.ts';
import type { FieldBatch, Job } from './field-batch.ts';
import { solve } from './field-solve.ts';
import { substep } from './field-substeps.ts';

/** The job of a plain step of dt: backward Euler, or steady. */
export function stepJob(slot: number, problem: FieldProblem, dt: number): Job {
  return { slot, problem, rate: problem.steady ? 0 : 1 / dt };
}

/**
 * Advances all fields of a batch by dt: those whose terms jumped one by one in sub-steps, the others together.
 * @param problems and `jumped` by field of the shape. @returns by slot
 */
export async function stepBatch(
  batch: FieldBatch,
  problems: readonly FieldProblem[],
  dt: number,
  jumped: readonly boolean[],
  shape: SolverShape,
): Promise<readonly SolveReport[]> {
  const reports: SolveReport[] = [];
  const jobs = batch.plan.members.map((field, slot) => stepJob(slot, problems[field]!, dt));
  const isSubstepped = ({ slot, problem }: Job) => jumped[batch.plan.members[slot]!] === true && !problem.steady;
  const together = jobs.filter((job) => !isSubstepped(job));
  const outcomes = await solve(batch, together, shape, 'step', true);
  together.forEach(({ slot }, i) => {
    reports[slot] = { ...outcomes[i]!, substeps: 1 };
  });
  for (const { slot, problem } of jobs.filter(isSubstepped)) {
    reports[slot] = await substep(batch, slot, problem, dt, shape);
  }
  return reports;
}
