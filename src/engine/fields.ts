import { evaluateParameters } from '../model/evaluate.ts';
import type { Boundary, Expr, Field, LatticeShape, Model, Scene } from '../model/types.ts';
import type { FieldProblem, FieldSolver, FieldTerms, SolverShape } from './types.ts';

/** Fields that share a hindrance expression share its array; group 0 is unhindered. */
export interface HindranceGroups {
  /** Group of each field. */
  readonly of: readonly number[];
  /** Expression of each group from 1 on. */
  readonly expressions: readonly Expr[];
}

export function hindranceGroups(fields: readonly Field[]): HindranceGroups {
  const keys: string[] = [];
  const expressions: Expr[] = [];
  const of = fields.map((field) => {
    if (field.hindrance === null) return 0;
    const key = JSON.stringify(field.hindrance);
    const known = keys.indexOf(key);
    if (known >= 0) return known + 1;
    keys.push(key);
    expressions.push(field.hindrance);
    return keys.length;
  });
  return { of, expressions };
}

/** What the solver has to know of field f, at the given parameters and blood value. */
export function fieldProblem(
  scene: Scene,
  shape: LatticeShape,
  groups: HindranceGroups,
  f: number,
  parameters: Float64Array,
  blood: number,
): FieldProblem {
  const field = scene.model.fields[f];
  return {
    name: field.name,
    diffusion: evaluateParameters(field.diffusion, parameters),
    group: groups.of[f],
    decay: evaluateParameters(field.decay, parameters),
    steady: field.steady,
    saturation: field.saturation === null ? 1 : evaluateParameters(field.saturation, parameters),
    boundary: solverBoundary(scene.boundaries[f] ?? null, shape, blood),
  };
}

function solverBoundary(boundary: Boundary | null, shape: LatticeShape, blood: number): FieldProblem['boundary'] {
  if (boundary === null) return { kind: shape.edges === 'periodic' ? 'periodic' : 'no-flux' };
  if (boundary.kind === 'blood') return { kind: 'held', value: blood };
  return boundary;
}

/** Shape of the solver for a scene: all fields, default tolerance. */
export function solverShape(
  shape: LatticeShape,
  groups: HindranceGroups,
  problems: readonly FieldProblem[],
): SolverShape {
  return {
    width: shape.width,
    height: shape.height,
    spacing: shape.spacing,
    groups: groups.expressions.length + 1,
    fields: problems,
    tolerance: 1e-4,
    maxCycles: 12,
  };
}

/**
 * Fields of a well-mixed lattice: uniform at their blood values, nothing to solve. `step` does nothing; the tick calls
 * `load` through `fillUniform` when a value changes.
 */
export function uniformFields(model: Model, n: number): FieldSolver {
  const values = model.fields.map(() => new Float32Array(n));
  const none = new Float32Array(0);
  const terms: FieldTerms[] = model.fields.map(() => ({ source: none, sink: none, uptake: none }));
  return {
    values,
    terms,
    setHindrance() {},
    setProblem() {},
    load(field, from) {
      values[field].set(from);
    },
    async step() {
      return [];
    },
    destroy() {},
  };
}
