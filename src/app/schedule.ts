/** The page's side of a treatment schedule: lanes with lines, and what dragging does to them. Times in h. */
import { bloodAt } from '../engine/dosing.ts';
import type { RawDose } from '../model/schema.ts';
import type { Dose } from '../model/types.ts';
import type { DoseInfo, DoseLine } from './protocol.ts';

/** Names a lane among others. */
export function laneKey({ of, name }: Pick<DoseInfo, 'of' | 'name'>): string {
  return `${of} ${name}`;
}

/** A schedule in the words of a scene, with the lines of one lane replaced. */
export function rawSchedule(
  lanes: readonly DoseInfo[],
  changed: DoseInfo | null = null,
  lines: readonly DoseLine[] = [],
): RawDose[] {
  return lanes.flatMap((lane) => {
    const isChanged = changed !== null && laneKey(lane) === laneKey(changed);
    return (isChanged ? lines : lane.lines).map((line) => rawLine(lane, line));
  });
}

function rawLine({ of, name, unit }: DoseInfo, line: DoseLine): RawDose {
  const amount = unit === '1' || unit === '' ? line.amount : `${line.amount} ${unit}`;
  return {
    [of]: name,
    [line.how]: amount,
    ...(line.every !== null && line.how !== 'hold' && { every: `${line.every} h` }),
    ...(line.from > 0 && { from: `${line.from} h` }),
    ...(line.until !== null && { until: `${line.until} h` }),
    ...(line.cycle !== null && { on: `${line.cycle.on} h`, off: `${line.cycle.off} h` }),
    ...(line.washout && { washout: true }),
  };
}

/** What a drag takes hold of. */
export type Grip = 'body' | 'start' | 'end';

/** Where a schedule may be changed: from now on, in steps, up to an amount. */
export interface Bounds {
  readonly now: number;
  readonly step: number;
  /** What is drawn; a line without end gets one there when its end is dragged. */
  readonly horizon: number;
}

/**
 * A line after a drag. @param hours along time @param factor on the amount
 * What was given already cannot be changed: a line under way keeps its start.
 */
export function dragged(line: DoseLine, grip: Grip, hours: number, factor: number, bounds: Bounds): DoseLine {
  const { now, step, horizon } = bounds;
  const snap = (time: number): number => Math.round(time / step) * step;
  const amount = Number((line.amount * factor).toPrecision(3));
  const end = line.until ?? horizon;
  const isUnderWay = line.from < now;
  if (grip === 'end') return { ...line, until: Math.max(snap(end + hours), Math.max(now, line.from) + step) };
  if (isUnderWay) return { ...line, amount };
  if (grip === 'start') return { ...line, from: Math.min(Math.max(snap(line.from + hours), now), end - step) };
  const from = Math.max(snap(line.from + hours), now);
  const until = line.until === null ? null : line.until + from - line.from;
  return { ...line, from, until, amount };
}

/** A new line at a time, like the last of its lane where it has one. */
export function newLine(lane: DoseInfo, from: number, horizon: number): DoseLine {
  const last = lane.lines.at(-1);
  const until = from + Math.max(24, horizon / 6);
  const amount = last?.amount ?? lane.usual;
  return { how: 'hold', every: null, cycle: null, washout: false, ...last, amount, from, until };
}

/** Whether a line lies wholly in the past. */
export function isPast(line: DoseLine, now: number): boolean {
  return line.until !== null && line.until <= now;
}

/** Blood concentration of a lane with other lines, at those times, in its unit. */
export function predicted(lane: DoseInfo, lines: readonly DoseLine[], times: readonly number[]): readonly number[] {
  const doses = lines.map((line): Dose => {
    const { from, until, cycle, washout, amount: value, every } = line;
    const give = line.how === 'hold' ? { how: line.how, value } : { how: line.how, value, every: every ?? 24 };
    return { field: 0, from, until: until ?? Infinity, cycle, washout, give };
  });
  return times.map((time) => bloodAt(doses, lane.base, lane.elimination, time));
}

/** A line in words: `100 nM every 24 h, from 5 d to 9 d, 3 d on 2 d off`. */
export function lineText(line: DoseLine, amount: string, span: (hours: number) => string): string {
  const parts = [line.how === 'hold' ? `${amount} held` : `${amount} every ${span(line.every ?? 24)}`];
  parts.push(`from ${span(line.from)} ${line.until === null ? 'on' : `to ${span(line.until)}`}`);
  if (line.cycle !== null) parts.push(`${span(line.cycle.on)} on, ${span(line.cycle.off)} off`);
  return parts.join(', ');
}
