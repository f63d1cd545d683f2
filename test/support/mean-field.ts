/** The mean of a well-mixed model as ordinary differential equations, made from the model's own expression trees. */
import { evaluate, evaluateParameters } from '../../src/model/evaluate.ts';
import type { Expr, Kind, PerState, Ref, Scene } from '../../src/model/types.ts';

/** Conditions that stay constant: traits by name (their start values otherwise), dosed fields by name in base units. */
export interface Conditions {
  readonly traits?: Readonly<Record<string, number>>;
  readonly fields?: Readonly<Record<string, number>>;
}

/** Expected change of cell numbers: dN/dt = A·N, `A[to][from]` in 1/h, states in the kind's order. */
export type Rates = readonly (readonly number[])[];

/**
 * Rates of one kind alone in a dish: fields at blood values, no neighbours, matrix at its start, traits constant.
 * Only right where no rate depends on a trait that changes; `test/physics/well-mixed.test.ts` says how that is made sure.
 */
export function meanField(scene: Scene, kindName: string, conditions: Conditions = {}): Rates {
  const kind = scene.model.kinds.find(({ name }) => name === kindName)!;
  const rates = kind.states.map(() => kind.states.map(() => 0));
  kind.states.forEach((id, from) => {
    const at = lookup(scene, kind, from, conditions);
    const value = (expr: Expr | null | undefined) => (expr ? evaluate(expr, at) : 0);
    const slot = (state: number) => kind.states.indexOf(state);
    for (const transition of kind.transitions.filter((one) => one.from === id)) {
      const rate = value(transition.rate);
      rates[from]![from]! -= rate;
      rates[slot(transition.to)]![from]! += rate;
    }
    for (const death of kind.death) rates[from]![from]! -= value(death.rate[from]);
    const births = value(kind.division?.rate[from]);
    rates[from]![from]! += births;
    for (const { to, chance } of kind.division?.daughter ?? []) {
      rates[from]![from]! -= births * value(chance[from]);
      rates[slot(to)]![from]! += births * value(chance[from]);
    }
  });
  return rates;
}

/** What every name is worth to a lone cell in state number `state` of its kind. */
function lookup(scene: Scene, kind: Kind, state: number, { traits = {}, fields = {} }: Conditions) {
  const { model, parameters } = scene;
  const own = (value: PerState, at: (ref: Ref) => number) => (value[state] ? evaluate(value[state], at) : 0);
  const field = (index: number) =>
    fields[model.fields[index]!.name] ??
    scene.blood[index] ??
    evaluateParameters(model.fields[index]!.blood, parameters);
  const at = (ref: Ref): number => {
    switch (ref.of) {
      case 'parameter':
        return parameters[ref.index]!;
      case 'field':
      case 'blood':
        return field(ref.index);
      case 'matrix': {
        const variable = model.matrix[ref.index]!;
        return evaluate((variable.start ?? variable.value)!, at);
      }
      case 'trait':
        return traits[kind.traits[ref.index]!.name] ?? own(kind.traits[ref.index]!.start, at);
      case 'signal':
        return own(kind.signals[ref.index]!.value, at);
      default:
        return 0;
    }
  };
  return at;
}

/** Cell numbers at the given hours (ascending), from `start` at 0: fourth-order Runge–Kutta, steps of at most 0.1 h. */
export function integrate(rates: Rates, start: readonly number[], hours: readonly number[]): number[][] {
  let now = [...start];
  let time = 0;
  return hours.map((until) => {
    const steps = Math.ceil((until - time) / 0.1);
    for (let step = 0; step < steps; step++) now = rungeKutta(rates, now, (until - time) / steps);
    time = until;
    return now;
  });
}

function rungeKutta(rates: Rates, n: readonly number[], dt: number): number[] {
  const slope = (at: readonly number[]) => rates.map((row) => row.reduce((sum, rate, k) => sum + rate * at[k]!, 0));
  const ahead = (k: readonly number[], h: number) => n.map((value, i) => value + h * k[i]!);
  const k1 = slope(n);
  const k2 = slope(ahead(k1, dt / 2));
  const k3 = slope(ahead(k2, dt / 2));
  const k4 = slope(ahead(k3, dt));
  return n.map((value, i) => value + (dt / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
}
