/** Whole solves on the GPU against the CPU solver, on random coefficients. */
import { describe, expect, it } from 'vitest';
import { createCpuFields } from '../../src/engine/cpu/multigrid.ts';
import { openGpu } from '../../src/engine/gpu/adapter.ts';
import { planBatches } from '../../src/engine/gpu/field-plan.ts';
import { createGpuFields } from '../../src/engine/gpu/multigrid.ts';
import type { FieldProblem, FieldSolver, SolverShape } from '../../src/engine/types.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { RunError } from '../../src/model/error.ts';
import { sharedDevice } from '../support/device.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const device = sharedDevice();

type Edge = FieldProblem['boundary'];
/** Diffuses slowly; its uptake, as oxygen's, is a few times what diffusion carries to a site at half-saturation. */
const SLOW: Partial<FieldProblem> = { diffusion: 4e4, saturation: 200 };
const EDGES: readonly Edge[] = [{ kind: 'periodic' }, { kind: 'no-flux' }, { kind: 'held', value: 38 }];

const field = (name: string, boundary: Edge, change: Partial<FieldProblem> = {}): FieldProblem => ({
  name,
  diffusion: 6.5e6,
  group: 1,
  decay: 0.5,
  steady: true,
  saturation: 2,
  boundary,
  ...change,
});

const shapeOf = (width: number, height: number, fields: readonly FieldProblem[]): SolverShape => ({
  width,
  height,
  spacing: 20,
  groups: 2,
  fields,
  tolerance: 1e-5,
  maxCycles: 40,
});

/** Random occupancy: sinks of a lobed crowd, sources on few sites, hindrance 0.2…1, some of the uptake saturating. */
function fill(solver: FieldSolver, shape: SolverShape, seed: number): void {
  const next = randomNumbers(seed);
  const n = shape.width * shape.height;
  solver.setHindrance(
    1,
    Float32Array.from({ length: n }, () => 0.2 + 0.8 * next()),
  );
  for (const { source, sink, uptake } of solver.terms) {
    for (let i = 0; i < n; i++) {
      source[i] = next() < 0.05 ? 4e4 * next() : 0;
      sink[i] = next() < 0.3 ? 600 * next() : 0;
      uptake[i] = next() < 0.3 ? 2e4 * next() : 0;
    }
  }
}

/** Largest difference over the largest value. */
function difference(a: Float32Array, b: Float32Array): number {
  let most = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return largest > 0 ? most / largest : most;
}

/** Steps both solvers through two ticks of random terms and compares values and reports. */
async function compare(shape: SolverShape, isJumped: (tick: number) => boolean): Promise<void> {
  const { fields, width, height } = shape;
  const next = randomNumbers(7);
  const initial = fields.map(() => Float32Array.from({ length: width * height }, () => 20 * next()));
  const cpu = createCpuFields(shape, initial);
  const gpu = createGpuFields(device(), shape, initial);
  for (const tick of [1, 2]) {
    const jumped = fields.map(() => isJumped(tick));
    fill(cpu, shape, tick);
    fill(gpu, shape, tick);
    const expected = await cpu.step(0.5, jumped);
    const reports = await gpu.step(0.5, jumped);
    fields.forEach(({ name }, f) => {
      expect(expected[f], `${name} on the CPU, tick ${tick}; GPU ${JSON.stringify(reports[f])}`).toMatchObject({
        converged: true,
      });
      expect(reports[f]?.converged, `${name} on the GPU`).toBe(true);
      expect(reports[f]?.substeps, name).toBe(expected[f]?.substeps);
      expect(difference(gpu.values[f]!, cpu.values[f]!), `${name}, tick ${tick}`).toBeLessThan(1e-4);
    });
  }
  gpu.destroy();
}

const onAllEdges = EDGES.flatMap((edge) => [
  field(`steady ${edge.kind}`, edge),
  field(`slow ${edge.kind}`, edge, { steady: false, ...SLOW, group: 0 }),
]);

describe('fields on the GPU', () => {
  it.each([
    [64, 64],
    [61, 47],
    [33, 1],
    [1, 33],
    [5, 3],
    [1, 1],
  ])('equal the CPU solver on %i×%i, all edges, steady and transient', (width, height) =>
    compare(shapeOf(width, height, onAllEdges), () => false),
  );

  it('equal the CPU solver on 128×128', () =>
    compare(shapeOf(128, 128, [field('steady', { kind: 'periodic' })]), () => false));

  it('equal the CPU solver where terms jump and are sub-stepped', async () => {
    const slow = EDGES.map((edge) => field(edge.kind, edge, { steady: false, ...SLOW }));
    await compare(shapeOf(21, 16, slow), (tick) => tick === 1);
  });

  it('equal the CPU solver when they need several batches', async () => {
    const many = [1, 2, 3].flatMap((i) =>
      onAllEdges.map((f) => ({ ...f, name: `${f.name} ${i}`, diffusion: f.diffusion / i })),
    );
    const shape = shapeOf(9, 7, many);
    expect(planBatches(shape, 2 ** 27).length).toBeGreaterThan(1);
    await compare(shape, () => false);
  });

  it('give the same bytes again, also when resumed from their values by a new solver', async () => {
    const shape = { ...shapeOf(40, 33, onAllEdges), tolerance: 1e-4 };
    const none = onAllEdges.map(() => false);
    const jumped = onAllEdges.map((_, f) => f === 1);
    const run = async (resume: boolean) => {
      let solver = createGpuFields(device(), shape);
      for (const tick of [1, 2, 3]) {
        if (resume && tick === 2) {
          const kept = solver.values.map((values) => Float32Array.from(values));
          solver.destroy();
          solver = createGpuFields(device(), shape, kept);
        }
        fill(solver, shape, tick < 3 ? 1 : 2);
        await solver.step(0.5, tick === 2 ? jumped : none);
      }
      const bytes = solver.values.map((values) => Array.from(new Uint32Array(values.slice().buffer)));
      solver.destroy();
      return bytes;
    };
    const first = await run(false);
    expect(await run(false)).toEqual(first);
    expect(await run(true)).toEqual(first);
  });

  it('report a value that is not a number, for that field only', async () => {
    const shape = shapeOf(16, 12, onAllEdges);
    const solver = createGpuFields(device(), shape);
    fill(solver, shape, 1);
    solver.terms[2]!.source[50] = Number.NaN;
    const reports = await solver.step(
      0.5,
      onAllEdges.map(() => false),
    );
    expect(reports.map(({ converged }) => converged)).toEqual(onAllEdges.map((_, f) => f !== 2));
    expect(reports[2]!.residual).toBeNaN();
    expect(solver.values[2]!.some(Number.isNaN)).toBe(true);
    solver.destroy();
  });

  it('free everything they allocated', () => {
    const before = device().allocated;
    const solver = createGpuFields(device(), shapeOf(16, 12, onAllEdges));
    expect(device().allocated).toBeGreaterThan(before);
    solver.destroy();
    expect(device().allocated).toBe(before);
  });

  it('say it in one line when the device is lost in the middle', async () => {
    const host = createNodeHost();
    const ctx = (await openGpu(host, 'webgpu'))!;
    const shape = shapeOf(16, 12, onAllEdges);
    const solver = createGpuFields(ctx, shape);
    fill(solver, shape, 1);
    const step = solver
      .step(
        0.5,
        onAllEdges.map(() => false),
      )
      .catch((error: unknown) => error);
    ctx.device.destroy();
    const error = await step;
    expect(error).toBeInstanceOf(RunError);
    expect(String(error)).toMatch(/WebGPU on /);
    expect(String(error)).not.toContain('\n');
    ctx.destroy();
    host.close();
  });
});
