/** What charts show besides counts: means and lineages over time, as far as they were told. */
import { signal } from '@preact/signals';
import type { CloneRow, MeasuredRow } from './protocol.ts';

export const measuredRows = signal<readonly MeasuredRow[]>([]);
export const cloneRows = signal<readonly CloneRow[]>([]);

/** The most rows that are kept; beyond it every second one goes. */
const MOST_ROWS = 1200;

/** Takes up what a frame told; what was known of its time or later times is of another past. */
export function noteReadings(measured: MeasuredRow | null, clones: CloneRow | null): void {
  if (measured !== null) measuredRows.value = withRow(measuredRows.value, measured);
  if (clones !== null) cloneRows.value = withRow(cloneRows.value, clones);
}

/** Forgets what comes after a time [h]; from −1 on everything. */
export function cutReadings(time: number): void {
  const isKept = (row: { readonly time: number }) => row.time <= time + 1e-9;
  measuredRows.value = measuredRows.value.filter(isKept);
  cloneRows.value = cloneRows.value.filter(isKept);
}

function withRow<T extends { readonly time: number }>(rows: readonly T[], row: T): readonly T[] {
  const last = rows.at(-1);
  if (last !== undefined && last.time >= row.time - 1e-9) return rows;
  const kept = rows.length >= MOST_ROWS ? rows.filter((_, i) => i % 2 === 0) : rows;
  return [...kept, row];
}
