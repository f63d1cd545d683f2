/** Timing by batches: warm up, find how many repetitions make a batch long enough, then time batches of that many. */

/** Runs that many repetitions and says how long they took [ms]. */
export type TimedRun = (repeats: number) => Promise<number>;

export interface Sampling {
  /** At least 10 for figures that are shown. */
  readonly batches: number;
  /** A batch takes at least this long [ms]: far above the resolution of the clock (a browser's timestamps step by 0.1 ms). */
  readonly batchMs: number;
  /** Repetitions in a batch at most: commands of a batch are recorded at once. */
  readonly mostRepeats: number;
}

export const SAMPLING: Sampling = { batches: 10, batchMs: 20, mostRepeats: 4096 };

/** Milliseconds of one repetition, over the batches. */
export interface Timing {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly batches: number;
  readonly repeats: number;
}

/** Times `run`. What it does before the first timed batch, at least one repetition, is the warm-up. */
export async function timeBatches(run: TimedRun, sampling: Sampling, signal?: AbortSignal): Promise<Timing> {
  const repeats = await findRepeats(run, sampling, signal);
  const each: number[] = [];
  for (let b = 0; b < sampling.batches; b++) {
    signal?.throwIfAborted();
    each.push((await run(repeats)) / repeats);
  }
  each.sort((a, b) => a - b);
  return { median: median(each), min: each[0]!, max: each.at(-1)!, batches: each.length, repeats };
}

async function findRepeats(run: TimedRun, { batchMs, mostRepeats }: Sampling, signal?: AbortSignal): Promise<number> {
  for (let repeats = 1; ; ) {
    signal?.throwIfAborted();
    const ms = await run(repeats);
    if (ms >= batchMs || repeats >= mostRepeats) return repeats;
    const growth = Math.min(16, Math.max(2, (1.3 * batchMs) / ms));
    repeats = Math.min(mostRepeats, Math.ceil(repeats * growth));
  }
}

/** Of numbers in ascending order. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
