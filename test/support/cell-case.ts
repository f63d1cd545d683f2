/** A random lattice whose cells live on the CPU and on the device. */
import { type Cells, createCells } from '../../src/engine/cpu/cells.ts';
import { modelEvents } from '../../src/engine/events.ts';
import { hindranceGroups } from '../../src/engine/fields.ts';
import { type CellBuffers, downloadCells, uploadCells } from '../../src/engine/gpu/cell-buffers.ts';
import {
  type BoundGpuCells,
  compileGpuCells,
  type FieldSide,
  type Gaits,
  type GpuCells,
} from '../../src/engine/gpu/cell-program.ts';
import { type GpuContext, USAGE } from '../../src/engine/gpu/context.ts';
import { describeFaults, STATS, statsWords } from '../../src/engine/gpu/faults.ts';
import { inspectSite } from '../../src/engine/inspect.ts';
import { draw, PURPOSE, words } from '../../src/engine/random.ts';
import { allocateState, countStates } from '../../src/engine/state.ts';
import type { FieldTerms, LatticeState } from '../../src/engine/types.ts';
import { evaluateParameters } from '../../src/model/evaluate.ts';
import type { LatticeShape, LayerName, Model } from '../../src/model/types.ts';
import { TOLERANCES } from '../parity/tolerances.ts';
import { randomNumbers } from './random-numbers.ts';

/** Hours; long, for many events. */
export const DT = 4;

/** The CPU side in `cpu`, `state` and `terms`; each method runs the device from what `restart` last uploaded. */
export interface CellCase {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly parameters: Float64Array;
  readonly blood: readonly number[];
  readonly cpu: Cells;
  readonly gpu: GpuCells;
  /** Every buffer of the device side. */
  readonly buffers: CellBuffers & FieldSide & Pick<BoundGpuCells, 'params' | 'uniforms'>;
  readonly state: LatticeState;
  readonly terms: readonly FieldTerms[];
  /** Puts both sides back to the first state, at a tick. */
  restart(tick?: number): void;
  /** A copy of the CPU's state. */
  copy(): LatticeState;
  exchange(): Promise<readonly FieldTerms[]>;
  fate(): Promise<GpuFate>;
  matrix(hours: number): Promise<readonly Float32Array[]>;
  derive(): Promise<readonly Float32Array[]>;
  /** By group from 1 on. */
  hindrance(): Promise<readonly Float32Array[]>;
  /** Puts the CPU's present state and requests on the device, then lets the device place or move cells. */
  upload(): void;
  place(what: 'divide' | 'arrive' | 'move'): Promise<LatticeState>;
  /** Runs passes of the caller's own with this tick's uniforms. */
  run(encode: (pass: GPUComputePassEncoder) => void): Promise<void>;
  fault(): Promise<string | null>;
  /** Cells per state as the device keeps them. */
  counts(): Promise<number[]>;
}

/** State after fate, and `next` of both layers. */
export interface GpuFate extends LatticeState {
  readonly next: Readonly<Record<LayerName, Uint32Array>>;
}

export async function cellCase(ctx: GpuContext, model: Model, shape: LatticeShape, seed: number): Promise<CellCase> {
  const n = shape.width * shape.height;
  const count = model.fields.length;
  const parameters = Float64Array.from(model.parameters, (p) => p.value);
  const groups = hindranceGroups(model.fields);
  const blood = model.fields.map((f) => evaluateParameters(f.blood, parameters) || 20);
  const terms = model.fields.map(() => ({
    source: new Float32Array(n),
    sink: new Float32Array(n),
    uptake: new Float32Array(n),
  }));
  const state = allocateState(
    model,
    n,
    model.fields.map(() => new Float32Array(n)),
  );
  const cpu = createCells({ model, shape, seed, state, terms, hindrance: groups.expressions });
  // Fields lie in another order than they are declared, as in the solver.
  const slots = model.fields.map((_, f) => count - 1 - f);
  const factorGroups = [0, ...groups.expressions.map((_, g) => g + 1)];
  const gpu = await compileGpuCells(ctx, { model, shape, hindrance: groups.expressions, slots, factorGroups }, seed);
  const words = statsWords(modelEvents(model).list.length);
  const stored = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
  const cells = gpu.createBuffers(ctx.createBuffer('stats', words * 4, stored));
  const array = (label: string, planes: number) =>
    ctx.createBuffer(label, planes * n * 4, USAGE.storage | USAGE.copyDst | USAGE.copySrc);
  const fields = {
    fields: array('fields', count),
    sources: array('sources', count),
    sinks: array('sinks', count),
    uptakes: array('uptakes', count),
    factors: array('factors', factorGroups.length),
  };
  const bound = gpu.bind(cells, fields);
  const { queue } = ctx.device;
  let now = 100;

  const update = (): void => cpu.program.uniforms.update(parameters, blood, now * DT, now, DT);
  update();
  fillState(model, state, blood, randomNumbers(seed));
  if (shape.mixing === 'dish') state.fields.forEach((values, f) => void values.fill(blood[f]!));
  cpu.startTraits();
  vary(model, state, randomNumbers(seed + 1));
  cpu.deriveMatrix();
  const first = structuredClone(state);

  const run = async (encode: (pass: GPUComputePassEncoder, gaits: Gaits) => void, hours = DT): Promise<void> => {
    const gaits = bound.begin({ parameters, blood, time: now * DT, tick: now, dt: DT, matrixHours: hours });
    const encoder = ctx.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encode(pass, gaits);
    pass.end();
    queue.submit([encoder.finish()]);
    await queue.onSubmittedWorkDone();
  };
  const planes = async (buffer: GPUBuffer): Promise<Float32Array[]> => {
    const all = new Float32Array(await ctx.read(buffer, 0, buffer.size));
    return Array.from({ length: all.length / n }, (_, k) => all.subarray(k * n, (k + 1) * n));
  };
  const download = async (): Promise<LatticeState> => {
    const copy = structuredClone(first);
    await downloadCells(ctx, cells, copy);
    return copy;
  };

  const upload = (): void => {
    uploadCells(ctx, cells, state);
    state.fields.forEach((values, f) => {
      queue.writeBuffer(fields.fields, slots[f]! * n * 4, values as Float32Array<ArrayBuffer>);
    });
    const stats = new Uint32Array(words);
    for (const at of [STATS.counts, STATS.still]) stats.set(countStates(model, state), at + 1);
    queue.writeBuffer(cells.stats, 0, stats);
    const next = new Uint32Array(2 * n);
    for (const [l, layer] of (['tissue', 'immune'] as const).entries()) {
      state[layer].state.forEach((id, i) => {
        next[l * n + i] = id + cpu.requests[layer][i]! * 2 ** 31;
      });
    }
    queue.writeBuffer(cells.next, 0, next);
  };

  return {
    model,
    shape,
    seed,
    parameters,
    blood,
    cpu,
    gpu,
    buffers: { ...cells, ...fields, params: bound.params, uniforms: bound.uniforms },
    state,
    terms,
    restart(tick = 100) {
      now = tick;
      restore(state, first);
      for (const asked of [cpu.requests.tissue, cpu.requests.immune]) asked.fill(0);
      update();
      upload();
    },
    upload,
    async place(what) {
      await run((pass, gaits) => {
        if (what === 'divide') bound.encodeDivide(pass);
        else if (what === 'arrive') bound.encodeArrive(pass);
        else for (const layer of ['tissue', 'immune'] as const) bound.encodeMove(pass, layer, gaits[layer]);
      });
      return download();
    },
    copy: () => structuredClone(state),
    async exchange() {
      await run(bound.encodeExchange);
      const [source, sink, uptake] = await Promise.all([fields.sources, fields.sinks, fields.uptakes].map(planes));
      return slots.map((slot) => ({ source: source![slot]!, sink: sink![slot]!, uptake: uptake![slot]! }));
    },
    async fate() {
      await run(bound.encodeFate);
      const next = new Uint32Array(await ctx.read(cells.next, 0, cells.next.size));
      return { ...(await download()), next: { tissue: next.subarray(0, n), immune: next.subarray(n) } };
    },
    async matrix(hours) {
      await run(bound.encodeMatrix, hours);
      return (await download()).matrix;
    },
    async derive() {
      await run(bound.encodeDerive);
      return (await download()).matrix;
    },
    async hindrance() {
      await run(bound.encodeHindrance);
      return (await planes(fields.factors)).slice(1);
    },
    run,
    async counts() {
      const stats = new Uint32Array(await ctx.read(cells.stats, 0, words * 4));
      return Array.from(stats.subarray(STATS.counts + 1, STATS.counts + 1 + model.states.length));
    },
    async fault() {
      return describeFaults(new Uint32Array(await ctx.read(cells.stats, 0, words * 4)), shape);
    },
  };
}

/** Half of the sites with a cell on either layer, all states alike; fields around their blood values. */
function fillState(model: Model, state: LatticeState, blood: readonly number[], next: () => number): void {
  for (const layer of ['tissue', 'immune'] as const) {
    const ids = model.states.filter((s) => s.layer === layer).map((s) => s.id);
    const cells = state[layer];
    for (let i = 0; i < cells.state.length; i++) {
      if (ids.length === 0 || next() < 0.4) continue;
      cells.state[i] = ids[Math.floor(next() * ids.length)]!;
      cells.barcode[i] = i + 1;
      cells.divisions[i] = Math.floor(next() * 5);
      cells.since[i] = Math.floor(next() * 100);
    }
  }
  state.fields.forEach((values, f) => {
    for (let i = 0; i < values.length; i++) values[i] = blood[f]! * 2 * next() ** 2;
  });
  state.matrix.forEach((values, v) => {
    const { min, max } = model.matrix[v]!;
    const top = Number.isFinite(max) ? max : 1;
    for (let i = 0; i < values.length; i++) values[i] = Math.max(min, 0) + (top - Math.max(min, 0)) * next();
  });
}

/** Traits away from where they start, within their bounds. */
function vary(model: Model, state: LatticeState, next: () => number): void {
  for (const layer of ['tissue', 'immune'] as const) {
    const { state: ids, traits } = state[layer];
    const n = ids.length;
    for (let i = 0; i < n; i++) {
      const kind = model.kinds.find((k) => k.states.includes(ids[i]!));
      kind?.traits.forEach(({ min, max }, slot) => {
        const at = slot * n + i;
        traits[at] = Math.min(max, Math.max(min, traits[at]! * (0.5 + next()) + 0.3 * next()));
      });
    }
  }
}

function restore(to: LatticeState, from: LatticeState): void {
  for (const layer of ['tissue', 'immune'] as const) {
    for (const key of ['state', 'barcode', 'divisions', 'since', 'traits'] as const)
      to[layer][key].set(from[layer][key]);
  }
  to.fields.forEach((values, f) => {
    values.set(from.fields[f]!);
  });
  to.matrix.forEach((values, v) => {
    values.set(from.matrix[v]!);
  });
}

/** What became of a layer, and each site that the device got wrong. */
export interface Mismatches {
  readonly cells: number;
  readonly events: number;
  /** Sites that differ because a draw lies on its threshold. */
  readonly undecided: number;
  readonly wrong: readonly string[];
}

/** Compares the CPU's present state with the device's after the fate of one layer, everything a cell carries included. */
export function mismatches(
  both: CellCase,
  before: LatticeState,
  after: GpuFate,
  layer: LayerName,
  tick: number,
): Mismatches {
  const { state } = both;
  const n = state.tissue.state.length;
  // The immune layer's turn comes when the tissue's is over.
  const seen: LatticeState = layer === 'tissue' ? before : { ...before, tissue: state.tissue };
  const requests = both.cpu.requests[layer];
  let [cells, events, undecided] = [0, 0, 0];
  const wrong: string[] = [];
  for (let i = 0; i < n; i++) {
    const from = before[layer].state[i]!;
    const divides = after.next[layer][i]! >>> 31;
    if (from !== 0) cells++;
    if (state[layer].state[i] !== from || requests[i] === 1) events++;
    const asBefore = state[layer].state[i] === after[layer].state[i] && requests[i] === divides;
    if (!asBefore && isUndecided(both, seen, layer, i, tick)) undecided++;
    else if (!asBefore)
      wrong.push(`site ${i}: state ${from} -> ${after[layer].state[i]}, not ${state[layer].state[i]}`);
    else wrong.push(...differences(state, after, layer, i));
  }
  return { cells, events, undecided, wrong };
}

function differences(expected: LatticeState, got: LatticeState, layer: LayerName, i: number): string[] {
  const n = expected[layer].state.length;
  const wrong = (['barcode', 'divisions', 'since'] as const)
    .filter((key) => expected[layer][key][i] !== got[layer][key][i])
    .map((key) => `site ${i}: ${key} ${got[layer][key][i]}, not ${expected[layer][key][i]}`);
  for (let at = i; at < expected[layer].traits.length; at += n) {
    const [a, b] = [got[layer].traits[at]!, expected[layer].traits[at]!];
    if (!(Math.abs(a - b) <= TOLERANCES.trait * Math.max(0.1, Math.abs(b)))) {
      wrong.push(`site ${i}: trait ${Math.floor(at / n)} ${a}, not ${b}`);
    }
  }
  return wrong;
}

/** Whether the draw of a cell, or the choice among its events, lies within the tolerance of a threshold. */
function isUndecided(both: CellCase, seen: LatticeState, layer: LayerName, i: number, tick: number): boolean {
  const { model, shape, parameters, blood } = both;
  const source = { model, shape, state: seen, parameters, blood, time: tick * DT, tick, dt: DT };
  const hazards = inspectSite(source, i % shape.width, Math.floor(i / shape.width))[layer]?.hazards ?? [];
  const total = hazards.reduce((sum, h) => sum + h.rate, 0);
  draw(i, tick, PURPOSE.fate, both.seed);
  const [u, pick] = [words[0]! * 2 ** -32, words[1]! * 2 ** -32];
  if (Math.abs(u + Math.expm1(-total * DT)) < TOLERANCES.threshold) return true;
  let share = 0;
  return hazards.some((h) => {
    share += h.rate / total;
    return Math.abs(pick - share) < TOLERANCES.threshold;
  });
}
