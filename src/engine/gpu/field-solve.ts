/** How many cycles each field of a solve gets. */
import { clampNegative } from '../cpu/field-math.ts';
import type { SolverShape } from '../types.ts';
import type { FieldBatch, Job, Norms, Turn } from './field-batch.ts';

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

/** A field to solve: `guess` is what the device has of it, `answer` receives the result (may be the same array). */
export interface Solving {
  readonly job: Job;
  readonly guess: Float32Array;
  readonly answer: Float32Array;
}

/** A field that is not done yet. */
interface Open extends Turn {
  readonly field: Solving;
  readonly index: number;
  /** Residual at the last look, and the least so far. */
  last: number;
  least: number;
  damping: number;
}

/**
 * Solves fields of one batch from their values on the device. Each is done as on the CPU: when within tolerance, or within
 * rounding with no more gain, or when `maxCycles` are spent; a guess within tolerance stands. No field's cycles depend on another's.
 * @param old the old concentrations of a single field; null: the present values
 * @param settle lift negative values of the answers to 0
 */
export async function solve(
  batch: FieldBatch,
  fields: readonly Solving[],
  { spacing, tolerance, maxCycles }: SolverShape,
  old: Float32Array | null,
  settle: boolean,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  if (fields.length === 0) return outcomes;
  let open = fields.map(
    (field, index): Open => ({ field, index, job: field.job, last: Infinity, least: Infinity, damping: 1 }),
  );
  batch.begin(
    open.map(({ job }) => job),
    spacing,
    old,
  );
  for (let spent = 0; open.length > 0; ) {
    const isFirst = spent === 0;
    const cycles = Math.min(isFirst ? FIRST_CYCLES : 1, maxCycles - spent);
    spent += cycles;
    const turns = open;
    await batch.advance(turns, cycles, settle, (look) => {
      const done: number[] = [];
      for (const [t, turn] of turns.entries()) {
        const start = relative(look.before[t]!);
        if (isFirst && start <= tolerance) {
          outcomes[turn.index] = { cycles: 0, residual: start, converged: true };
          keepGuess(batch, turn.field, settle);
          continue;
        }
        const norms = look.after[t]!;
        const converged =
          relative(norms) <= tolerance || isStalled(norms, isFirst ? look.before[t]!.residual : turn.last);
        damp(turn, norms.residual);
        if (!converged && spent < maxCycles && Number.isFinite(norms.residual)) continue;
        outcomes[turn.index] = { cycles: spent, residual: relative(norms), converged };
        turn.field.answer.set(look.values(t));
        done.push(t);
      }
      return done;
    });
    open = open.filter(({ index }) => outcomes[index] === undefined);
  }
  return outcomes;
}

function relative({ residual, source, value }: Norms): number {
  return residual === 0 ? 0 : residual / (source > 0 ? source : value);
}

/** The last cycles gained little, and what is left can be rounding. */
function isStalled({ residual, value }: Norms, last: number): boolean {
  return residual > last / 2 && residual <= ROUNDING * value;
}

/** Halves the field's corrections for the rest of the solve when its residual exceeds twice the least so far. */
function damp(turn: Open, residual: number): void {
  const grew = residual > 2 * turn.least;
  if (grew) turn.damping /= 2;
  turn.least = grew ? residual : Math.min(turn.least, residual);
  turn.last = residual;
}

/** The device has gone on from the guess meanwhile; it gets it back. */
function keepGuess(batch: FieldBatch, { job, guess, answer }: Solving, settle: boolean): void {
  answer.set(guess);
  if (settle) clampNegative(answer);
  batch.load(job.slot, answer);
}
