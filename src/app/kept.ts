/** Moments kept in memory, so that time can go back: as many as fit, evenly spread when they no longer do. */
import type { KeptReplay } from '../engine/replay.ts';
import type { Entry } from '../model/session.ts';
import { KEPT_BYTES } from './kept-bytes.ts';

/** Milliseconds of work between moments: what going back to any other time costs at most while all are kept. */
const EVERY_MS = 400;

/** A moment and the edits that had been done by then. */
export interface Kept {
  readonly replay: KeptReplay;
  readonly done: readonly Entry[];
}

/** The moments of one simulation. */
export interface KeptMoments {
  readonly bytes: number;
  readonly ticks: readonly number[];
  /** Whether it is time for another. */
  isDue(tick: number, now: number): boolean;
  add(kept: Kept, now: number): void;
  /** The latest at or before a tick that a log leads through; null: none. */
  latest(entries: readonly Entry[], tick: number): Kept | null;
}

/** @param most bytes */
export function createKeptMoments(most = KEPT_BYTES): KeptMoments {
  /** By tick, the first never goes. */
  let moments: Kept[] = [];
  let bytes = 0;
  let last = Number.NEGATIVE_INFINITY;
  const tickOf = ({ replay }: Kept): number => replay.moment.tick;

  function thin(): void {
    while (bytes > most && moments.length > 2) {
      let least = 1;
      let room = Infinity;
      for (let k = 1; k < moments.length - 1; k++) {
        const gap = tickOf(moments[k + 1]!) - tickOf(moments[k - 1]!);
        if (gap < room) [least, room] = [k, gap];
      }
      bytes -= moments[least]!.replay.moment.bytes;
      moments.splice(least, 1);
    }
  }

  return {
    get bytes() {
      return bytes;
    },
    get ticks() {
      return moments.map(tickOf);
    },
    isDue: (tick, now) => now - last > EVERY_MS && !moments.some((kept) => tickOf(kept) === tick),
    add(kept, now) {
      last = now;
      bytes += kept.replay.moment.bytes;
      moments = [...moments, kept].sort((a, b) => tickOf(a) - tickOf(b));
      thin();
    },
    latest: (entries, tick) =>
      moments.findLast((kept) => tickOf(kept) <= tick && leadsThrough(entries, kept.done, tickOf(kept))) ?? null,
  };
}

/** Whether doing `entries` comes to a moment at `tick` with exactly `done` behind it. */
export function leadsThrough(entries: readonly Entry[], done: readonly Entry[], tick: number): boolean {
  if (!done.every((entry, i) => entries[i] === entry)) return false;
  const next = entries[done.length];
  return next === undefined || next.tick >= tick;
}
