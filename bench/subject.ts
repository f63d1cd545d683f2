/** A thing to time, and how things to time are offered. */
import type { Timer } from './report.ts';
import type { TimedRun } from './sampling.ts';

/** Something that can be run any number of times and whose result can be checked. */
export interface Subject {
  readonly name: string;
  /** Of the lattice. */
  readonly width: number;
  readonly height: number;
  /** What is counted as sites, if not those of the lattice. */
  readonly sites?: number;
  /** The least that has to move, see `traffic.ts`. */
  readonly bytesPerSite: number;
  readonly run: TimedRun;
  readonly timer: () => Timer;
  readonly check: Check;
  /** To compile its pipelines; to open it, with all that belongs to it. */
  readonly compileMs?: number;
  readonly openMs?: number;
  readonly memoryBytes?: number;
  /** Cells that one repetition advances. */
  readonly cells?: number;
  /** Repetitions in a batch at most, where that is less than usual. */
  readonly mostRepeats?: number;
}

/** A comparison made in the same run; its error is relative to the largest value. */
export interface Check {
  /** What it is compared with, in a few words. */
  readonly against: string;
  readonly tolerance: number;
  /** Leaves the subject fit to be timed. */
  readonly error: () => Promise<number>;
}

/** Cases that share what they need. */
export interface Group {
  /** Names of its cases, in order. */
  readonly names: readonly string[];
  /**
   * Prepares the wanted cases one after the other; each is timed before the next is asked for.
   * @throws RunError when the device cannot hold the lattice
   */
  readonly open: (side: number, isWanted: (name: string) => boolean) => AsyncGenerator<Subject>;
}

/** Largest |a − b| over the largest |b|; NaN where one is. */
export function errorOf(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let most = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(got[i]! - expected[i]!);
    if (Number.isNaN(error)) return error;
    most = Math.max(most, error);
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return most === 0 ? 0 : most / largest;
}
