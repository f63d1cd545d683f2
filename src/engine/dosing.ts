import { evaluateParameters } from '../model/evaluate.ts';
import type { Dose, Expr, Field, Model, Setting, Timing } from '../model/types.ts';

/** A moment at which something happens to the blood. */
interface Event {
  readonly time: number;
  readonly what: 'start' | 'end' | 'bolus' | 'empty';
  readonly value: number;
  readonly dose: Dose;
}

/** How a substance leaves the blood [h]: a part of every bolus with a shorter half-life than the rest. */
export interface Elimination {
  readonly halfLife: number;
  /** 0 … 1 */
  readonly earlyPart: number;
  readonly earlyHalfLife: number;
}

/** That of a field with these parameters; null where it states no half-life. */
export function eliminationOf(field: Field, parameters: ArrayLike<number>): Elimination | null {
  if (field.halfLife === null) return null;
  const worth = (expr: Expr | null, otherwise: number) =>
    expr === null ? otherwise : evaluateParameters(expr, parameters);
  const halfLife = worth(field.halfLife, 0);
  return { halfLife, earlyPart: worth(field.earlyPart, 0), earlyHalfLife: worth(field.earlyHalfLife, halfLife) };
}

/**
 * Blood concentration of one field at time `t` [h]: first-order elimination in one or two phases. While a `hold` is on, blood
 * is its value; otherwise it relaxes to `base` with its half-life, at once where there is none; a bolus adds to it, in two parts
 * with half-lives of their own. A pure function of the schedule, so it can be drawn ahead of time and needs no state in a checkpoint.
 * @param doses of this field only @param base value when nothing is dosed, base units
 */
export function bloodAt(doses: readonly Dose[], base: number, elimination: Elimination | null, t: number): number {
  if (doses.length === 0) return base;
  const ke = elimination === null ? Infinity : Math.LN2 / elimination.halfLife;
  const kEarly = elimination === null ? Infinity : Math.LN2 / elimination.earlyHalfLife;
  const earlyPart = elimination?.earlyPart ?? 0;
  let level = base;
  let early = 0;
  let last = 0;
  let holder: Dose | null = null;
  const pass = (time: number): void => {
    if (holder === null) {
      level = relaxed(level, base, ke, time - last);
      early = relaxed(early, 0, kEarly, time - last);
    }
    last = time;
  };
  for (const event of events(doses, (1 - earlyPart) / ke + earlyPart / kEarly, t)) {
    pass(event.time);
    if (event.what === 'start') holder = event.dose;
    else if (event.what === 'end' && holder === event.dose) holder = null;
    if (event.what === 'start' || event.what === 'empty') [level, early] = [event.value, 0];
    else if (event.what === 'bolus' && holder === null) {
      level += event.value * (1 - earlyPart);
      early += event.value * earlyPart;
    }
  }
  pass(t);
  return level + early;
}

function relaxed(level: number, base: number, ke: number, elapsed: number): number {
  if (elapsed <= 0) return level;
  return base + (level - base) * Math.exp(-ke * elapsed);
}

/**
 * All events up to and including `t`, in order of time; at the same moment in order of the schedule.
 * @param stay mean time of a bolus in blood [h]
 */
function events(doses: readonly Dose[], stay: number, t: number): Event[] {
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
      const amount = dose.give.how === 'average' && stay > 0 ? (value * every) / stay : value;
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
