/** How many cycles a solve gets. */
import type { SolverShape } from '../types.ts';
import type { FieldBatch, Job, Norms, Take } from './field-batch.ts';

/** Cycles before the first look at the residual: what a warm start usually needs. */
const FIRST_CYCLES = 2;

/** Most cycles between two looks. */
const MOST_CYCLES = 4;

/** Expected gain per cycle, to choose how many to add. */
const GAIN = 0.15;

/** ‖D⁻¹(f − A c)‖ / ‖c‖ that rounding to f32 alone can cause, as on the CPU. */
const ROUNDING = 2 ** -23;

/** What one field got. */
export interface Outcome {
  readonly cycles: number;
  readonly residual: number;
  readonly converged: boolean;
}

/**
 * Solves the fields of `jobs`, warm-started from their values on the device, until each is within tolerance, or within rounding
 * with no more gain, or `maxCycles` are spent. Where the residual grows, corrections are damped for the rest of the solve.
 * @param old the old concentrations of a single job; null: the present values
 * @param settle lift negative values of the answer to 0
 */
export async function solve(
  batch: FieldBatch,
  jobs: readonly Job[],
  { spacing, tolerance, maxCycles }: SolverShape,
  old: Float32Array | null,
  settle: boolean,
  take: Take,
): Promise<readonly Outcome[]> {
  batch.begin(jobs, spacing, old);
  let spent = 0;
  let more = Math.min(FIRST_CYCLES, maxCycles);
  let last: readonly Norms[] | null = null;
  let done = false;
  let outcomes: readonly Outcome[] = [];
  const damper = createDamper(jobs.length);
  const satisfied = (norms: readonly Norms[]): boolean => {
    outcomes = norms.map((norm, j) => judge(norm, last?.[j] ?? null, spent, tolerance));
    done = spent >= maxCycles || outcomes.every(({ converged, residual }) => converged || !Number.isFinite(residual));
    return done;
  };
  while (!done) {
    spent += more;
    last = await batch.advance(more, settle, satisfied, take);
    if (damper.note(last)) batch.damp(damper.factors);
    more = Math.min(maxCycles - spent, cyclesFor(outcomes, tolerance));
  }
  return outcomes;
}

function judge({ residual, source, value }: Norms, last: Norms | null, cycles: number, tolerance: number): Outcome {
  const relative = residual === 0 ? 0 : residual / (source > 0 ? source : value);
  const stalled = last !== null && residual > last.residual / 2 && residual <= ROUNDING * value;
  return { cycles, residual: relative, converged: relative <= tolerance || stalled };
}

/** Cycles that the slowest field should still need. */
function cyclesFor(outcomes: readonly Outcome[], tolerance: number): number {
  const worst = Math.max(...outcomes.filter((o) => !o.converged).map((o) => o.residual), tolerance);
  const cycles = Math.ceil(Math.log(tolerance / worst) / Math.log(GAIN));
  return Number.isFinite(cycles) ? Math.min(Math.max(cycles, 1), MOST_CYCLES) : 1;
}

/** Halves the factor on a field's corrections whenever its residual exceeds twice the least so far. */
function createDamper(fields: number) {
  const factors = new Array<number>(fields).fill(1);
  const least = new Array<number>(fields).fill(Infinity);
  return {
    factors,
    /** @returns whether a factor changed */
    note(norms: readonly Norms[]): boolean {
      let changed = false;
      norms.forEach(({ residual }, j) => {
        const grew = residual > 2 * least[j]!;
        if (grew) factors[j]! /= 2;
        least[j] = grew ? residual : Math.min(least[j]!, residual);
        changed ||= grew;
      });
      return changed;
    },
  };
}
