/** Fields that live on the device: what is recorded equals what the host watches, and what goes wrong is told. */
import { describe, expect, it } from 'vitest';
import { createCpuFields } from '../../../src/engine/cpu/multigrid.ts';
import { type GpuContext, USAGE } from '../../../src/engine/gpu/context.ts';
import { createDeviceFields, type DeviceFields } from '../../../src/engine/gpu/device-fields.ts';
import { FAULTS, STATS, statsWords } from '../../../src/engine/gpu/faults.ts';
import { createGpuFields } from '../../../src/engine/gpu/multigrid.ts';
import type { FieldProblem, SolverShape } from '../../../src/engine/types.ts';
import { sharedDevice } from '../../support/device.ts';
import { randomNumbers } from '../../support/random-numbers.ts';

const device = sharedDevice();

const WIDTH = 15;
const HEIGHT = 13;
const N = WIDTH * HEIGHT;
const DT = 0.5;

const field = (name: string, change: Partial<FieldProblem>): FieldProblem => ({
  name,
  diffusion: 6.5e6,
  group: 0,
  decay: 0.5,
  steady: true,
  saturation: 2,
  boundary: { kind: 'periodic' },
  ...change,
});

/** In an order that is not that of their slots. */
const FIELDS = [
  field('hindered', { group: 1 }),
  field('held', { boundary: { kind: 'held', value: 38 } }),
  field('slow', { steady: false, diffusion: 4e4, saturation: 200, boundary: { kind: 'no-flux' } }),
  field('plain', {}),
];

const shapeOf = (fields: readonly FieldProblem[], change: Partial<SolverShape> = {}): SolverShape => ({
  width: WIDTH,
  height: HEIGHT,
  spacing: 20,
  groups: 2,
  fields,
  tolerance: 1e-5,
  maxCycles: 40,
  ...change,
});

/** Random terms of one field. */
function termsOf(seed: number) {
  const next = randomNumbers(seed);
  const fill = (from: () => number) => Float32Array.from({ length: N }, from);
  return {
    source: fill(() => (next() < 0.05 ? 4e4 * next() : 0)),
    sink: fill(() => (next() < 0.3 ? 600 * next() : 0)),
    uptake: fill(() => (next() < 0.3 ? 2e4 * next() : 0)),
    factor: fill(() => 0.2 + 0.8 * next()),
  };
}

interface Opened {
  readonly fields: DeviceFields;
  readonly stats: GPUBuffer;
  /** Records and submits one step that nobody watches. */
  encode(cycles: readonly number[], limit?: number): void;
  values(): Promise<Float32Array[]>;
  faults(): Promise<string[]>;
  close(): void;
}

/** Writes terms as cells would: straight into the buffers. */
function send(ctx: GpuContext, { side, slots }: DeviceFields, f: number, terms: Partial<ReturnType<typeof termsOf>>) {
  const at = slots[f]! * N * 4;
  const write = (to: GPUBuffer, from?: Float32Array) =>
    from && ctx.device.queue.writeBuffer(to, at, from as Float32Array<ArrayBuffer>);
  write(side.sources, terms.source);
  write(side.sinks, terms.sink);
  write(side.uptakes, terms.uptake);
}

function open(shape: SolverShape, ctx = device()): Opened {
  const n = shape.width * shape.height;
  const stats = ctx.createBuffer('stats', statsWords(0) * 4, USAGE.storage | USAGE.copySrc);
  const fields = createDeviceFields(ctx, shape, stats);
  shape.fields.forEach((_, f) => {
    if (n === N) send(ctx, fields, f, termsOf(f + 1));
  });
  fields.factorGroups.forEach((group, plane) => {
    if (group !== 1 || n !== N) return;
    const { factor } = termsOf(1);
    ctx.device.queue.writeBuffer(fields.side.factors, plane * N * 4, factor);
  });
  fields.markFactors();
  return {
    fields,
    stats,
    encode(cycles, limit) {
      const encoder = ctx.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      fields.encode(pass, DT, cycles, limit);
      pass.end();
      ctx.device.queue.submit([encoder.finish()]);
    },
    async values() {
      const values = shape.fields.map(() => new Float32Array(N));
      await fields.read(values);
      return values;
    },
    async faults() {
      const [word = 0] = new Uint32Array(await ctx.read(stats, STATS.fault * 4, 4));
      return FAULTS.filter(({ bit }) => (word & bit) !== 0).map(({ name }) => name);
    },
    close() {
      fields.destroy();
      ctx.release(stats);
    },
  };
}

const none = (shape: SolverShape) => shape.fields.map(() => false);

describe('fields on the device', () => {
  it('are the same whether the host watches or not, tick after tick', async () => {
    const shape = shapeOf(FIELDS);
    const watched = open(shape);
    const alone = open(shape);
    for (const tick of [1, 2]) {
      for (const each of [watched, alone]) {
        FIELDS.forEach((_, f) => {
          send(device(), each.fields, f, termsOf(10 * tick + f));
        });
      }
      const reports = await watched.fields.step(DT, none(shape));
      const cycles = reports.map((report) => report.cycles);
      expect(reports.every(({ converged }) => converged)).toBe(true);
      expect(Math.min(...cycles)).toBeGreaterThan(1);
      expect(new Set(cycles).size).toBeGreaterThan(1);
      alone.encode(cycles);
      expect(await alone.values()).toEqual(await watched.values());
      const report = new Float32Array(await device().read(alone.fields.report, 0, 256));
      reports.forEach(({ residual }, f) => {
        expect(report[alone.fields.slots[f]! * 4]).toBe(residual);
      });
    }
    expect(await alone.faults()).toEqual([]);
    watched.close();
    alone.close();
  });

  it('are those of the solver for cells on the host, sub-steps included, and of the CPU', async () => {
    const shape = shapeOf(FIELDS);
    const both = open(shape);
    const solvers = [createGpuFields(device(), shape), createCpuFields(shape)];
    const jumped = FIELDS.map(({ name }) => name === 'slow');
    for (const solver of solvers) {
      FIELDS.forEach((_, f) => {
        const { source, sink, uptake } = termsOf(f + 1);
        solver.terms[f]!.source.set(source);
        solver.terms[f]!.sink.set(sink);
        solver.terms[f]!.uptake.set(uptake);
      });
      solver.setHindrance(1, termsOf(1).factor);
    }
    const reports = await both.fields.step(DT, jumped);
    const [hosted, cpu] = [await solvers[0]!.step(DT, jumped), await solvers[1]!.step(DT, jumped)];
    expect(reports).toEqual(hosted);
    expect(await both.values()).toEqual(solvers[0]!.values);
    expect(reports.map(({ substeps }) => substeps)).toEqual(cpu.map(({ substeps }) => substeps));
    expect(reports[2]!.substeps).toBeGreaterThan(2);
    for (const solver of solvers) solver.destroy();
    both.close();
  });

  it('keep a guess within tolerance, byte for byte', async () => {
    const shape = shapeOf(FIELDS.map((each) => ({ ...each, steady: true })));
    const both = open(shape);
    await both.fields.step(DT, none(shape));
    const before = await both.values();
    const reports = await both.fields.step(DT, none(shape));
    expect(reports.map(({ cycles }) => cycles)).toEqual([0, 0, 0, 0]);
    expect(await both.values()).toEqual(before);
    both.close();
  });

  it('read nothing back and allocate nothing for a step that nobody watches', async () => {
    const { ctx, bytes } = counting(device());
    const both = open(shapeOf(FIELDS, { width: 3, height: 2 }), ctx);
    both.encode([2, 2, 2, 2]);
    const { allocated } = ctx;
    for (let tick = 0; tick < 1000; tick++) both.encode([1, 0, 1, 1]);
    await ctx.device.queue.onSubmittedWorkDone();
    expect(ctx.allocated).toBe(allocated);
    expect(bytes()).toBe(0);
    both.close();
  });

  it('read back norms only for a step under the eyes of the host', async () => {
    const { ctx, bytes } = counting(device());
    const both = open(shapeOf(FIELDS), ctx);
    const { allocated } = ctx;
    const reports = await both.fields.step(DT, [false, false, true, false]);
    const looks = reports.reduce((sum, { cycles, substeps }) => sum + cycles + 3 * substeps, 0);
    expect(bytes()).toBeGreaterThan(0);
    expect(bytes()).toBeLessThanOrEqual(512 * looks);
    expect(ctx.allocated).toBe(allocated);
    both.close();
  });

  it('become exactly 0 where nothing brings the field in and something removes it', async () => {
    const held = field('empty', { boundary: { kind: 'held', value: 0 }, decay: 0 });
    const shape = shapeOf([field('fading', {}), held, ...FIELDS]);
    const both = open(shape);
    const zero = new Float32Array(N);
    const some = Float32Array.from({ length: N }, (_, i) => 1 + (i % 7));
    for (const f of [0, 1]) {
      send(device(), both.fields, f, { source: zero, ...(f === 1 ? { sink: zero, uptake: zero } : {}) });
      both.fields.load(f, some);
    }
    both.encode(shape.fields.map(() => 3));
    const values = await both.values();
    expect(values.map((each) => each.some((c) => c !== 0))).toEqual([false, false, true, true, true, true]);
    for (const f of [0, 1]) both.fields.load(f, some);
    const reports = await both.fields.step(DT, none(shape));
    for (const f of [0, 1]) expect(reports[f]).toEqual({ cycles: 0, substeps: 1, residual: 0, converged: true });
    expect((await both.values()).slice(0, 2).every((each) => each.every((c) => c === 0))).toBe(true);
    expect(await both.faults()).toEqual([]);
    both.close();
  });

  it('follow a changed problem and changed factors', async () => {
    const shape = shapeOf(FIELDS);
    const [changed, fresh] = [open(shape), open(shape)];
    const cycles = FIELDS.map(() => 12);
    changed.encode(cycles);
    const plane = changed.fields.factorGroups.indexOf(1);
    const { factor } = termsOf(99);
    for (const { fields } of [changed, fresh]) {
      device().device.queue.writeBuffer(fields.side.factors, plane * N * 4, factor);
      fields.markFactors();
      fields.setProblem(1, { ...FIELDS[1]!, boundary: { kind: 'held', value: 10 }, diffusion: 1e6 });
    }
    for (const each of [changed, fresh]) each.encode(cycles);
    const [a, b] = [await changed.values(), await fresh.values()];
    for (const f of [0, 1]) {
      const largest = Math.max(...b[f]!);
      a[f]!.forEach((c, i) => {
        expect(Math.abs(c - b[f]![i]!)).toBeLessThan(1e-4 * largest);
      });
    }
    changed.close();
    fresh.close();
  });

  it('note a field that is not a number', async () => {
    const both = open(shapeOf(FIELDS));
    const { source } = termsOf(1);
    source[50] = Number.NaN;
    both.encode([2, 2, 2, 2]);
    expect(await both.faults()).toEqual([]);
    send(device(), both.fields, 0, { source });
    both.encode([2, 2, 2, 2]);
    expect(await both.faults()).toEqual(['FAULT_FIELD']);
    const values = await both.values();
    expect(values.map((each) => each.some(Number.isNaN))).toEqual([true, false, false, false]);
    both.close();
  });

  it('note a field that was not solved to the limit', async () => {
    const both = open(shapeOf(FIELDS));
    both.encode([1, 1, 1, 1]);
    expect(await both.faults()).toEqual([]);
    both.encode([12, 12, 12, 12], 1e-3);
    expect(await both.faults()).toEqual([]);
    FIELDS.forEach((_, f) => {
      both.fields.load(f, Float32Array.from({ length: N }, randomNumbers(f)));
    });
    both.encode([12, 1, 12, 12], 1e-3);
    expect(await both.faults()).toEqual(['FAULT_RESIDUAL']);
    both.close();
  });

  it('free everything they allocated', async () => {
    const before = device().allocated;
    const both = open(shapeOf(FIELDS));
    await both.values();
    both.close();
    expect(device().allocated).toBe(before);
  });

  it('say which lattice would fit', () => {
    const ctx = device();
    const wide = Math.floor(Math.sqrt(ctx.device.limits.maxStorageBufferBindingSize / 4));
    const stats = ctx.createBuffer('stats', 4, USAGE.storage);
    expect(() => createDeviceFields(ctx, shapeOf(FIELDS, { width: wide, height: wide }), stats)).toThrow(
      /lattice \d+×\d+ with 4 fields needs GPU buffers of \d+ MiB; this device binds \d+ MiB, enough for \d+×\d+; use a smaller lattice or the hybrid backend/,
    );
    ctx.release(stats);
  });
});

/** The same device, with the bytes that have been mapped for reading. */
function counting(ctx: GpuContext): { readonly ctx: GpuContext; readonly bytes: () => number } {
  let bytes = 0;
  const createBuffer: GpuContext['createBuffer'] = (label, size, usage) => {
    const buffer = ctx.createBuffer(label, size, usage);
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (...given) => {
      bytes += buffer.size;
      return mapAsync(...given);
    };
    return buffer;
  };
  return { ctx: Object.create(ctx, { createBuffer: { value: createBuffer } }) as GpuContext, bytes: () => bytes };
}
