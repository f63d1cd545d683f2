/** Turning a drug on and off while the simulation runs: edits of the schedule that leave the past as it was. */
import type { Dose } from '../model/types.ts';

/** True when the schedule gives something of this field at `now` [h] or later. */
export function isOn(doses: readonly Dose[], field: number, now: number): boolean {
  return doses.some((dose) => dose.field === field && gives(dose) && dose.until > now);
}

/** The schedule with nothing of `field` given from `now` on; blood is then eliminated as usual. */
export function switchOff(doses: readonly Dose[], field: number, now: number): readonly Dose[] {
  return doses
    .filter((dose) => dose.field !== field || dose.from < now)
    .map((dose) => (dose.field === field && dose.until > now ? { ...dose, until: now } : dose));
}

/**
 * The schedule with `field` given again from `now` on: what the scene still plans, started now where it was under way. Where the
 * scene plans nothing more, its last dose of that field goes on without end.
 */
export function switchOn(
  doses: readonly Dose[],
  planned: readonly Dose[],
  field: number,
  now: number,
): readonly Dose[] {
  const ofField = planned.filter((dose) => dose.field === field);
  const ahead = ofField.filter((dose) => dose.until > now);
  const given = ofField.filter(gives);
  const past = switchOff(doses, field, now);
  if (ahead.some(gives))
    return [...past, ...ahead.map((dose) => (dose.from < now ? { ...dose, from: now, washout: false } : dose))];
  return [
    ...past,
    ...given.slice(-1).map((dose) => ({ ...dose, from: now, until: Number.POSITIVE_INFINITY, washout: false })),
  ];
}

/** Another schedule from `now` on: what was given stays as it was, and lines under way keep their rhythm. */
export function replaceFuture(doses: readonly Dose[], next: readonly Dose[], now: number): readonly Dose[] {
  const past = doses
    .filter(({ from }) => from < now)
    .map((dose) => (dose.until > now ? { ...dose, until: now } : dose));
  return [...past, ...next.flatMap((dose) => restOf(dose, now))];
}

/** What a line gives from `now` on. */
function restOf(dose: Dose, now: number): readonly Dose[] {
  const { from, until, cycle, give } = dose;
  if (from >= now) return [dose];
  if (until <= now) return [];
  if (cycle !== null) {
    const period = cycle.on + cycle.off;
    const start = from + Math.floor((now - from) / period) * period;
    const block = { ...dose, from: start, until: Math.min(start + cycle.on, until), cycle: null };
    const next = start + period;
    return [...restOf(block, now), ...(next < until ? [{ ...dose, from: next, washout: false }] : [])];
  }
  if (give.how === 'hold') return [{ ...dose, from: now, washout: false }];
  const next = from + Math.ceil((now - from) / give.every - 1e-9) * give.every;
  return next < until ? [{ ...dose, from: next, washout: false }] : [];
}

/** Fields that the scene doses, ascending. */
export function dosedFields(planned: readonly Dose[]): readonly number[] {
  return [...new Set(planned.filter(gives).map((dose) => dose.field))].sort((a, b) => a - b);
}

function gives(dose: Dose): boolean {
  return dose.give.value > 0;
}
