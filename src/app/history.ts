/** Counts over time for the chart: columns, thinned so that a long run stays light. */
import type { CountsRow } from './protocol.ts';

/** Ascending times [h] and one column of counts per state. */
export interface History {
  readonly times: readonly number[];
  readonly counts: readonly (readonly number[])[];
  /** Takes rows later than the last; others are known. */
  push(rows: readonly CountsRow[]): void;
  /** Forgets what comes after a time [h]. */
  cut(time: number): void;
}

/** The most rows that are kept; beyond it every second one goes, the first and the last stay. */
export const MOST_ROWS = 2000;

export function createHistory(states: number): History {
  let times: number[] = [];
  let counts: number[][] = Array.from({ length: states }, () => []);
  let stride = 1;
  let sinceKept = 0;
  let provisional = false;

  function add(row: CountsRow): void {
    if (provisional) drop();
    times.push(row.time);
    counts.forEach((column, s) => {
      column.push(row.counts[s] ?? 0);
    });
    sinceKept++;
    provisional = times.length > 1 && sinceKept < stride;
    if (!provisional) sinceKept = 0;
    if (times.length > MOST_ROWS) thin();
  }

  function drop(): void {
    times.pop();
    for (const column of counts) column.pop();
  }

  function thin(): void {
    const keep = (_: number, i: number) => i % 2 === 0;
    times = times.filter(keep);
    counts = counts.map((column) => column.filter(keep));
    stride *= 2;
  }

  return {
    get times() {
      return times;
    },
    get counts() {
      return counts;
    },
    push(rows) {
      for (const row of rows) if (row.time > (times.at(-1) ?? Number.NEGATIVE_INFINITY)) add(row);
    },
    cut(time) {
      const kept = times.filter((t) => t <= time + 1e-9).length;
      times = times.slice(0, kept);
      counts = counts.map((column) => column.slice(0, kept));
      provisional = false;
    },
  };
}
