import type { LayerInfo, Simulation } from '../../src/engine/types.ts';
import type { Dose, Scene } from '../../src/model/types.ts';
import { makeSnapshot, makeState } from '../render/snapshot.ts';

const LAYERS: readonly LayerInfo[] = [
  { name: 'states', kind: 'states', unit: '', about: '' },
  { name: 'a_field', kind: 'field', unit: 'nM', about: '' },
];

export interface Fake {
  readonly sim: Simulation;
  /** What was called, in order. */
  readonly calls: string[];
}

/** A simulation that only counts: its first state grows by one cell a tick. It fails at tick `failsAt`. */
export function fakeSimulation({ until = 1000, failsAt = Number.POSITIVE_INFINITY } = {}): Fake {
  const calls: string[] = [];
  let tick = 0;
  let dosing: readonly Dose[] = [
    { field: 0, from: 10, until: 20, cycle: null, give: { how: 'hold', value: 5 }, washout: false },
  ];
  const unit = { text: 'uM', factor: 1000, dimension: [0, 0, 1, 0] };
  const parameter = { name: 'p', value: 2000, unit, range: [0, 5000], about: '', source: 's' };
  const model = {
    title: 'm',
    states: [makeState(1), makeState(2)],
    parameters: [parameter],
    fields: [{ name: 'a_field', unit }],
  };
  const scene = {
    path: 'scenes/x.yaml',
    title: 'X',
    about: '',
    question: '?',
    tick: 0.5,
    until,
    seed: 7,
    layer: 'a_field',
  };
  const sim = {
    scene: { ...scene, model, dosing, parameters: new Float64Array([2000]) } as unknown as Scene,
    shape: { width: 4, height: 3, spacing: 20, edges: 'walled', mixing: 'local' },
    backend: 'cpu',
    adapter: null,
    report: null,
    layers: LAYERS,
    warnings: [],
    get tick() {
      return tick;
    },
    get time() {
      return tick * 0.5;
    },
    get counts() {
      return [tick, 0];
    },
    get dosing() {
      return dosing;
    },
    async step() {
      if (tick + 1 === failsAt) throw new RangeError('boom');
      tick++;
    },
    blood: (_field: number, t: number) => (t >= 10 ? 5000 : 0),
    setParameter: (name: string, value: number) => void calls.push(`${name}=${value}`),
    setDosing(doses: readonly Dose[]) {
      dosing = doses;
      calls.push('dosing');
    },
    snapshot: (name: string) => makeSnapshot({ tick, layer: LAYERS.find((layer) => layer.name === name)! }),
    inspect: (x: number, y: number) => ({ x_um: x, y_um: y, fields: [], matrix: [], tissue: null, immune: null }),
    destroy: () => void calls.push('destroy'),
  };
  return { sim: sim as unknown as Simulation, calls };
}
