/** The mean of a well-mixed scene as ordinary differential equations, made from the model's own expression trees. */
import { bloodAt, eliminationOf, parametersAt } from '../engine/dosing.ts';
import { evaluate, evaluateParameters } from '../model/evaluate.ts';
import type { Expr, Kind, PerState, Ref, Scene } from '../model/types.ts';

/** Steps are at most this long in units of the shortest mean time to an event. */
const STEP = 0.1;

/** Expected cells per state. */
export interface MeanField {
  /** h */
  readonly time: number;
  /** By id − 1. */
  readonly counts: readonly number[];
  /** Goes on to a later time [h]. */
  advance(until: number): void;
}

/** Loss and gains of one state per cell and hour. */
interface Rates {
  readonly total: number;
  /** State id − 1 and its gain, own births and losses included. */
  readonly gains: readonly (readonly [number, number])[];
}

/**
 * Opens the equations `dn/dt = A(blood, n)·n` of all states, fourth-order Runge–Kutta. Fields are at their blood values,
 * matrix and traits stay at their starts; neighbours are counted as if thrown at random on all sites; room never runs out and
 * nobody moves or arrives. Right where no rate depends on a trait that changes: a scene sees to that by its parameters.
 * @param counts cells per state at the start, by id − 1
 */
export function openMeanField(scene: Scene, counts: readonly number[], sites: number): MeanField {
  const { model, settings, tick } = scene;
  const kindOf = new Map(model.kinds.flatMap((kind) => kind.states.map((id) => [id, kind] as const)));
  let n = [...counts];
  let time = 0;
  let parameters = scene.parameters;

  const slope = (at: readonly number[], blood: readonly number[]): { slope: number[]; fastest: number } => {
    const out = at.map(() => 0);
    let fastest = 0;
    for (const [k, cells] of at.entries()) {
      if (cells === 0) continue;
      const kind = kindOf.get(k + 1)!;
      const { total, gains } = ratesOf(kind, k + 1, lookup(at, blood)(kind, k + 1));
      fastest = Math.max(fastest, total);
      for (const [to, rate] of gains) out[to] += rate * cells;
    }
    return { slope: out, fastest };
  };

  const lookup = (at: readonly number[], blood: readonly number[]) => (kind: Kind, state: number) => {
    const own = (value: PerState) => {
      const expr = value[kind.states.indexOf(state)];
      return expr ? evaluate(expr, of) : 0;
    };
    const of = (ref: Ref): number => {
      switch (ref.of) {
        case 'parameter':
          return parameters[ref.index]!;
        case 'field':
        case 'blood':
          return blood[ref.index]!;
        case 'matrix': {
          const { start, value } = model.matrix[ref.index]!;
          return evaluate((start ?? value)!, of);
        }
        case 'trait':
          return own(kind.traits[ref.index]!.start);
        case 'signal':
          return own(kind.signals[ref.index]!.value);
        case 'near':
        case 'here': {
          const share = ref.states.reduce((sum, id) => sum + at[id - 1]!, 0) / sites;
          return ref.of === 'near' ? 8 * share : share;
        }
        case 'time':
          return time;
        default:
          return 0;
      }
    };
    return of;
  };

  return {
    get time() {
      return time;
    },
    get counts() {
      return n;
    },
    advance(until) {
      while (time < until - 1e-9) {
        const end = Math.min(until, time + tick);
        const middle = (time + end) / 2;
        parameters = parametersAt(model, scene.parameters, settings, middle);
        const blood = bloodNow({ ...scene, parameters }, middle);
        const { fastest } = slope(n, blood);
        const steps = Math.max(1, Math.ceil(((end - time) * fastest) / STEP));
        for (let step = 0; step < steps; step++)
          n = rungeKutta(n, (at) => slope(at, blood).slope, (end - time) / steps);
        time = end;
      }
    },
  };
}

/** Blood values of all fields at a time, base units. */
function bloodNow({ model, parameters, blood, dosing }: Scene, time: number): number[] {
  return model.fields.map((field, f) => {
    const base = blood[f] ?? evaluateParameters(field.blood, parameters);
    const doses = dosing.filter((dose) => dose.field === f);
    return bloodAt(doses, base, eliminationOf(field, parameters), time);
  });
}

function ratesOf(kind: Kind, id: number, of: (ref: Ref) => number): Rates {
  const slot = kind.states.indexOf(id);
  const value = (expr: Expr | null | undefined) => (expr ? evaluate(expr, of) : 0);
  const gains: [number, number][] = [];
  let total = 0;
  const move = (to: number, rate: number) => {
    total += rate;
    gains.push([id - 1, -rate]);
    if (to > 0) gains.push([to - 1, rate]);
  };
  for (const { from, to, rate } of kind.transitions) if (from === id) move(to, value(rate));
  for (const { rate, leaves } of kind.death) move(leaves, value(rate[slot]));
  const births = value(kind.division?.rate[slot]);
  total += births;
  let own = births;
  for (const { to, chance } of kind.division?.daughter ?? []) {
    const share = births * value(chance[slot]);
    own -= share;
    gains.push([to - 1, share]);
  }
  gains.push([id - 1, own]);
  return { total, gains };
}

function rungeKutta(n: readonly number[], slope: (at: readonly number[]) => readonly number[], dt: number): number[] {
  const ahead = (k: readonly number[], h: number) => n.map((value, i) => value + h * k[i]!);
  const k1 = slope(n);
  const k2 = slope(ahead(k1, dt / 2));
  const k3 = slope(ahead(k2, dt / 2));
  const k4 = slope(ahead(k3, dt));
  return n.map((value, i) => value + (dt / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
}
