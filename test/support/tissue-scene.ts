import type { Host } from '../../src/host/types.ts';
import type { Expr, Kind, LayerName, Model, PerState, Scene, TablePlan, Trait, Unit } from '../../src/model/types.ts';

const ONE: Unit = { text: '1', factor: 1, dimension: [0, 0, 0, 0] };
const number = (value: number): Expr => ({ op: 'number', value });

/** Kinds of the hand-made model: layer, states, traits. State ids count on from 1 in this order. */
const KINDS: [name: string, layer: LayerName, states: string[], traits: string[]][] = [
  ['tumour', 'tissue', ['growing', 'resting'], ['adapted', 'cycled']],
  ['stroma', 'tissue', ['quiet'], ['adapted']],
  ['vessel', 'tissue', ['open'], []],
  ['killer', 'immune', ['active', 'tired'], ['cycled']],
];

function trait(name: string, states: number): Trait {
  const start: PerState = Array.from({ length: states }, () => number(0));
  const unit = name === 'adapted' ? { text: '%', factor: 0.01, dimension: ONE.dimension } : ONE;
  return {
    name,
    unit,
    start,
    spread: null,
    change: { law: 'fixed' },
    halves: false,
    min: -Infinity,
    max: Infinity,
    about: '',
    source: '',
  };
}

/** A model with states but no equations, for tests of what only reads names, layers and units. */
export function bareModel(): Model {
  const kinds: Kind[] = [];
  const states: Model['states'][number][] = [];
  for (const [name, layer, own, traits] of KINDS) {
    const ids = own.map((state) => {
      const id = states.length + 1;
      states.push({ id, kind: name, name: state, label: `${name}.${state}`, layer, colour: null, about: '' });
      return id;
    });
    kinds.push({
      name,
      about: '',
      layer,
      states: ids,
      signals: [],
      traits: traits.map((t) => trait(t, own.length)),
      transitions: [],
      death: [],
      division: null,
      exchange: [],
      move: null,
      arrivals: [],
    });
  }
  const field = (name: string, unit: Unit) => ({
    name,
    unit,
    diffusion: number(1),
    hindrance: null,
    decay: number(0),
    steady: false,
    saturation: null,
    blood: number(0),
    halfLife: null,
    earlyPart: null,
    earlyHalfLife: null,
    about: '',
    source: '',
  });
  const variable = (name: string, unit: Unit, value: Expr | null, max: number) => ({
    name,
    unit,
    start: value ? null : number(0.1),
    rate: value ? null : number(0),
    value,
    min: 0,
    max,
    about: '',
    source: '',
  });
  return {
    title: 'bare',
    about: '',
    hash: '',
    parameters: [],
    fields: [
      field('oxygen', { text: 'mmHg', factor: 1, dimension: [0, 0, 0, 1] }),
      field('drug', { text: 'uM', factor: 1000, dimension: [0, 0, 1, 0] }),
    ],
    matrix: [
      variable('fibre', ONE, null, 1),
      variable('tension', { text: 'kPa', factor: 7.50062, dimension: [0, 0, 0, 1] }, null, 75.0062),
      variable('firmness', ONE, number(1), Infinity),
    ],
    matrixEvery: 0,
    kinds,
    states,
  };
}

/** A scene of `bareModel`: a lattice of 64 × 48 sites of 20 um, an empty dish, seed 1. */
export function bareScene(changes: Partial<Scene> = {}): Scene {
  const model = bareModel();
  return {
    path: 'scene.yaml',
    title: '',
    about: '',
    question: '',
    model,
    parameters: new Float64Array(),
    lattice: { width: 64, height: 48, spacing: 20, edges: 'periodic', mixing: 'local' },
    tick: 0.5,
    until: 24,
    every: 6,
    seed: 1,
    boundaries: model.fields.map(() => null),
    blood: model.fields.map(() => null),
    dosing: [],
    settings: [],
    tissue: { from: 'generator', generator: 'dish', args: { cells: {} } },
    measures: [],
    views: [],
    layer: 'states',
    ...changes,
  };
}

/** A table plan with labels for `bareModel` and nothing else. */
export function tablePlan(changes: Partial<TablePlan> = {}): TablePlan {
  return {
    from: 'table',
    path: 'cells.csv',
    labelColumns: [],
    pixel: null,
    spacing: null,
    labels: { tumour: 1, stroma: 3, killer: 5, debris: 0 },
    otherLabels: null,
    share: [],
    add: [],
    ...changes,
  };
}

/** A host that reads from `files` and resolves paths as they are. */
export function memoryHost(files: Readonly<Record<string, string>> = {}): Host {
  return {
    name: 'node',
    readText: async (path) => files[path] ?? '',
    resolve: (_, path) => path,
    gpu: async () => null,
  };
}
