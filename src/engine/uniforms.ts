import { emitJs, HELPERS } from '../model/emit-js.ts';
import type { Expr, Model, PerState, Ref } from '../model/types.ts';

/**
 * The numbers that are the same on every site during a tick: parameters, blood values, time, and every part of an
 * equation that depends on nothing else. Kernels read them by slot, so a slider never recompiles anything.
 *
 * Slots: parameters, then blood values, then time [h], tick, dt [h], then hoisted parts in the order they were met.
 */
export interface Uniforms {
  /** f64, one number a slot. */
  readonly values: Float64Array;
  /** Slot of the first field's blood value, and of time; tick and dt follow. */
  readonly blood: number;
  readonly time: number;
  /** Sets parameters, blood and time for this tick and evaluates the hoisted parts. */
  update(parameters: Float64Array, blood: ArrayLike<number>, time: number, tick: number, dt: number): void;
}

/** Collects hoisted parts while equations are lowered; `finish` compiles them. */
export interface UniformBuilder {
  /** The expression with every uniform part replaced by a reference to its slot (`of: 'parameter'`). */
  lower(expr: Expr): Expr;
  lowerAll(exprs: PerState): PerState;
  readonly timeSlot: number;
  finish(): Uniforms;
}

/** @param wellMixed fields are uniform at their blood values, so references to them are uniform too */
export function uniformBuilder(model: Model, wellMixed: boolean): UniformBuilder {
  const bloodSlot = model.parameters.length;
  const timeSlot = bloodSlot + model.fields.length;
  const firstHoisted = timeSlot + 3;
  const hoisted: Expr[] = [];
  const slotOf = new Map<string, number>();

  const slotRef = (name: string, index: number): Expr => ({ op: 'ref', name, ref: { of: 'parameter', index } });

  const hoist = (expr: Expr): Expr => {
    if (expr.op === 'number' || expr.op === 'ref') return expr;
    const key = JSON.stringify(expr);
    let slot = slotOf.get(key);
    if (slot === undefined) {
      slot = firstHoisted + hoisted.length;
      hoisted.push(expr);
      slotOf.set(key, slot);
    }
    return slotRef(`u${slot}`, slot);
  };

  /** Rewrites blood and time to slots and says whether all of the expression is uniform. */
  const walk = (expr: Expr): { expr: Expr; uniform: boolean } => {
    switch (expr.op) {
      case 'number':
        return { expr, uniform: true };
      case 'ref':
        return walkRef(expr);
      case 'negate':
        return combine([expr.arg], ([arg]) => ({ ...expr, arg: arg! }));
      case 'binary':
        return combine([expr.left, expr.right], ([left, right]) => ({ ...expr, left: left!, right: right! }));
      case 'choose':
        return combine([expr.test, expr.then, expr.else], ([test, yes, no]) => ({
          ...expr,
          test: test!,
          // biome-ignore lint/suspicious/noThenProperty: `then` is the branch of a conditional
          then: yes!,
          else: no!,
        }));
      case 'call':
        return combine(expr.args, (args) => ({ ...expr, args }));
    }
  };

  const combine = (
    children: readonly Expr[],
    rebuild: (children: Expr[]) => Expr,
  ): { expr: Expr; uniform: boolean } => {
    const walked = children.map(walk);
    if (walked.every((w) => w.uniform)) return { expr: rebuild(walked.map((w) => w.expr)), uniform: true };
    return { expr: rebuild(walked.map((w) => (w.uniform ? hoist(w.expr) : w.expr))), uniform: false };
  };

  const walkRef = (expr: Extract<Expr, { op: 'ref' }>): { expr: Expr; uniform: boolean } => {
    const { ref, name } = expr;
    if (ref.of === 'parameter') return { expr, uniform: true };
    if (ref.of === 'time') return { expr: slotRef(name, timeSlot), uniform: true };
    if (ref.of === 'blood' || (wellMixed && ref.of === 'field')) {
      return { expr: slotRef(name, bloodSlot + ref.index), uniform: true };
    }
    if (wellMixed && ref.of === 'gradient') return { expr: { op: 'number', value: 0 }, uniform: true };
    return { expr, uniform: false };
  };

  const lower = (expr: Expr): Expr => {
    const walked = walk(expr);
    return walked.uniform ? hoist(walked.expr) : walked.expr;
  };

  return {
    timeSlot,
    lower,
    lowerAll: (exprs) => exprs.map((e) => (e === null ? null : lower(e))),
    finish: () => compileUniforms(model, hoisted, { blood: bloodSlot, time: timeSlot, hoisted: firstHoisted }),
  };
}

function compileUniforms(
  model: Model,
  hoisted: readonly Expr[],
  slots: { blood: number; time: number; hoisted: number },
): Uniforms {
  const values = new Float64Array(slots.hoisted + hoisted.length);
  const name = (ref: Ref): string => `U[${(ref as { index: number }).index}]`;
  const lines = hoisted.map((expr, k) => `U[${slots.hoisted + k}] = ${emitJs(expr, name)};`);
  const evaluate = new Function('U', `${HELPERS}\n${lines.join('\n')}`) as (u: Float64Array) => void;
  return {
    values,
    blood: slots.blood,
    time: slots.time,
    update(parameters, blood, time, tick, dt) {
      values.set(parameters);
      for (let f = 0; f < model.fields.length; f++) values[slots.blood + f] = blood[f];
      values[slots.time] = time;
      values[slots.time + 1] = tick;
      values[slots.time + 2] = dt;
      evaluate(values);
    },
  };
}
