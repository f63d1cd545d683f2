/** The kernels of `shaders/cell`, as compiled from the scene's model. All that the benchmark knows of how they are bound is here. */
import { modelEvents } from '../src/engine/events.ts';
import { type CellBuffers, downloadCells, uploadCells } from '../src/engine/gpu/cell-buffers.ts';
import { type BoundGpuCells, compileGpuCells, type FieldSide, type Gaits } from '../src/engine/gpu/cell-program.ts';
import { type GpuContext, shareOf, USAGE } from '../src/engine/gpu/context.ts';
import { statsWords } from '../src/engine/gpu/faults.ts';
import type { CellLayer, LatticeState } from '../src/engine/types.ts';
import type { Host } from '../src/host/types.ts';
import type { LayerName, Scene } from '../src/model/types.ts';
import { inMemory } from './allocate.ts';
import { type CellTraffic, cellTraffic } from './cell-traffic.ts';
import type { GpuClock } from './gpu-clock.ts';
import { countCells, groundOf, type Settled, settle } from './ground.ts';
import { errorOf, type Group, type Subject } from './subject.ts';

const LAYERS: readonly LayerName[] = ['tissue', 'immune'];
/** Bit of `next` (`shaders/lib/cells.wgsl`). */
const DIVIDES = 0x8000_0000;

const NAMES = ['exchange', 'fate', 'matrix', 'hindrance', 'divide', 'move'] as const;
type Name = (typeof NAMES)[number];

/** Of the device, which computes in f32, from the CPU, which computes in double precision. */
const TOLERANCE = 1e-4;
/** Part of the sites whose draw may lie on its threshold, so that rounding decides; beyond it the fates are wrong. */
const UNDECIDED = 1e-3;

/** @param checkSide sites a side of the lattice on which kernels are compared with the CPU */
export function cellKernels(ctx: GpuContext, clock: GpuClock, host: Host, scene: Scene, checkSide: number): Group {
  return {
    names: NAMES,
    async *open(side, isWanted) {
      const wanted = NAMES.filter(isWanted);
      if (wanted.length === 0) return;
      const errors = new Map<Name, number>();
      const small = await onDevice(ctx, settle(await groundOf(scene, host, Math.min(side, checkSide))));
      try {
        for (const name of wanted) errors.set(name, await checks[name](ctx, small));
      } finally {
        small.release();
      }
      const device = await onDevice(ctx, settle(await groundOf(scene, host, side)));
      const traffic = cellTraffic(device.settled);
      try {
        for (const name of wanted) {
          if (name === 'divide') await encodeOnce(ctx, device, 'fate');
          yield subject(clock, device, traffic, name, errors.get(name)!, small);
        }
      } finally {
        device.release();
      }
    },
  };
}

/** Cells and the field arrays they touch on the device, at the state of `settled`. */
interface OnDevice {
  readonly settled: Settled;
  readonly side: number;
  readonly buffers: CellBuffers;
  readonly fields: FieldSide;
  readonly bound: BoundGpuCells;
  readonly gaits: Gaits;
  readonly compileMs: number;
  readonly bytes: number;
  /** Puts the device back to the state. */
  restart(): void;
  release(): void;
}

async function onDevice(ctx: GpuContext, settled: Settled): Promise<OnDevice> {
  const { scene, shape, groups, state, blood, now } = settled;
  const { model, parameters, seed, tick: dt } = scene;
  const n = shape.width * shape.height;
  const slots = model.fields.map((_, f) => f);
  const factorGroups = [0, ...groups.expressions.map((_, g) => g + 1)];
  const share = shareOf(ctx);
  try {
    const started = performance.now();
    const options = { model, shape, hindrance: groups.expressions, slots, factorGroups };
    const program = await compileGpuCells(share, options, seed);
    const compileMs = performance.now() - started;
    const before = ctx.allocated;
    const array = (label: string, words: number): GPUBuffer =>
      share.createBuffer(label, 4 * words, USAGE.storage | USAGE.copyDst | USAGE.copySrc);
    const { buffers, fields } = await inMemory(share, () => ({
      buffers: program.createBuffers(array('stats', statsWords(modelEvents(model).list.length))),
      fields: {
        fields: array('fields', model.fields.length * n),
        sources: array('sources', model.fields.length * n),
        sinks: array('sinks', model.fields.length * n),
        uptakes: array('uptakes', model.fields.length * n),
        factors: array('factors', factorGroups.length * n),
      },
    }));
    const bound = program.bind(buffers, fields);
    const gaits = bound.begin({ parameters, blood, time: now.time, tick: now.tick, dt, matrixHours: dt });
    const restart = (): void => {
      uploadCells(ctx, buffers, state);
      for (const [plane, layer] of LAYERS.entries()) {
        const asked = settled.cells.requests[layer];
        const next = state[layer].state.map((id, i) => (asked[i] === 1 ? (id | DIVIDES) >>> 0 : id));
        ctx.device.queue.writeBuffer(buffers.next, plane * n * 4, next as Uint32Array<ArrayBuffer>);
      }
      state.fields.forEach((values, f) => {
        ctx.device.queue.writeBuffer(fields.fields, f * n * 4, values as Float32Array<ArrayBuffer>);
      });
    };
    restart();
    const bytes = ctx.allocated - before;
    const release = (): void => share.releaseAll();
    return { settled, side: shape.width, buffers, fields, bound, gaits, compileMs, bytes, restart, release };
  } catch (error) {
    share.releaseAll();
    throw error;
  }
}

const ENCODE: Readonly<Record<Name, (device: OnDevice, pass: GPUComputePassEncoder) => void>> = {
  exchange: ({ bound }, pass) => bound.encodeExchange(pass),
  fate: ({ bound }, pass) => bound.encodeFate(pass),
  matrix: ({ bound }, pass) => bound.encodeMatrix(pass),
  hindrance: ({ bound }, pass) => bound.encodeHindrance(pass),
  divide: ({ bound }, pass) => bound.encodeDivide(pass),
  move({ bound, gaits }, pass) {
    for (const layer of LAYERS) bound.encodeMove(pass, layer, gaits[layer]);
  },
};

/**
 * Repetitions are of one and the same tick: its draws are the same each time, so after the first one hardly anything happens to a
 * cell any more, and the last repetition finds the lattice of the second. What asks to divide is what found no place.
 */
function subject(
  clock: GpuClock,
  device: OnDevice,
  traffic: CellTraffic,
  name: Name,
  error: number,
  small: OnDevice,
): Subject {
  return {
    name,
    width: device.side,
    height: device.side,
    bytesPerSite: traffic[name],
    cells: countCells(device.settled.state),
    compileMs: Math.max(device.compileMs, small.compileMs), // on the same side the second time is free
    memoryBytes: device.bytes,
    timer: () => clock.timer,
    run: (repeats) =>
      clock.pass(name, (pass) => {
        for (let r = 0; r < repeats; r++) ENCODE[name](device, pass);
      }),
    check: {
      against: `CPU on ${small.side} x ${small.side}`,
      tolerance: name === 'divide' || name === 'move' ? UNDECIDED : TOLERANCE,
      error: async () => error,
    },
  };
}

/** From the state as it was at first. */
async function once(ctx: GpuContext, device: OnDevice, name: Name): Promise<void> {
  device.restart();
  await encodeOnce(ctx, device, name);
}

async function encodeOnce(ctx: GpuContext, device: OnDevice, name: Name): Promise<void> {
  const encoder = ctx.device.createCommandEncoder({ label: name });
  const pass = encoder.beginComputePass({ label: name });
  ENCODE[name](device, pass);
  pass.end();
  ctx.device.queue.submit([encoder.finish()]);
  await ctx.device.queue.onSubmittedWorkDone();
}

async function planesOf(ctx: GpuContext, buffer: GPUBuffer, n: number): Promise<Float32Array[]> {
  const all = new Float32Array(await ctx.read(buffer, 0, buffer.size));
  return Array.from({ length: all.length / n }, (_, k) => all.subarray(k * n, (k + 1) * n));
}

/** Errors of one run of each kernel from the same state as the CPU's, which goes on from one to the next. */
const checks: Readonly<Record<Name, (ctx: GpuContext, device: OnDevice) => Promise<number>>> = {
  async exchange(ctx, device) {
    const { cells, terms, state } = device.settled;
    const n = state.tissue.state.length;
    await once(ctx, device, 'exchange');
    const { sources, sinks, uptakes } = device.fields;
    const [source, sink, uptake] = [
      await planesOf(ctx, sources, n),
      await planesOf(ctx, sinks, n),
      await planesOf(ctx, uptakes, n),
    ];
    cells.exchange();
    return worst(
      terms.flatMap((term, f) => [
        errorOf(source[f]!, term.source),
        errorOf(sink[f]!, term.sink),
        errorOf(uptake[f]!, term.uptake),
      ]),
    );
  },
  async fate(ctx, device) {
    const { cells, state } = device.settled;
    await once(ctx, device, 'fate');
    const got = structuredClone(state);
    await downloadCells(ctx, device.buffers, got);
    cells.fate();
    return fateError(got, state);
  },
  async matrix(ctx, device) {
    const { cells, state, scene } = device.settled;
    await once(ctx, device, 'matrix');
    const got = await planesOf(ctx, device.buffers.matrix, state.tissue.state.length);
    cells.matrix(scene.tick);
    return worst(state.matrix.map((values, v) => errorOf(got[v]!, values)));
  },
  async hindrance(ctx, device) {
    const { cells, state, groups } = device.settled;
    const n = state.tissue.state.length;
    await once(ctx, device, 'hindrance');
    const got = await planesOf(ctx, device.fields.factors, n);
    const factor = new Float32Array(n);
    return worst(
      groups.expressions.map((_, g) => {
        cells.hindrance(g, factor);
        return errorOf(got[g + 1]!, factor);
      }),
    );
  },
  divide(ctx, device) {
    const { cells, now } = device.settled;
    if (!LAYERS.some((layer) => cells.requests[layer].includes(1))) cells.fate();
    return placedError(ctx, device, 'divide', () => cells.divide(now.tick));
  },
  move(ctx, device) {
    const { cells, now, scene } = device.settled;
    return placedError(ctx, device, 'move', () => cells.move(now.tick, scene.tick));
  },
};

/** Who is where after a part of the tick that only places cells. */
async function placedError(ctx: GpuContext, device: OnDevice, name: Name, onCpu: () => void): Promise<number> {
  const { state } = device.settled;
  await once(ctx, device, name);
  const got = structuredClone(state);
  await downloadCells(ctx, device.buffers, got);
  onCpu();
  return Math.max(...LAYERS.map((layer) => differing(got[layer], state[layer])));
}

/** Part of the sites that hold another cell. */
function differing(got: CellLayer, expected: CellLayer): number {
  let others = 0;
  for (let i = 0; i < expected.state.length; i++) {
    if (got.state[i] !== expected.state[i] || got.barcode[i] !== expected.barcode[i]) others++;
  }
  return others / expected.state.length;
}

/** Largest error of a trait among cells that met the same fate; infinite when too many met another. */
function fateError(got: LatticeState, expected: LatticeState): number {
  let most = 0;
  for (const layer of ['tissue', 'immune'] as const) {
    const [a, b] = [got[layer], expected[layer]];
    const n = b.state.length;
    let others = 0;
    for (let i = 0; i < n; i++) if (a.state[i] !== b.state[i] || a.since[i] !== b.since[i]) others++;
    if (others > UNDECIDED * n) return Number.POSITIVE_INFINITY;
    for (let at = 0; at < b.traits.length; at += n) {
      const mine = a.traits.slice(at, at + n);
      for (let i = 0; i < n; i++) if (a.state[i] !== b.state[i]) mine[i] = b.traits[at + i]!;
      most = Math.max(most, errorOf(mine, b.traits.subarray(at, at + n)));
    }
  }
  return most;
}

/** NaN when one is. */
function worst(errors: readonly number[]): number {
  return Math.max(0, ...errors);
}
