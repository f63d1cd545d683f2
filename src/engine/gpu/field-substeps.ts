/** SDIRK2 sub-steps of one field whose terms jumped; the same steps as `engine/cpu/field-step.ts`, stages solved on the GPU. */
import { clampNegative, isZero } from '../cpu/field-math.ts';
import { sdirkError } from '../cpu/field-step.ts';
import { createSubstepControl, SDIRK_CARRY, SDIRK_GAMMA } from '../substeps.ts';
import type { FieldProblem, FieldTerms, SolveReport, SolverShape } from '../types.ts';
import type { FieldBatch } from './field-batch.ts';
import { type Outcome, solve } from './field-solve.ts';

/** Advances `values` and the device's copy of them by dt. The terms must have been uploaded. */
export async function substep(
  batch: FieldBatch,
  slot: number,
  problem: FieldProblem,
  terms: FieldTerms,
  values: Float32Array,
  dt: number,
  shape: SolverShape,
): Promise<SolveReport> {
  const control = createSubstepControl(dt);
  const stage = new Float32Array(values.length);
  const after = new Float32Array(values.length);
  const carried = new Float32Array(values.length);
  let cycles = 0;
  let residual = 0;
  let converged = true;
  for (let h = control.next(); h > 0; h = control.next()) {
    const rate = 1 / (SDIRK_GAMMA * h);
    stage.set(values);
    const first = await solveStage(batch, slot, problem, terms, rate, shape, values, stage);
    for (let j = 0; j < values.length; j++) carried[j] = values[j]! + SDIRK_CARRY * (stage[j]! - values[j]!);
    after.set(stage);
    const second = await solveStage(batch, slot, problem, terms, rate, shape, carried, after);
    cycles += first.cycles + second.cycles;
    if (control.judge(sdirkError(values, stage, after))) {
      values.set(after);
      clampNegative(values);
      residual = Math.max(residual, first.residual, second.residual);
      converged &&= first.converged && second.converged;
    }
    batch.load(slot, values);
  }
  return { cycles, substeps: control.taken, residual, converged: converged && control.withinTolerance };
}

/** One stage: the field in equilibrium with `old` at this rate, into `c`, which holds the guess, and the device, which has it too. */
async function solveStage(
  batch: FieldBatch,
  slot: number,
  problem: FieldProblem,
  terms: FieldTerms,
  rate: number,
  shape: SolverShape,
  old: Float32Array,
  c: Float32Array,
): Promise<Outcome> {
  if (isExtinct(problem, terms, old, rate)) {
    batch.load(slot, c.fill(0));
    return { cycles: 0, residual: 0, converged: true };
  }
  const field = { job: { slot, problem, rate }, guess: c, answer: c };
  const [outcome] = await solve(batch, [field], shape, old, false);
  return outcome!;
}

/** Nothing brings the field in and something removes it: the answer is 0, which no relative residual could tell. */
export function isExtinct(problem: FieldProblem, terms: FieldTerms, old: Float32Array, rate: number): boolean {
  const { boundary, decay } = problem;
  if (boundary.kind === 'held' && boundary.value !== 0) return false;
  if (!isZero(terms.source) || (rate > 0 && !isZero(old))) return false;
  return decay + rate > 0 || boundary.kind === 'held' || !isZero(terms.sink) || !isZero(terms.uptake);
}
