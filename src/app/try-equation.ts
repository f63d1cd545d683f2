/** An equation that somebody is writing: whether it can be, and what it would answer. */
import type { Replay } from '../engine/replay.ts';
import type { Simulation } from '../engine/types.ts';
import { UserError } from '../model/error.ts';
import { evaluate, walk } from '../model/evaluate.ts';
import { expressionAt, type PlacedExpression } from '../model/expression-at.ts';
import type { Expr, Kind, Model, Ref } from '../model/types.ts';
import type { Tried } from './protocol.ts';

/** Points of a curve. */
const POINTS = 80;

/** What an equation may vary with. Range in base units, of which the shown unit is `factor`. */
interface Variable {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly factor: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Checks the text and works out the response to one variable, all others as they are on average over the lattice now.
 * @param wanted name of the variable; null or unknown: the first
 */
export async function tryEquation(replay: Replay, path: string, text: string, wanted: string | null): Promise<Tried> {
  const nothing = { path, text, variables: [], variable: null, unit: '', x: [], before: [], after: [] };
  let next: Model;
  try {
    next = await replay.read({ [path]: text });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...nothing, error: error.message };
  }
  const { sim } = replay;
  const [before, after] = [expressionAt(sim.scene.model, path), expressionAt(next, path)];
  if (after === null) return { ...nothing, error: null };
  const variables = variablesOf(next, after);
  const variable = variables.find(({ name }) => name === wanted) ?? variables[0] ?? null;
  const found = { ...nothing, error: null, variables: variables.map(({ name }) => name) };
  if (variable === null) return found;
  const typical = await typicalValues(sim, next, [before, after]);
  const steps = Array.from({ length: POINTS + 1 }, (_, i) => i / POINTS);
  const at = (part: number) => variable.low + part * (variable.high - variable.low);
  const curve = (placed: PlacedExpression | null, model: Model) =>
    placed === null ? [] : steps.map((part) => answer(placed, model, typical, variable.key, at(part)));
  return {
    ...found,
    variable: variable.name,
    unit: variable.unit,
    x: steps.map((part) => at(part) / variable.factor),
    before: curve(before, sim.scene.model),
    after: curve(after, next),
  };
}

function keyOf(ref: Ref): string {
  return 'index' in ref ? `${ref.of} ${ref.index}` : 'states' in ref ? `${ref.of} ${ref.states.join(' ')}` : ref.of;
}

/** Everything but parameters that an expression names, itself or through signals. */
function leaves({ expr, kind, state }: PlacedExpression): readonly { readonly name: string; readonly ref: Ref }[] {
  const found = new Map<string, { name: string; ref: Ref }>();
  const visit = (tree: Expr): void =>
    walk(tree, (node) => {
      if (node.op !== 'ref' || node.ref.of === 'parameter') return;
      if (node.ref.of !== 'signal') found.set(keyOf(node.ref), { name: node.name, ref: node.ref });
      else {
        const inner = kind?.signals[node.ref.index]?.value[state];
        if (inner) visit(inner);
      }
    });
  visit(expr);
  return [...found.values()];
}

function variablesOf(model: Model, placed: PlacedExpression): readonly Variable[] {
  return leaves(placed).map(({ name, ref }): Variable => {
    const key = keyOf(ref);
    const plain = { key, name, unit: '', factor: 1, low: 0, high: 1 };
    switch (ref.of) {
      case 'field':
      case 'blood': {
        const { unit } = model.fields[ref.index]!;
        return { ...plain, unit: unit.text, factor: unit.factor, high: highest(model, ref.index) };
      }
      case 'matrix': {
        const { unit, min, max } = model.matrix[ref.index]!;
        const ends = { low: Number.isFinite(min) ? min : 0, high: Number.isFinite(max) ? max : 20 * unit.factor };
        return { ...plain, unit: unit.text, factor: unit.factor, ...ends };
      }
      case 'trait': {
        const { unit, min, max } = placed.kind!.traits[ref.index]!;
        const ends = { low: Number.isFinite(min) ? min : -2, high: Number.isFinite(max) ? max : 2 };
        return { ...plain, unit: unit.text, factor: unit.factor, ...ends };
      }
      case 'near':
        return { ...plain, high: 8 };
      case 'time':
      case 'timeInState':
        return { ...plain, unit: 'd', factor: 24, high: 24 * 14 };
      case 'divisions':
        return { ...plain, high: 20 };
      default:
        return plain;
    }
  });
}

/** As much of a field as is worth drawing: three times what the model's own numbers speak of. */
function highest(model: Model, field: number): number {
  const { unit } = model.fields[field]!;
  const same = model.parameters.filter((p) => p.unit.text === unit.text).map(({ value }) => value);
  return 3 * Math.max(unit.factor, ...same);
}

type Typical = ReadonlyMap<string, number>;

/** Means over the lattice of all that the expressions name, and the parameters, by key. */
async function typicalValues(
  sim: Simulation,
  next: Model,
  placed: readonly (PlacedExpression | null)[],
): Promise<Typical> {
  const { fields, traits } = await sim.measure();
  const values = new Map<string, number>();
  const known = sim.scene.model.parameters;
  next.parameters.forEach(({ name, value }, k) => {
    const own = known.findIndex((parameter) => parameter.name === name);
    values.set(`parameter ${k}`, own >= 0 ? sim.parameters[own]! : value);
  });
  for (const one of placed) {
    if (one === null) continue;
    const kind = next.kinds.findIndex(({ name }) => name === one.kind?.name);
    for (const { ref } of leaves(one)) {
      if (ref.of === 'field') values.set(keyOf(ref), fields[ref.index]!);
      else if (ref.of === 'blood') values.set(keyOf(ref), sim.blood(ref.index, sim.time));
      else if (ref.of === 'trait') values.set(keyOf(ref), traits[kind]?.[ref.index] || 0);
      else if (ref.of === 'matrix') values.set(keyOf(ref), await meanOf(sim, ref.index));
      else if (ref.of === 'time') values.set(keyOf(ref), sim.time);
      else values.set(keyOf(ref), 0);
    }
  }
  return values;
}

async function meanOf(sim: Simulation, variable: number): Promise<number> {
  const { name, unit } = sim.scene.model.matrix[variable]!;
  const { values } = await sim.snapshot(name);
  return (unit.factor * (values ?? new Float32Array(1)).reduce((sum, value) => sum + value, 0)) / (values?.length ?? 1);
}

function answer(
  { expr, kind, state }: PlacedExpression,
  model: Model,
  typical: Typical,
  key: string,
  x: number,
): number {
  const value = (ref: Ref): number => {
    const own = keyOf(ref);
    if (own === key) return x;
    if (ref.of === 'signal') {
      const inner = (kind as Kind).signals[ref.index]?.value[state];
      return inner ? evaluate(inner, value) : 0;
    }
    return typical.get(own) ?? (ref.of === 'parameter' ? (model.parameters[ref.index]?.value ?? 0) : 0);
  };
  return evaluate(expr, value);
}
