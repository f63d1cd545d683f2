import { type EquationText, equationOf, transitionEquation } from '../model/equation-text.ts';
import { evaluate } from '../model/evaluate.ts';
import type { Expr, Kind, LatticeShape, LayerName, Model, Origin, Ref, Unit } from '../model/types.ts';
import type { Explained, InspectedCell, Inspection, LatticeState, Reading } from './types.ts';

export interface InspectSource {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly state: LatticeState;
  readonly parameters: Float64Array;
  readonly blood: readonly number[];
  readonly time: number;
  readonly tick: number;
  readonly dt: number;
}

/** All that is known of site (x, y), evaluated by the tree interpreter from the state as it is. */
export function inspectSite(source: InspectSource, x: number, y: number): Inspection {
  const { model, shape, state } = source;
  const i = y * shape.width + x;
  const show = (item: { name: string; unit: Unit }, value: number): Reading => ({
    name: item.name,
    value: value / item.unit.factor,
    unit: item.unit.text,
  });
  return {
    x_um: (x + 0.5) * shape.spacing,
    y_um: (y + 0.5) * shape.spacing,
    fields: model.fields.map((f, k) => show(f, state.fields[k][i])),
    matrix: model.matrix.map((v, k) => show(v, state.matrix[k][i])),
    tissue: inspectCell(source, 'tissue', i),
    immune: inspectCell(source, 'immune', i),
  };
}

function inspectCell(source: InspectSource, layer: LayerName, i: number): InspectedCell | null {
  const { model, state } = source;
  const cells = state[layer];
  const id = cells.state[i];
  if (id === 0) return null;
  const named = model.states[id - 1];
  const kind = model.kinds.find((k) => k.name === named.kind)!;
  const k = kind.states.indexOf(id);
  const n = cells.state.length;
  const value = (expr: Expr): number => evaluate(expr, (ref) => lookUp(source, kind, k, layer, i, ref));
  return {
    kind: named.kind,
    state: named.name,
    barcode: cells.barcode[i],
    divisions: cells.divisions[i],
    timeInState: (source.tick - cells.since[i]) * source.dt,
    traits: kind.traits.map((t, slot) => ({
      name: t.name,
      value: cells.traits[slot * n + i] / t.unit.factor,
      unit: t.unit.text,
    })),
    signals: kind.signals.map((s) => ({
      name: s.name,
      value: s.value[k] ? value(s.value[k]) : 0,
      unit: '',
      ...explained(equationOf(model, `cells.${kind.name}.signals.${s.name}`, named.name)),
    })),
    hazards: cellHazards(model, kind, k, id).map((h) => ({
      event: h.event,
      rate: Math.max(0, value(h.rate)),
      source: h.origin.source,
      ...explained(h.equation),
    })),
  };
}

interface Hazard {
  readonly event: string;
  readonly rate: Expr;
  readonly origin: Origin;
  readonly equation: EquationText | null;
}

function explained(equation: EquationText | null): Explained {
  return { equation: equation?.text ?? '', path: equation?.path ?? '' };
}

/** The competing events of a cell in one state. */
function cellHazards(model: Model, kind: Kind, k: number, id: number): Hazard[] {
  const found: Hazard[] = [];
  const add = (event: string, rate: Expr | null | undefined, origin: Origin, equation: EquationText | null): void => {
    if (rate) found.push({ event, rate, origin, equation });
  };
  const { name } = model.states[id - 1]!;
  const path = `cells.${kind.name}`;
  for (const t of kind.transitions) {
    if (t.from !== id) continue;
    const to = model.states[t.to - 1]!;
    add(`→ ${to.label}`, t.rate, t, transitionEquation(model, kind.name, name, [to.name, to.label]));
  }
  for (const d of kind.death) {
    add(`death: ${d.cause}`, d.rate[k], d, equationOf(model, `${path}.death.${d.cause}.rate`, name));
  }
  if (kind.division) {
    add('division', kind.division.rate[k], kind.division, equationOf(model, `${path}.division.rate`, name));
  }
  return found;
}

/** Value of a name at site i for a cell of `kind` in its k-th state. */
function lookUp(source: InspectSource, kind: Kind, k: number, layer: LayerName, i: number, ref: Ref): number {
  const { state, shape } = source;
  const n = shape.width * shape.height;
  switch (ref.of) {
    case 'parameter':
      return source.parameters[ref.index];
    case 'field':
      return state.fields[ref.index][i];
    case 'blood':
      return source.blood[ref.index];
    case 'matrix':
      return state.matrix[ref.index][i];
    case 'trait':
      return state[layer].traits[ref.index * n + i];
    case 'signal': {
      const expr = kind.signals[ref.index].value[k];
      return expr ? evaluate(expr, (inner) => lookUp(source, kind, k, layer, i, inner)) : 0;
    }
    case 'time':
      return source.time;
    case 'timeInState':
      return (source.tick - state[layer].since[i]) * source.dt;
    case 'divisions':
      return state[layer].divisions[i];
    case 'here':
      return ref.states.includes(state[ref.layer].state[i]) ? 1 : 0;
    case 'near':
      return countNear(source, ref, i);
    case 'gradient':
      return slope(state.fields[ref.index], shape, i);
  }
}

function countNear(source: InspectSource, ref: Extract<Ref, { of: 'near' | 'here' }>, i: number): number {
  const { shape } = source;
  const occupants = source.state[ref.layer].state;
  if (shape.mixing === 'dish') {
    return (8 * occupants.reduce((sum, id) => sum + (ref.states.includes(id) ? 1 : 0), 0)) / occupants.length;
  }
  let count = 0;
  for (let b = -1; b <= 1; b++) {
    for (let a = -1; a <= 1; a++) {
      const j = neighbour(shape, i, a, b);
      if ((a !== 0 || b !== 0) && j >= 0 && ref.states.includes(occupants[j])) count++;
    }
  }
  return count;
}

/** Site at offset (a, b), −1 beyond a wall. */
function neighbour(shape: LatticeShape, i: number, a: number, b: number): number {
  const { width, height } = shape;
  let x = (i % width) + a;
  let y = Math.floor(i / width) + b;
  if (shape.edges === 'periodic') {
    x = (x + width) % width;
    y = (y + height) % height;
  }
  return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
}

function slope(values: Float32Array, shape: LatticeShape, i: number): number {
  const difference = (a: number, b: number): number => {
    const ahead = neighbour(shape, i, a, b);
    const behind = neighbour(shape, i, -a, -b);
    const steps = (ahead >= 0 ? 1 : 0) + (behind >= 0 ? 1 : 0);
    return (values[ahead >= 0 ? ahead : i] - values[behind >= 0 ? behind : i]) / (steps * shape.spacing);
  };
  return Math.hypot(difference(1, 0), difference(0, 1));
}
