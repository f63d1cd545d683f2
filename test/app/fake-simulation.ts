import type { BackendName, LayerInfo, Simulation, SnapshotWindow, TickCounts } from '../../src/engine/types.ts';
import { wholeWindow } from '../../src/engine/window.ts';
import type { Dose, Scene } from '../../src/model/types.ts';
import { makeSnapshot, makeState } from '../render/snapshot.ts';

const LAYERS: readonly LayerInfo[] = [
  { name: 'states', kind: 'states', unit: '', about: '' },
  { name: 'a_field', kind: 'field', unit: 'nM', about: '' },
];

const SHAPE = { width: 4, height: 3 };

export interface Fake {
  readonly sim: Simulation;
  /** Hears the counts of every tick. */
  listen(onCounts: (counts: TickCounts) => void): void;
  /** What was called, in order. */
  readonly calls: string[];
}

export interface FakeOptions {
  readonly until?: number;
  readonly failsAt?: number;
  readonly backend?: BackendName;
  /** How long a snapshot takes, and a tick; 0: no longer than a promise. */
  readonly snapshotMs?: number;
  readonly values?: (tick: number, window: SnapshotWindow) => Float32Array;
}

/** A simulation that only counts: its first state grows by one cell a tick. It fails at tick `failsAt`. */
export function fakeSimulation(options: FakeOptions = {}): Fake {
  const { until = 1000, failsAt = Number.POSITIVE_INFINITY, backend = 'cpu', snapshotMs = 0 } = options;
  const calls: string[] = [];
  let tell = (_: TickCounts) => {};
  let tick = 0;
  let parameters = [2000];
  let dosing: readonly Dose[] = [
    { field: 0, from: 10, until: 20, cycle: null, give: { how: 'hold', value: 5 }, washout: false },
  ];
  const unit = { text: 'uM', factor: 1000, dimension: [0, 0, 1, 0] };
  const parameter = { name: 'p', value: 2000, unit, range: [0, 5000], about: '', source: 's' };
  const model = {
    title: 'm',
    states: [makeState(1), makeState(2)],
    parameters: [parameter],
    hash: '0123456789',
    fields: [{ name: 'a_field', unit, halfLife: null, blood: { op: 'number', value: 0 } }],
    matrix: [],
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
    scene: {
      ...scene,
      model,
      dosing,
      settings: [],
      blood: [null],
      parameters: new Float64Array([2000]),
    } as unknown as Scene,
    shape: { ...SHAPE, spacing: 20, edges: 'walled', mixing: 'local' },
    backend,
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
    startCounts: [0, 0],
    settings: [],
    setSettings: () => {},
    get parameters() {
      return [...parameters];
    },
    keep: async () => ({ tick, bytes: 100, parameters: [...parameters], dosing }),
    async goBack(kept: { tick: number; parameters: number[]; dosing: readonly Dose[] }) {
      [tick, parameters, dosing] = [kept.tick, kept.parameters, kept.dosing];
      calls.push(`back to ${tick}`);
    },
    edit: async () => void calls.push('edit'),
    hash: async () => `hash ${tick} ${parameters.join()}`,
    get dosing() {
      return dosing;
    },
    async step() {
      if (tick + 1 === failsAt) throw new RangeError('boom');
      tick++;
      tell({ tick, counts: [tick, 0] });
    },
    blood: (_field: number, t: number) => (t >= 10 ? 5000 : 0),
    setParameter(name: string, value: number) {
      parameters = [value];
      calls.push(`${name}=${value}`);
    },
    setDosing(doses: readonly Dose[]) {
      dosing = doses;
      calls.push('dosing');
    },
    async snapshot(name: string, window = wholeWindow(SHAPE)) {
      calls.push('snapshot');
      const layer = LAYERS.find((layer) => layer.name === name)!;
      const values = layer.kind === 'states' ? null : (options.values?.(tick, window) ?? null);
      const taken = makeSnapshot({ ...SHAPE, tick, layer, window, values });
      if (snapshotMs > 0) await new Promise((resolve) => setTimeout(resolve, snapshotMs));
      return taken;
    },
    inspect: async (x: number, y: number) => ({ x_um: x, y_um: y, fields: [], matrix: [], tissue: null, immune: null }),
    destroy: () => void calls.push('destroy'),
  };
  const listen = (onCounts: typeof tell) => {
    tell = onCounts;
  };
  return { sim: sim as unknown as Simulation, calls, listen };
}
