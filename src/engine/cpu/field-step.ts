import { createSubstepControl, SDIRK_CARRY, SDIRK_GAMMA } from '../substeps.ts';
import type { FieldProblem, FieldTerms, SolveReport, SolverShape } from '../types.ts';
import { assembleSource, linearise } from './assemble.ts';
import type { BoundaryKind } from './conductance.ts';
import { clampNegative, fromPadded, isZero, norm, toPadded } from './field-math.ts';
import {
  coarsenAll,
  createMultigrid,
  createOperator,
  finishCycle,
  firstSweep,
  type Operator,
  prepareGhosts,
  refresh,
} from './v-cycle.ts';

/** ‖D⁻¹(f − A c)‖ / ‖c‖ that rounding of the stored values alone can cause. */
const ROUNDING = 2 ** -23;

/** Advances one field at a time; the level arrays are shared by all of them. */
export interface FieldStepper {
  /** The factors of a hindrance group have changed. */
  markStale(group: number): void;
  /** Advances `values` in place by dt; by sub-steps when `jumped`. */
  advance(problem: FieldProblem, terms: FieldTerms, values: Float32Array, dt: number, jumped: boolean): SolveReport;
}

interface Solved {
  readonly cycles: number;
  readonly residual: number;
  readonly converged: boolean;
}

/** @param factors site factor on D0 per hindrance group, f32[n] */
export function createFieldStepper(
  { width, height, spacing, fields, tolerance, maxCycles }: SolverShape,
  factors: readonly Float32Array[],
): FieldStepper {
  const n = width * height;
  const kinds = new Set(fields.map(({ group, boundary }) => `${group} ${boundary.kind}`));
  const multigrid = createMultigrid(width, height, kinds.size);
  const [grid] = multigrid.levels;
  const [finest] = multigrid.states;
  const operators = factors.map(() => new Map<BoundaryKind, Operator>());
  const known = new Float32Array(grid.size);
  const before = new Float32Array(n);
  const stage = new Float32Array(n);
  const carried = new Float32Array(n);

  function operatorOf({ group, boundary }: FieldProblem): Operator {
    let operator = operators[group].get(boundary.kind);
    if (!operator) {
      operator = createOperator(multigrid, boundary.kind);
      operators[group].set(boundary.kind, operator);
    }
    refresh(operator, multigrid, factors[group]);
    return operator;
  }

  /** Solves from the guess in `finest.u`, which receives the answer. @param rate 1/h, 0 when steady */
  function solve(problem: FieldProblem, terms: FieldTerms, old: Float32Array, rate: number): Solved {
    const operator = operatorOf(problem);
    operator.damping = 1;
    const scale = problem.diffusion / spacing ** 2;
    const base = problem.decay + rate;
    const [faces] = operator.faces;
    assembleSource(grid, faces, known, terms.source, old, rate, scale, problem.boundary);
    const saturating = !isZero(terms.uptake);
    const removed = base > 0 || problem.boundary.kind === 'held' || saturating || !isZero(terms.sink);
    let size = 0;
    let last = Infinity;
    let least = Infinity;
    for (let cycles = 0; ; cycles++) {
      const fresh = cycles === 0 || saturating;
      if (fresh) size = linearise(grid, faces, finest, known, terms, base, problem.saturation, scale);
      if (size === 0 && removed) {
        finest.u.fill(0);
        return { cycles, residual: 0, converged: true };
      }
      const residual = firstSweep(multigrid, operator, scale);
      const relative = residual === 0 ? 0 : residual / (size > 0 ? size : norm(grid, finest.u));
      const stalled = cycles > 0 && residual > last / 2;
      const enough = relative <= tolerance || (stalled && residual <= ROUNDING * norm(grid, finest.u));
      if (enough || cycles >= maxCycles || !Number.isFinite(residual)) {
        return { cycles, residual: relative, converged: enough };
      }
      if (cycles > 1 && residual > 2 * least) {
        operator.damping /= 2;
        least = residual;
      }
      if (cycles > 0) least = Math.min(least, residual);
      if (fresh) coarsenAll(multigrid, operator, scale);
      finishCycle(multigrid, operator, scale);
      last = residual;
    }
  }

  function euler(problem: FieldProblem, terms: FieldTerms, values: Float32Array, dt: number): SolveReport {
    const solved = solve(problem, terms, values, problem.steady ? 0 : 1 / dt);
    fromPadded(grid, finest.u, values);
    clampNegative(values);
    return { ...solved, substeps: 1 };
  }

  function substeps(problem: FieldProblem, terms: FieldTerms, values: Float32Array, dt: number): SolveReport {
    const control = createSubstepControl(dt);
    let cycles = 0;
    let residual = 0;
    let converged = true;
    for (let h = control.next(); h > 0; h = control.next()) {
      const rate = 1 / (SDIRK_GAMMA * h);
      before.set(values);
      const first = solve(problem, terms, before, rate);
      fromPadded(grid, finest.u, stage);
      for (let j = 0; j < n; j++) carried[j] = before[j] + SDIRK_CARRY * (stage[j] - before[j]);
      const second = solve(problem, terms, carried, rate);
      fromPadded(grid, finest.u, values);
      cycles += first.cycles + second.cycles;
      if (control.judge(sdirkError(before, stage, values))) {
        clampNegative(values);
        residual = Math.max(residual, first.residual, second.residual);
        converged &&= first.converged && second.converged;
      } else values.set(before);
      toPadded(grid, values, finest.u);
    }
    return { cycles, substeps: control.taken, residual, converged: converged && control.withinTolerance };
  }

  return {
    markStale(group) {
      for (const operator of operators[group].values()) operator.stale = true;
    },
    advance(problem, terms, values, dt, jumped) {
      prepareGhosts(multigrid);
      toPadded(grid, values, finest.u);
      return jumped ? substeps(problem, terms, values, dt) : euler(problem, terms, values, dt);
    },
  };
}

/** Relative error of an SDIRK2 sub-step: distance to the first-order result `y + h·F(Y1)`. */
export function sdirkError(before: Float32Array, stage: Float32Array, after: Float32Array): number {
  let error = 0;
  let size = 0;
  for (let j = 0; j < after.length; j++) {
    const e = after[j] - before[j] - (stage[j] - before[j]) / SDIRK_GAMMA;
    error += e * e;
    size += after[j] * after[j];
  }
  return size > 0 ? Math.sqrt(error / size) : 0;
}
