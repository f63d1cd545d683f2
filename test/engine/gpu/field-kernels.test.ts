/** Each kernel of `shaders/field` against its CPU counterpart, from the same state, on an odd lattice. */
import { describe, expect, it } from 'vitest';
import { assembleSource, linearise } from '../../../src/engine/cpu/assemble.ts';
import { coarsenSinks } from '../../../src/engine/cpu/coarse-sinks.ts';
import { fromPadded, toPadded } from '../../../src/engine/cpu/field-math.ts';
import { sdirkError } from '../../../src/engine/cpu/field-step.ts';
import type { GridLevel } from '../../../src/engine/cpu/grid-levels.ts';
import { CHEBYSHEV, type LevelState, smooth, smoothFromZero, wrapGhosts } from '../../../src/engine/cpu/smoother.ts';
import { prolongCorrect, residualRestrict } from '../../../src/engine/cpu/transfer.ts';
import { createMultigrid, createOperator, refresh } from '../../../src/engine/cpu/v-cycle.ts';
import { type GpuContext, USAGE } from '../../../src/engine/gpu/context.ts';
import { FAULTS, STATS, statsWords } from '../../../src/engine/gpu/faults.ts';
import { type BatchBuffers, createBatchBuffers, PARTS, REPORT_BYTES } from '../../../src/engine/gpu/field-buffers.ts';
import { createFieldKernels, createFieldPasses } from '../../../src/engine/gpu/field-passes.ts';
import { BOUNDARY_CODE, planLevels } from '../../../src/engine/gpu/field-plan.ts';
import type { BoundKernel } from '../../../src/engine/gpu/kernel.ts';
import { structLayout, writeStruct } from '../../../src/engine/gpu/layout.ts';
import { shaders } from '../../../src/engine/gpu/wgsl.ts';
import { SDIRK_CARRY } from '../../../src/engine/substeps.ts';
import type { FieldProblem } from '../../../src/engine/types.ts';
import { sharedDevice } from '../../support/device.ts';
import { randomNumbers } from '../../support/random-numbers.ts';

const device = sharedDevice();

const WIDTH = 13;
const HEIGHT = 9;
const N = WIDTH * HEIGHT;
/** The field under test is the second of its batch, so that slots are tested too. */
const SLOT = 1;
const SCALE = 4e3;
const BASE = 1.5;
const RATE = 1;
const KM = 2;
const HELD = 38;
const DAMPING = 0.5;
const LIMIT = 0.1;

type Kind = FieldProblem['boundary']['kind'];

/** A CPU hierarchy with random content on its two finest levels, and a GPU batch of the same shape. */
function arrange(ctx: GpuContext, kind: Kind) {
  const next = randomNumbers(11);
  const fill = (n: number, from: () => number) => Float32Array.from({ length: n }, from);
  const factor = fill(N, () => 0.2 + 0.8 * next());
  const multigrid = createMultigrid(WIDTH, HEIGHT, 1);
  const { levels, states } = multigrid;
  const operator = createOperator(multigrid, kind);
  refresh(operator, multigrid, factor);
  const terms = {
    source: fill(N, () => 100 * next()),
    sink: fill(N, () => (next() < 0.3 ? 500 * next() : 0)),
    uptake: fill(N, () => (next() < 0.5 ? 2e4 * next() : 0)),
  };
  const boundary: FieldProblem['boundary'] = kind === 'held' ? { kind, value: HELD } : { kind };
  for (const [l, state] of states.slice(0, 2).entries()) {
    const grid = levels[l]!;
    toPadded(
      grid,
      fill(grid.width * grid.height, () => 40 * next() - 2),
      state.u,
    );
    toPadded(
      grid,
      fill(grid.width * grid.height, () => 1e3 * next()),
      state.f,
    );
    if (kind === 'periodic') wrapGhosts(grid, state.u);
  }
  const old = fill(N, () => 40 * next());
  const known = new Float32Array(levels[0]!.size);
  assembleSource(levels[0]!, operator.faces[0]!, known, terms.source, old, RATE, SCALE, boundary);

  const plan = { members: [0, 1], sets: [{ group: 0, boundary: kind }], setOf: [0, 0] };
  const sizes = planLevels(WIDTH, HEIGHT);
  const buffers = createBatchBuffers(ctx, plan, sizes);
  const kernels = createFieldKernels(ctx);
  const view = new DataView(new ArrayBuffer(structLayout('FieldParams').size));
  writeStruct(structLayout('FieldParams'), view, 0, {
    scale: SCALE,
    base: BASE,
    rate: RATE,
    saturation: KM,
    held: kind === 'held' ? HELD : 0,
    damping: DAMPING,
    limit: LIMIT,
    boundary: BOUNDARY_CODE[kind],
    faces: 0,
    slot: SLOT,
  });
  ctx.device.queue.writeBuffer(buffers.fields, 0, view.buffer);
  upload(ctx, buffers.side.factors, factor, 0);
  upload(ctx, buffers.side.sources, terms.source);
  upload(ctx, buffers.side.sinks, terms.sink);
  upload(ctx, buffers.side.uptakes, terms.uptake);
  const stats = ctx.createBuffer('stats', statsWords(0) * 4, USAGE.storage | USAGE.copySrc | USAGE.copyDst);
  const passes = createFieldPasses(kernels, buffers, sizes, stats);
  run(ctx, (pass) => passes.encodeFaces(pass, 1));
  return { kind, levels, operator, states, terms, old, known, boundary, buffers, kernels, passes, sizes, stats };
}

type Arranged = ReturnType<typeof arrange>;

function run(ctx: GpuContext, record: (pass: GPUComputePassEncoder) => void): void {
  const encoder = ctx.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  record(pass);
  pass.end();
  ctx.device.queue.submit([encoder.finish()]);
}

function dispatch(ctx: GpuContext, bound: BoundKernel, { width, height }: GridLevel): void {
  run(ctx, (pass) => bound.encode(pass, [width, height, 1]));
}

function upload(ctx: GpuContext, to: GPUBuffer, values: Float32Array, slot = SLOT): void {
  ctx.device.queue.writeBuffer(to, slot * values.byteLength, values as Float32Array<ArrayBuffer>);
}

/** Copies a padded CPU array into the slot of a device array. */
function send(ctx: GpuContext, grid: GridLevel, padded: Float32Array, to: GPUBuffer): void {
  upload(ctx, to, unpad(grid, padded));
}

function unpad(grid: GridLevel, padded: Float32Array): Float32Array {
  const plain = new Float32Array(grid.width * grid.height);
  fromPadded(grid, padded, plain);
  return plain;
}

/** Compares the slot of a device array with a padded CPU array, relative to the largest value. */
async function expectSame(ctx: GpuContext, grid: GridLevel, what: string, device: GPUBuffer, padded: Float32Array) {
  const bytes = grid.width * grid.height * 4;
  const got = new Float32Array(await ctx.read(device, SLOT * bytes, bytes));
  const expected = unpad(grid, padded);
  expect(
    expected.some((v) => v !== 0),
    `${what} is not trivial`,
  ).toBe(true);
  expectClose(what, got, expected);
}

function expectClose(what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
  const largest = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    if (Math.abs(got[i]! - expected[i]!) <= 2e-6 * largest) continue;
    expect.fail(`${what}[${i}] is ${got[i]}, not ${expected[i]} (largest ${largest})`);
  }
}

/** Sends level l (u, f, k, and the inverse below the finest). */
function sendLevel(ctx: GpuContext, { levels, states, buffers }: Arranged, l: number): void {
  const grid = levels[l]!;
  const { u, f, k, inverse } = states[l]!;
  send(ctx, grid, u, buffers.levels[l]!.u);
  send(ctx, grid, f, buffers.levels[l]!.f);
  send(ctx, grid, k, buffers.levels[l]!.k);
  if (l > 0) send(ctx, grid, inverse, buffers.levels[l]!.inverse);
}

/** Linearises the finest level on the CPU and derives the sinks of the second. */
function lineariseBoth({ levels, operator, states, terms, known }: Arranged): number {
  const [fine, coarse] = levels as [GridLevel, GridLevel];
  const [top, below] = states as [LevelState, LevelState];
  const size = linearise(fine, operator.faces[0]!, top, known, terms, BASE, KM, SCALE);
  coarsenSinks(fine, operator.faces[0]!, top.k, coarse, operator.faces[1]!, below, SCALE);
  return size;
}

function levelBindings(buffers: BatchBuffers, l: number) {
  const { params: level, faces } = buffers.levels[l]!;
  return { level, fields: buffers.fields, faces };
}

describe('kernels, with all three kinds of edge', () => {
  const onDevice = (body: (ctx: GpuContext, arranged: Arranged) => Promise<void>) => async () => {
    for (const kind of ['periodic', 'no-flux', 'held'] as const) await body(device(), arrange(device(), kind));
  };

  it(
    'faces, coarsen-faces and shares',
    onDevice(async (ctx, { levels, operator, buffers }) => {
      for (const [l, grid] of levels.entries()) {
        const { width, height, stride } = grid;
        const { west, north, farX, farY } = operator.faces[l]!;
        const { faces, shares } = buffers.levels[l]!;
        const got = new Float32Array(await ctx.read(faces, 0, faces.size));
        const expected = new Float32Array(got.length);
        for (let y = 0; y <= height; y++) {
          for (let x = 0; x <= width; x++) {
            const i = (y * (width + 1) + x) * 2;
            if (y < height) expected[i] = west[(y + 1) * stride + x + 1]!;
            if (x < width) expected[i + 1] = north[(y + 1) * stride + x + 1]!;
          }
        }
        expectClose(`faces ${l}`, got, expected);
        if (l === levels.length - 1) continue;
        const part = new Float32Array(await ctx.read(shares, 0, shares.size));
        const x = unpad(grid, farX);
        const y = unpad(grid, farY);
        expectClose(
          `shares ${l}`,
          part,
          Float32Array.from(part, (_, i) => (i % 2 === 0 ? x : y)[i >> 1]!),
        );
      }
    }),
  );

  it(
    'source',
    onDevice(async (ctx, arranged) => {
      const { levels, known, old, buffers, passes } = arranged;
      const { u, next } = buffers.levels[0]!;
      upload(ctx, u, old);
      run(ctx, (pass) => passes.encodeSource(pass, 1, 'u'));
      await expectSame(ctx, levels[0]!, 'known', buffers.known, known);
      upload(ctx, u, new Float32Array(N));
      upload(ctx, next, old);
      run(ctx, (pass) => passes.encodeSource(pass, 1, 'carried'));
      await expectSame(ctx, levels[0]!, 'known of a second stage', buffers.known, known);
    }),
  );

  it(
    'assemble',
    onDevice(async (ctx, arranged) => {
      const { levels, operator, states, known, buffers, kernels } = arranged;
      const [grid] = levels as [GridLevel];
      const [state] = states as [LevelState];
      const { u, next, f, k } = buffers.levels[0]!;
      const { sinks, uptakes } = buffers.side;
      send(ctx, grid, state.u, u);
      send(ctx, grid, known, buffers.known);
      const bindings = { ...levelBindings(buffers, 0), u, known: buffers.known, sinks, uptakes, k, f, next };
      dispatch(ctx, kernels.assemble.bind(bindings), grid);
      lineariseBoth(arranged);
      smooth(grid, operator.faces[0]!, state, state.u, state.next, SCALE, CHEBYSHEV[0]);
      await expectSame(ctx, grid, 'k', k, state.k);
      await expectSame(ctx, grid, 'f', f, state.f);
      await expectSame(ctx, grid, 'next', next, state.next);
    }),
  );

  it(
    'smooth-once',
    onDevice(async (ctx, arranged) => {
      const { levels, operator, states, buffers, kernels } = arranged;
      lineariseBoth(arranged);
      for (const l of [0, 1]) {
        const grid = levels[l]!;
        const state = states[l]!;
        sendLevel(ctx, arranged, l);
        const { u, next, f, k } = buffers.levels[l]!;
        dispatch(ctx, kernels['smooth-once'].bind({ ...levelBindings(buffers, l), u, f, k, next }), grid);
        smooth(grid, operator.faces[l]!, state, state.u, state.next, SCALE, CHEBYSHEV[1]);
        await expectSame(ctx, grid, `next ${l}`, next, state.next);
      }
    }),
  );

  it(
    'restrict-residual',
    onDevice(async (ctx, arranged) => {
      const { levels, operator, states, buffers, kernels } = arranged;
      const [grid, coarse] = levels as [GridLevel, GridLevel];
      const [state, below] = states as [LevelState, LevelState];
      lineariseBoth(arranged);
      sendLevel(ctx, arranged, 0);
      const { u, f, k } = buffers.levels[0]!;
      const to = buffers.levels[1]!;
      const bindings = { ...levelBindings(buffers, 0), u, f, k, coarse_faces: to.faces };
      const outputs = { coarse_f: to.f, coarse_k: to.k, coarse_inverse: to.inverse };
      dispatch(ctx, kernels['restrict-residual'].bind({ ...bindings, ...outputs }), coarse);
      residualRestrict(grid, operator.faces[0]!, state, below.f, coarse, SCALE);
      await expectSame(ctx, coarse, 'coarse f', to.f, below.f);
      await expectSame(ctx, coarse, 'coarse k', to.k, below.k);
      await expectSame(ctx, coarse, 'coarse inverse', to.inverse, below.inverse);
    }),
  );

  it(
    'smooth-zero',
    onDevice(async (ctx, arranged) => {
      const { kind, levels, operator, states, buffers, kernels } = arranged;
      const [, grid] = levels as [GridLevel, GridLevel];
      const [, state] = states as [LevelState, LevelState];
      lineariseBoth(arranged);
      sendLevel(ctx, arranged, 1);
      const { u, f, k, inverse } = buffers.levels[1]!;
      dispatch(ctx, kernels['smooth-zero'].bind({ ...levelBindings(buffers, 1), f, k, inverse, u }), grid);
      smoothFromZero(grid, state, state.next, CHEBYSHEV[0]);
      if (kind === 'periodic') wrapGhosts(grid, state.next);
      smooth(grid, operator.faces[1]!, state, state.next, state.u, SCALE, CHEBYSHEV[1]);
      await expectSame(ctx, grid, 'u', u, state.u);
    }),
  );

  it(
    'prolong',
    onDevice(async (ctx, arranged) => {
      const { kind, levels, operator, states, buffers, kernels } = arranged;
      const [grid, coarse] = levels as [GridLevel, GridLevel];
      const [state, below] = states as [LevelState, LevelState];
      lineariseBoth(arranged);
      sendLevel(ctx, arranged, 0);
      sendLevel(ctx, arranged, 1);
      const { u, f, k, shares, next } = buffers.levels[0]!;
      const bindings = { ...levelBindings(buffers, 0), u, f, k, correction: buffers.levels[1]!.u, shares, next };
      dispatch(ctx, kernels.prolong.bind(bindings), grid);
      prolongCorrect(grid, operator.faces[0]!, state.u, coarse, below.u, DAMPING);
      if (kind === 'periodic') wrapGhosts(grid, state.u);
      smooth(grid, operator.faces[0]!, state, state.u, state.next, SCALE, CHEBYSHEV[0]);
      await expectSame(ctx, grid, 'next', next, state.next);
    }),
  );

  it(
    'residual, add-lanes and report',
    onDevice(async (ctx, arranged) => {
      const { kind, levels, operator, states, known, buffers, passes, stats } = arranged;
      const [grid] = levels as [GridLevel];
      const [state] = states as [LevelState];
      send(ctx, grid, state.u, buffers.levels[0]!.u);
      send(ctx, grid, known, buffers.known);
      run(ctx, (pass) => passes.encodeReport(pass, 1, 'after'));
      const source = lineariseBoth(arranged);
      const residual = smooth(grid, operator.faces[0]!, state, state.u, state.next, SCALE, 1);
      const value = unpad(grid, state.u).reduce((sum, v) => sum + v * v, 0);
      const removal = state.k.reduce((sum, v) => sum + v) + (kind === 'held' ? N : 0);
      const sums = addColumns(await floats(ctx, buffers.sums, 0, WIDTH * HEIGHT * 4));
      const parts = addColumns(await floats(ctx, buffers.parts, 0, PARTS * 4));
      for (const [p, expected] of [residual, source ** 2, value, removal].entries()) {
        expect(sums[p]! / expected).toBeCloseTo(1, 5);
        expect(parts[p]! / expected).toBeCloseTo(1, 5);
      }
      const norms = await floats(ctx, buffers.report, SLOT * 16, 4);
      const reported = [Math.sqrt(residual) / source, source, Math.sqrt(value), removal];
      for (const [p, expected] of reported.entries()) expect(norms[p]! / expected).toBeCloseTo(1, 5);
      expect(norms[0]).toBeGreaterThan(LIMIT);
      expect(await faultsOf(ctx, stats)).toEqual(['FAULT_RESIDUAL']);
    }),
  );

  it(
    'report tells a field that is extinct, one that nothing brings in or removes, and one that is no number',
    onDevice(async (ctx, { buffers, passes, stats }) => {
      const cases: [sum: number[], expected: number[], faults: string[]][] = [
        [[4, 0, 9, 1], [0, 0, 3, 1], []],
        [[9e-4, 0, 9, 0], [0.01, 0, 3, 0], []],
        [[0, 0, 0, 0], [0, 0, 0, 0], []],
        [[Infinity, 1, 1, 1], [Number.NaN, 1, 1, 1], ['FAULT_FIELD']],
        [[1, 1, Number.NaN, 1], [Number.NaN, 1, Number.NaN, 1], ['FAULT_FIELD']],
      ];
      for (const [sum, expected, faults] of cases) {
        const sums = new Float32Array(WIDTH * HEIGHT * 4);
        sums.set(sum, 4 * 100);
        ctx.device.queue.writeBuffer(buffers.sums, 0, sums);
        ctx.device.queue.writeBuffer(stats, 0, new Uint32Array(1));
        run(ctx, (pass) => passes.encodeParts(pass, 1, 'before'));
        const norms = await floats(ctx, buffers.report, REPORT_BYTES + SLOT * 16, 4);
        expect([...norms].map(Math.fround)).toEqual(expected.map(Math.fround));
        expect(await faultsOf(ctx, stats)).toEqual(faults);
      }
    }),
  );

  it(
    'settle lifts negative values, keeps NaN, and empties an extinct field',
    onDevice(async (ctx, { buffers, passes }) => {
      const { u } = buffers.levels[0]!;
      const values = Float32Array.from({ length: N }, (_, i) => (i === 5 ? Number.NaN : i - 20));
      const settled = async (norms: number[]) => {
        ctx.device.queue.writeBuffer(buffers.report, SLOT * 16, Float32Array.from(norms));
        upload(ctx, u, values);
        run(ctx, (pass) => passes.encodeSettle(pass, 1));
        return [...(await floats(ctx, u, SLOT * N * 4, N))];
      };
      const lifted = [...values.map((v) => Math.max(v, 0))];
      expect(await settled([0, 1, 1, 1])).toEqual(lifted);
      expect(await settled([0, 0, 1, 0])).toEqual(lifted);
      expect(await settled([0, 0, 1, 1])).toEqual(lifted.map(() => 0));
    }),
  );

  it('carry and sdirk-error', async () => {
    const ctx = device();
    const { levels, buffers, passes } = arrange(ctx, 'no-flux');
    const next = randomNumbers(5);
    const [before, stage, after] = [0, 1, 2].map(() => Float32Array.from({ length: N }, next)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    upload(ctx, buffers.kept, before);
    upload(ctx, buffers.stage, stage, 0);
    upload(ctx, buffers.levels[0]!.u, after);
    run(ctx, (pass) => {
      passes.encodeCarry(pass);
      passes.encodeError(pass);
    });
    const padded = new Float32Array(levels[0]!.size);
    toPadded(
      levels[0]!,
      before.map((y, i) => y + SDIRK_CARRY * (stage[i]! - y)),
      padded,
    );
    await expectSame(ctx, levels[0]!, 'carried', buffers.levels[0]!.next, padded);
    const [error] = await floats(ctx, buffers.report, REPORT_BYTES + SLOT * 16, 4);
    expect(error! / sdirkError(before, stage, after)).toBeCloseTo(1, 5);
  });

  it('know how many parts a sum has', () => expect(shaders['lib/grid.wgsl']).toContain(`const PARTS = ${PARTS}u;`));
});

async function floats(ctx: GpuContext, buffer: GPUBuffer, offset: number, count: number): Promise<Float32Array> {
  return new Float32Array(await ctx.read(buffer, offset, count * 4));
}

/** Sums of the x, y, z and w of a list of vec4f. */
function addColumns(list: Float32Array): number[] {
  return [0, 1, 2, 3].map((part) => list.reduce((sum, v, i) => (i % 4 === part ? sum + v : sum), 0));
}

/** Names of the faults noted. */
async function faultsOf(ctx: GpuContext, stats: GPUBuffer): Promise<string[]> {
  const [word = 0] = new Uint32Array(await ctx.read(stats, STATS.fault * 4, 4));
  return FAULTS.filter(({ bit }) => (word & bit) !== 0).map(({ name }) => name);
}
