/** Layers that are not kept but worked out when somebody looks: signals of cells, and the rates of what may happen to them. */
import type { Expr, Kind, Model } from '../../model/types.ts';
import { KindWriter, OccupancyTests } from '../kind-writer.ts';
import type { Moment } from '../lattice.ts';
import type { LayerInfo, SnapshotWindow } from '../types.ts';
import { type Uniforms, uniformBuilder } from '../uniforms.ts';
import { sampleSites } from '../window.ts';
import { jsDialect } from './js-dialect.ts';
import { link, type ProgramBinding, type SiteNumber } from './program.ts';

export type ComputedBinding = Pick<ProgramBinding, 'model' | 'shape' | 'seed' | 'state'>;

/** Samples a layer of kind `signal` or `event` at a moment of ticks of `dt` hours; NaN where no cell has it. */
export type Computed = (layer: LayerInfo, window: SnapshotWindow, now: Moment, dt: number) => Float32Array;

/** Binds to the arrays of one lattice; each layer is compiled when it is first asked for. */
export function createComputed(binding: ComputedBinding): Computed {
  const compiled = new Map<string, Compiled>();
  return (layer, window, now, dt) => {
    const own = compiled.get(layer.name) ?? compile(binding, layer);
    compiled.set(layer.name, own);
    own.prepare(now, dt);
    const { width } = binding.shape;
    const ids = binding.state[own.kind.layer].state;
    const columns = sampleSites(window.x, window.step, window.width);
    const rows = sampleSites(window.y, window.step, window.height);
    const values = new Float32Array(window.width * window.height);
    let k = 0;
    for (const y of rows) {
      for (const x of columns) {
        const i = y * width + x;
        const value = own.values[ids[i]!]?.(i, x, y) ?? Number.NaN;
        values[k++] = layer.kind === 'event' ? Math.max(0, value) : value;
      }
    }
    return values;
  };
}

interface Compiled {
  readonly kind: Kind;
  /** By state id. */
  readonly values: readonly (SiteNumber | null)[];
  prepare(now: Moment, dt: number): void;
}

function compile(binding: ComputedBinding, layer: LayerInfo): Compiled {
  const { model, shape, state } = binding;
  const n = shape.width * shape.height;
  const { kind, expressions } = expressionsOf(model, layer);
  const builder = uniformBuilder(model, shape.mixing === 'dish');
  const tests = new OccupancyTests();
  const writer = new KindWriter(binding, builder, tests, jsDialect(builder.timeSlot, shape.mixing));
  const bodies = expressions.map((expr, k) => writer.value(kind, k, expr, layer.name));
  const texts = [null, ...model.states.map(({ id }) => bodies[kind.states.indexOf(id)] ?? null)];
  const uniforms: Uniforms = builder.finish();
  const none = new Uint32Array(0);
  const mixedNear = new Float64Array(64);
  const scratch = {
    next: { tissue: none, immune: none },
    request: { tissue: new Uint8Array(0), immune: new Uint8Array(0) },
    mixedNear,
    events: new Float64Array(0),
    fault: { site: -1, state: 0 },
  };
  const noTerms = { source: new Float32Array(0), sink: new Float32Array(0), uptake: new Float32Array(0) };
  const whole: ProgramBinding = { ...binding, terms: model.fields.map(() => noTerms), scratch, hindrance: [] };
  const functions = texts.map((body) => (body === null ? null : `(i, x, y) => {\n${body}\n}`));
  const { values } = link<{ readonly values: readonly (SiteNumber | null)[] }>(whole, uniforms, tests, {
    values: functions,
  });
  return {
    kind,
    values,
    prepare({ parameters, blood, time, tick }, dt) {
      uniforms.update(parameters, blood, time, tick, dt);
      if (shape.mixing !== 'dish') return;
      tests.list.forEach((test, k) => {
        const count = state[test.layer].state.reduce((sum, id) => sum + (test.states.includes(id) ? 1 : 0), 0);
        mixedNear[k] = (8 * count) / n;
      });
    },
  };
}

/** What a layer shows of a cell in each state of its kind; null: nothing. */
function expressionsOf(model: Model, { kind: sort, name }: LayerInfo): { kind: Kind; expressions: (Expr | null)[] } {
  if (sort === 'signal') {
    const [kindName, signalName] = name.split('.');
    const kind = model.kinds.find((known) => known.name === kindName)!;
    return { kind, expressions: [...kind.signals.find((known) => known.name === signalName)!.value] };
  }
  const [kindName, event] = splitOnce(name, ': ');
  const kind = model.kinds.find((known) => known.name === kindName)!;
  const label = (id: number) => model.states[id - 1]!.name;
  if (event === 'division') return { kind, expressions: [...kind.division!.rate] };
  const death = kind.death.find(({ cause }) => event === `death: ${cause}`);
  if (death !== undefined) return { kind, expressions: [...death.rate] };
  const expressions = kind.states.map(
    (id) =>
      kind.transitions.find(({ from, to }) => from === id && event === `${label(from)} -> ${label(to)}`)?.rate ?? null,
  );
  return { kind, expressions };
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return [text.slice(0, at), text.slice(at + by.length)];
}
