/** Whole solves on the GPU against the CPU solver, on random coefficients. */
import { describe, expect, it } from 'vitest';
import { createCpuFields } from '../../src/engine/cpu/multigrid.ts';
import { createGpuFields } from '../../src/engine/gpu/multigrid.ts';
import type { FieldProblem, FieldSolver, SolverShape } from '../../src/engine/types.ts';
import { withDevice } from '../support/device.ts';
import { randomNumbers } from '../support/random-numbers.ts';

type Edge = FieldProblem['boundary'];
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
  tolerance: 1e-6,
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

describe('fields on the GPU', () => {
  it.each([
    [64, 64],
    [128, 128],
    [61, 47],
    [33, 1],
    [5, 3],
    [1, 1],
  ])('equal the CPU solver on %i×%i, all edges, steady and transient', (width, height) =>
    withDevice(async (ctx) => {
      const fields = EDGES.flatMap((edge) => [
        field(`steady ${edge.kind}`, edge),
        field(`slow ${edge.kind}`, edge, { steady: false, diffusion: 4e4, group: 0 }),
      ]);
      const shape = shapeOf(width, height, fields);
      const next = randomNumbers(7);
      const initial = fields.map(() => Float32Array.from({ length: width * height }, () => 20 * next()));
      const cpu = createCpuFields(shape, initial);
      const gpu = createGpuFields(ctx, shape, initial);
      const jumped = fields.map(() => false);
      for (const seed of [1, 2]) {
        fill(cpu, shape, seed);
        fill(gpu, shape, seed);
        const expected = await cpu.step(0.5, jumped);
        const reports = await gpu.step(0.5, jumped);
        fields.forEach(({ name }, f) => {
          expect(expected[f]?.converged, `${name} on the CPU`).toBe(true);
          expect(reports[f], name).toMatchObject({ converged: true, substeps: 1 });
          expect(difference(gpu.values[f]!, cpu.values[f]!), `${name}, tick ${seed}`).toBeLessThan(1e-4);
        });
      }
      gpu.destroy();
      expect(ctx.allocated).toBe(0);
    }),
  );
});
