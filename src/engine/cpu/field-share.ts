import type { FieldProblem, FieldTerms, SolveReport, SolverShape } from '../types.ts';
import type { FieldStepper } from './field-step.ts';

/** The arrays of all fields of a lattice; several threads may see the same memory. */
export interface FieldArrays {
  readonly values: readonly Float32Array[];
  readonly terms: readonly FieldTerms[];
  /** Site factor on D0 per hindrance group, f32[n]. */
  readonly factors: readonly Float32Array[];
  /** i32[1], the place in `FieldTask.order` that nobody has taken yet. */
  readonly next: Int32Array;
}

/** One step of all fields. */
export interface FieldTask {
  /** h */
  readonly dt: number;
  readonly problems: readonly FieldProblem[];
  readonly jumped: readonly boolean[];
  /** Fields in the order in which they are taken. */
  readonly order: readonly number[];
}

/** A field and what its solve achieved. */
export type SolvedField = readonly [field: number, report: SolveReport];

/** @param initial f32[n] per field, copied; zero where missing. @param shared whether other threads see the arrays */
export function allocateFields(
  { width, height, fields, groups }: SolverShape,
  initial: readonly Float32Array[],
  shared: boolean,
): FieldArrays {
  const n = width * height;
  const memory = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  const sites = (): Float32Array => new Float32Array(memory(4 * n));
  const values = fields.map(sites);
  initial.forEach((from, f) => {
    values[f].set(from);
  });
  return {
    values,
    terms: fields.map(() => ({ source: sites(), sink: sites(), uptake: sites() })),
    factors: Array.from({ length: groups }, () => sites().fill(1)),
    next: new Int32Array(memory(4)),
  };
}

/** Takes one field after the other until none is left. A field's values do not depend on who takes it. */
export function solveShare(
  stepper: FieldStepper,
  { values, terms, next }: FieldArrays,
  { dt, problems, jumped, order }: FieldTask,
): SolvedField[] {
  const solved: SolvedField[] = [];
  for (let k = Atomics.add(next, 0, 1); k < order.length; k = Atomics.add(next, 0, 1)) {
    const f = order[k];
    const problem = problems[f];
    solved.push([f, stepper.advance(problem, terms[f], values[f], dt, jumped[f] && !problem.steady)]);
  }
  return solved;
}
