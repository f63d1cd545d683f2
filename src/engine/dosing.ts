import type { Dose, Model, Setting, Timing } from '../model/types.ts';

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

/** The uninterrupted stretches of a line that begin up to `t`. */
function* windows({ from: first, until, cycle }: Timing, t: number): Generator<[number, number]> {
  if (cycle === null) {
    yield [first, until];
    return;
  }
  const period = cycle.on + cycle.off;
  for (let from = first; from <= t && from < until; from += period) yield [from, Math.min(from + cycle.on, until)];
}

/** Whether a line is in effect at time `t` [h]. */
export function isInEffect(line: Timing, t: number): boolean {
  for (const [from, until] of windows(line, t)) if (from <= t && t < until) return true;
  return false;
}

/**
 * Values of a model's parameters at time `t` [h]: those of `own`, but for what is held meanwhile. The same array where
 * nothing is. Lines that name no parameter of the model have no effect.
 */
export function parametersAt(model: Model, own: Float64Array, settings: readonly Setting[], t: number): Float64Array {
  let values = own;
  for (const line of settings) {
    if (!isInEffect(line, t)) continue;
    const index = model.parameters.findIndex(({ name }) => name === line.parameter);
    if (index < 0) continue;
    if (values === own) values = own.slice();
    values[index] = line.value;
  }
  return values;
}
