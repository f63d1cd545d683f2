import type { Dose } from '../model/types.ts';

/** A moment at which something happens to the blood. */
interface Event {
  readonly time: number;
  readonly what: 'start' | 'end' | 'bolus' | 'empty';
  readonly value: number;
  readonly dose: Dose;
}

/**
 * Blood concentration of one field at time `t` [h]: one compartment, first-order elimination.
 * While a `hold` is on, blood is its value; otherwise it relaxes to `base` with rate `ln 2 / halfLife`, at once
 * when `halfLife` is null; a bolus adds to it. A pure function of the schedule, so it can be drawn ahead of time
 * and needs no state in a checkpoint.
 * @param doses of this field only @param base value when nothing is dosed, base units
 */
export function bloodAt(doses: readonly Dose[], base: number, halfLife: number | null, t: number): number {
  if (doses.length === 0) return base;
  const ke = halfLife === null ? Infinity : Math.LN2 / halfLife;
  let level = base;
  let last = 0;
  let holder: Dose | null = null;
  for (const event of events(doses, ke, t)) {
    if (holder === null) level = relaxed(level, base, ke, event.time - last);
    last = event.time;
    if (event.what === 'start') holder = event.dose;
    else if (event.what === 'end' && holder === event.dose) holder = null;
    if (event.what === 'start') level = event.value;
    else if (event.what === 'empty') level = 0;
    else if (event.what === 'bolus' && holder === null) level += event.value;
  }
  return holder === null ? relaxed(level, base, ke, t - last) : level;
}

function relaxed(level: number, base: number, ke: number, elapsed: number): number {
  if (elapsed <= 0) return level;
  return base + (level - base) * Math.exp(-ke * elapsed);
}

/** All events up to and including `t`, in order of time; at the same moment in order of the schedule. */
function events(doses: readonly Dose[], ke: number, t: number): Event[] {
  const found: Event[] = [];
  for (const dose of doses) {
    if (dose.from > t) continue;
    if (dose.washout) found.push({ time: dose.from, what: 'empty', value: 0, dose });
    for (const [from, until] of windows(dose, t)) {
      if (dose.give.how === 'hold') {
        found.push({ time: from, what: 'start', value: dose.give.value, dose });
        if (until <= t) found.push({ time: until, what: 'end', value: 0, dose });
        continue;
      }
      const { every, value } = dose.give;
      const amount = dose.give.how === 'average' && Number.isFinite(ke) ? value * ke * every : value;
      for (let k = 0; from + k * every < until && from + k * every <= t; k++) {
        found.push({ time: from + k * every, what: 'bolus', value: amount, dose });
      }
    }
  }
  return found.sort((a, b) => a.time - b.time);
}

/** The uninterrupted stretches of a dose that begin up to `t`. */
function* windows(dose: Dose, t: number): Generator<[number, number]> {
  if (dose.cycle === null) {
    yield [dose.from, dose.until];
    return;
  }
  const period = dose.cycle.on + dose.cycle.off;
  for (let from = dose.from; from <= t && from < dose.until; from += period) {
    yield [from, Math.min(from + dose.cycle.on, dose.until)];
  }
}
