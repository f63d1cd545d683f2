/** How many cycles each field of a solve gets when the host watches. */
import type { SolverShape } from '../types.ts';
import type { FieldBatch, Instead, Job, Norms, Start, Turn } from './field-batch.ts';

/** Cycles before the first look at the residual: what a warm start usually needs. One more before each further look. */
const FIRST_CYCLES = 2;

/** ‖D⁻¹(f − A c)‖ / ‖c‖ that rounding to f32 alone can cause, as on the CPU. */
const ROUNDING = 2 ** -23;

/** What one field got. */
export interface Outcome {
  readonly cycles: number;
  readonly residual: number;
  readonly converged: boolean;
}

/** A field that is not done yet. */
interface Open extends Turn {
  readonly index: number;
  /** Residual at the last look, and the least so far. */
  last: number;
  least: number;
  damping: number;
}

/**
 * Solves fields of one batch from their values on the device. Each is done as on the CPU: when within tolerance, or within
 * rounding with no more gain, or when `maxCycles` are spent; a guess within tolerance stands, an extinct field becomes 0.
 * No field's cycles depend on another's. Only norms come back.
 * @param settle lift negative values of the answers to 0
 */
export async function solve(
  batch: FieldBatch,
  jobs: readonly Job[],
  { tolerance, maxCycles }: SolverShape,
  start: Start,
  settle: boolean,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  if (jobs.length === 0) return outcomes;
  const instead = new Map<Job, Instead>();
  let open = jobs.map((job, index): Open => ({ index, job, last: Infinity, least: Infinity, damping: 1 }));
  for (let spent = 0; open.length > 0; ) {
    const isFirst = spent === 0;
    const cycles = Math.min(isFirst ? FIRST_CYCLES : 1, maxCycles - spent);
    spent += cycles;
    const { before, after } = await batch.look(open, cycles, isFirst ? start : null);
    open = open.filter((turn, t) => {
      const norms = after[t]!;
      if (isFirst) {
        const guess = before[t]!;
        const extinct = isExtinct(guess);
        if (extinct || guess.relative <= tolerance) {
          instead.set(turn.job, extinct ? 'zero' : 'guess');
          outcomes[turn.index] = { cycles: 0, residual: guess.relative, converged: true };
          return false;
        }
        turn.last = residualOf(guess);
      }
      const residual = residualOf(norms);
      const stalled = residual > turn.last / 2 && residual <= ROUNDING * norms.value;
      const converged = norms.relative <= tolerance || stalled;
      damp(turn, residual);
      if (!converged && spent < maxCycles && Number.isFinite(residual)) return true;
      outcomes[turn.index] = { cycles: spent, residual: norms.relative, converged };
      return false;
    });
  }
  batch.finish(jobs, instead, start, settle);
  return outcomes;
}

/** Nothing brings the field in and something removes it: the answer is 0, which no relative residual could tell. */
function isExtinct({ source, removal }: Norms): boolean {
  return source === 0 && removal > 0;
}

/** ‖D⁻¹(f − A c)‖₂ */
function residualOf({ relative, source, value }: Norms): number {
  return relative * (source > 0 ? source : value);
}

/** Halves the field's corrections for the rest of the solve when its residual exceeds twice the least so far. */
function damp(turn: Open, residual: number): void {
  const grew = residual > 2 * turn.least;
  if (grew) turn.damping /= 2;
  turn.least = grew ? residual : Math.min(turn.least, residual);
  turn.last = residual;
}
