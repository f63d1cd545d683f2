/** What any field solver must do: run for each backend with its own factory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldProblem } from '../../src/engine/types.ts';
import {
  budget,
  distance,
  type FieldCase,
  type FieldFactory,
  type FieldInput,
  fieldOf,
  fill,
  prepare,
  repeatable,
} from './field-case.ts';
import { fieldExact } from './field-exact.ts';
import { fieldTissue } from './field-tissue.ts';

export interface FieldPhysicsOptions {
  /** Lattices [width, height] on which budgets and convergence are checked, for each kind of boundary. */
  readonly sizes: readonly (readonly [number, number])[];
  /** What f32 rounding of the backend may add to an exact lattice solution, relative. */
  readonly tolerance: number;
  /** Random cases of each property, default 25. */
  readonly runs?: number;
}

const BOUNDARIES: readonly FieldProblem['boundary'][] = [
  { kind: 'periodic' },
  { kind: 'no-flux' },
  { kind: 'held', value: 38 },
];

function everyBoundary([width, height]: readonly [number, number]) {
  return BOUNDARIES.map((boundary) => ({ width, height, boundary }));
}

/** The whole suite. The factory makes a fresh solver; every solver is destroyed. */
export function fieldPhysics(
  name: string,
  factory: FieldFactory,
  { sizes, tolerance, runs = 25 }: FieldPhysicsOptions,
): void {
  fieldTissue(name, factory);
  fieldExact(name, factory, tolerance);
  const small = sizes.filter(([width, height]) => width * height < 3000).flatMap(everyBoundary);
  const cases = sizes.flatMap(everyBoundary);

  describe(`${name}: nothing is lost`, () => {
    it.each(cases)('steady, $width x $height, $boundary.kind', async (given) => {
      const input = mixedInput(given, 1);
      const full = { ...given, decay: 1, tolerance: 1e-7 };
      const solver = await prepare(factory, full, input);
      const [report] = await solver.step(1, [false]);
      expect(report!.converged).toBe(true);
      const { gain, loss } = budget(full, input, solver.values[0]!);
      expect(Math.abs(gain - loss) / loss).toBeLessThan(1e-5);
      solver.destroy();
    });

    it.each(cases)('transient, $width x $height, $boundary.kind', async (given) => {
      const input = { ...mixedInput(given, 2), start: fill(given, (x) => 20 + 10 * Math.sin(x / 5)) };
      const full = { ...given, diffusion: 1e5, decay: 1, steady: false, tolerance: 1e-7 };
      const solver = await prepare(factory, full, input);
      const dt = 0.1;
      const before = total(input.start);
      const [report] = await solver.step(dt, [false]);
      expect(report!.converged).toBe(true);
      const { gain, loss } = budget(full, input, solver.values[0]!);
      const change = total(solver.values[0]!) - before;
      expect(Math.abs(change - dt * (gain - loss)) / (before + dt * loss)).toBeLessThan(1e-5);
      solver.destroy();
    });

    it('never goes below 0', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.constantFrom(...small), (seed, given) => neverNegative(factory, given, seed)),
        {
          numRuns: runs,
          seed: 7,
        },
      );
    });
  });

  describe(`${name}: convergence`, () => {
    it.each(cases)('gains a factor of 3 or more per cycle, $width x $height, $boundary.kind', async (given) => {
      expect(
        await cycleFactor(factory, given, { source: fill(given, (x, y) => (x * y) % 7), sink: fill(given, () => 300) }),
      ).toBeLessThan(0.35);
      expect(await cycleFactor(factory, given, contrastInput(given, 3))).toBeLessThan(0.35);
      expect(await cycleFactor(factory, given, mixedInput(given, 4))).toBeLessThan(0.35);
    });

    it.each([1e3, 1e4, 1e5, 1e6])('copes with scattered sites of a sink of %d per h within 12 cycles', async (sink) => {
      for (const given of cases) await converges(factory, given, scatteredInput(given, 5, sink));
    });

    it.each([1e3, 1e4, 1e5, 1e6])(
      'copes with lone drains of %d per h in a slow field within 8 cycles',
      async (sink) => {
        const slow = { diffusion: 9720, decay: 0.17, maxCycles: 8 };
        for (const given of cases) await converges(factory, { ...given, ...slow }, drainedInput(given, 9, sink));
      },
    );

    it('copes with hindrance that differs 10-fold from site to site', async () => {
      for (const given of cases) {
        const random = repeatable(6);
        const hindrance = fill(given, () => (random() < 0.5 ? 0.1 : 1));
        await converges(factory, given, { ...contrastInput(given, 6), hindrance });
      }
    });

    it('needs no cycle when nothing has changed, and none for an empty field', async () => {
      const given = { width: 37, height: 64, tolerance: 1e-4 };
      const solver = await prepare(factory, given, mixedInput(given, 7));
      expect((await solver.step(1, [false]))[0]!.cycles).toBeGreaterThan(0);
      expect((await solver.step(1, [false]))[0]).toMatchObject({ cycles: 0, converged: true });
      solver.load(0, new Float32Array(37 * 64));
      solver.terms[0]!.source.fill(0);
      expect((await solver.step(1, [false]))[0]).toMatchObject({ cycles: 0, residual: 0, converged: true });
      expect(total(solver.values[0]!)).toBe(0);
      solver.destroy();
    });

    it('says so when it has not converged', async () => {
      const given = { width: 37, height: 64 };
      const hasty = await prepare(factory, { ...given, maxCycles: 1 }, mixedInput(given, 8));
      const [early] = await hasty.step(1, [false]);
      expect(early).toMatchObject({ cycles: 1, converged: false });
      expect(early!.residual).toBeGreaterThan(1e-6);
      hasty.destroy();
      // A source and nothing that removes the field: there is no steady state.
      for (const kind of ['no-flux', 'periodic'] as const) {
        const endless = await prepare(
          factory,
          { ...given, boundary: { kind }, maxCycles: 6 },
          { source: fill(given, () => 5) },
        );
        const [report] = await endless.step(1, [false]);
        expect(report!.converged).toBe(false);
        expect(report!.residual).toBeGreaterThan(0.1);
        expect(endless.values[0]!.every(Number.isFinite)).toBe(true);
        endless.destroy();
      }
    });
  });

  describe(`${name}: several fields`, () => {
    it('solves each as if it were alone', async () => {
      const size = { width: 37, height: 64 };
      const alone = await Promise.all(
        BOUNDARIES.map(async (boundary, f) => {
          const solver = await prepare(factory, { ...size, boundary, diffusion: 1e6 * (f + 1) }, mixedInput(size, f));
          await solver.step(1, [false]);
          const values = Float32Array.from(solver.values[0]!);
          solver.destroy();
          return values;
        }),
      );
      const fields = BOUNDARIES.map((boundary, f) => ({
        ...fieldOf({ ...size, boundary, diffusion: 1e6 * (f + 1) }),
        group: f % 2,
      }));
      const solver = await factory({ ...size, spacing: 20, groups: 2, fields, tolerance: 1e-6, maxCycles: 60 });
      solver.setHindrance(0, mixedInput(size, 0).hindrance!);
      solver.setHindrance(1, mixedInput(size, 1).hindrance!);
      BOUNDARIES.forEach((_, f) => {
        const input = mixedInput(size, f);
        solver.terms[f]!.source.set(input.source!);
        solver.terms[f]!.sink.set(input.sink!);
        solver.terms[f]!.uptake.set(input.uptake!);
      });
      await solver.step(1, [false, false, false]);
      for (const f of [0, 1]) expect(distance(solver.values[f]!, alone[f]!)).toBe(0);
      solver.destroy();
    });

    it('follows a changed problem and a changed hindrance', async () => {
      const size = { width: 37, height: 64 };
      const held = (value: number) => ({ ...size, boundary: { kind: 'held', value } as const, tolerance: 1e-5 });
      const input = mixedInput(size, 9);
      const solver = await prepare(factory, held(38), { ...input, hindrance: fill(size, () => 1) });
      await solver.step(1, [false]);
      solver.setProblem(0, fieldOf(held(10)));
      solver.setHindrance(0, input.hindrance!);
      await solver.step(1, [false]);
      const fresh = await prepare(factory, held(10), input);
      await fresh.step(1, [false]);
      expect(distance(solver.values[0]!, fresh.values[0]!)).toBeLessThan(0.02);
      solver.destroy();
      fresh.destroy();
    });
  });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Random sources, sinks, saturating uptake and hindrance of 0.2 to 1. */
function mixedInput(size: Size, seed: number): Required<Omit<FieldInput, 'start'>> {
  const random = repeatable(seed);
  return {
    source: fill(size, () => 5e3 * random()),
    sink: fill(size, () => 200 * random()),
    uptake: fill(size, () => (random() < 0.3 ? 3e3 * random() : 0)),
    hindrance: fill(size, () => 0.2 + 0.8 * random()),
  };
}

/** A sink that differs 100-fold between neighbours. */
function contrastInput(size: Size, seed: number): FieldInput {
  const random = repeatable(seed);
  return { source: fill(size, () => 1e3 * random()), sink: fill(size, () => (random() < 0.5 ? 3600 : 36)) };
}

/** One site in a hundred (and the first) exchanges strongly with a reservoir at 40; the others take up a little. */
function scatteredInput(size: Size, seed: number, strength: number): FieldInput {
  const random = repeatable(seed);
  const sink = fill(size, (x, y) => (random() < 0.01 || x + y === 0 ? strength : 500 * random()));
  return { sink, source: sink.map((k) => (k === Math.fround(strength) ? 40 * k : 0)) };
}

/** One site in two thousand (and the first) removes all that comes near; few secrete, most take up a little. */
function drainedInput(size: Size, seed: number, strength: number): FieldInput {
  const random = repeatable(seed);
  const source = fill(size, () => (random() < 0.004 ? 13 : 0));
  return { source, sink: fill(size, (x, y) => (random() < 0.0005 || x + y === 0 ? strength : 0.36)) };
}

function total(values: Float32Array): number {
  return values.reduce((sum, c) => sum + c, 0);
}

/** A step comes within 1e-4 in as many cycles as are given, 12 unless told. */
async function converges(factory: FieldFactory, given: FieldCase, input: FieldInput): Promise<void> {
  const solver = await prepare(factory, { maxCycles: 12, ...given, tolerance: 1e-4 }, input);
  expect((await solver.step(1, [false]))[0]!.converged).toBe(true);
  solver.destroy();
}

/** Mean factor by which a cycle lowers the residual, from the first to the fifth cycle or to the floor of f32. */
async function cycleFactor(factory: FieldFactory, given: FieldCase, input: FieldInput): Promise<number> {
  const solver = await prepare(factory, { ...given, tolerance: 1e-12, maxCycles: 1 }, input);
  const residuals: number[] = [];
  for (let cycle = 0; cycle < 5; cycle++) residuals.push((await solver.step(1, [false]))[0]!.residual);
  solver.destroy();
  const above = residuals.filter((r) => r > 2e-5);
  expect(above.length).toBeGreaterThan(1);
  return (above.at(-1)! / above[0]!) ** (1 / (above.length - 1));
}

async function neverNegative(factory: FieldFactory, given: FieldCase, seed: number): Promise<void> {
  const random = repeatable(seed);
  const large = 10 ** (6 * random());
  const solver = await prepare(
    factory,
    {
      ...given,
      diffusion: 10 ** (3 + 4 * random()),
      steady: random() < 0.5,
      decay: 0.01,
      saturation: 0.1,
      maxCycles: 2,
    },
    {
      source: fill(given, () => (random() < 0.1 ? large * random() : 0)),
      sink: fill(given, () => (random() < 0.1 ? large * random() : 0)),
      uptake: fill(given, () => (random() < 0.5 ? 1e4 * random() : 0)),
      start: fill(given, () => (random() < 0.1 ? 100 : 0)),
    },
  );
  for (let step = 0; step < 2; step++) {
    await solver.step(0.5, [random() < 0.3]);
    expect(solver.values[0]!.every((c) => c >= 0 && Number.isFinite(c))).toBe(true);
  }
  solver.destroy();
}
