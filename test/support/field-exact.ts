/** Solutions known in closed form, on the lattice or in the continuum: the same tests for every backend. */
import { describe, expect, it } from 'vitest';
import { distance, type FieldFactory, fill, OXYGEN_LIKE, prepare, solveSteady } from './field-case.ts';

/** @param tolerance what f32 rounding of this backend may add to an exact lattice solution, relative */
export function fieldExact(name: string, factory: FieldFactory, tolerance: number): void {
  describe(`${name}: exact solutions of the lattice`, () => {
    it('damps a no-flux eigenmode by 1/(1 + dt·mu) per step', async () => {
      const size = { width: 100, height: 75 };
      const mode = (x: number, y: number) =>
        Math.cos((2 * Math.PI * (x + 0.5)) / 100) * Math.cos((3 * Math.PI * (y + 0.5)) / 75);
      const dt = 0.1;
      const decay = 0.1;
      const q = 300;
      const mu = q * (4 - 2 * Math.cos((2 * Math.PI) / 100) - 2 * Math.cos((3 * Math.PI) / 75)) + decay;
      const solver = await prepare(
        factory,
        { ...size, diffusion: q * 400, decay, steady: false, tolerance: 1e-8 },
        { start: fill(size, (x, y) => 2 + mode(x, y)) },
      );
      for (let step = 0; step < 5; step++) await solver.step(dt, [false]);
      const exact = fill(size, (x, y) => 2 * (1 + dt * decay) ** -5 + mode(x, y) * (1 + dt * mu) ** -5);
      expect(distance(solver.values[0]!, exact)).toBeLessThan(2 * tolerance);
      solver.destroy();
    });

    it('gives the discrete cosh beside a line source', async () => {
      const size = { width: 100, height: 9 };
      const q = OXYGEN_LIKE / 400;
      const sink = 0.04 * q;
      const values = await solveSteady(
        factory,
        { ...size, tolerance: 1e-8 },
        { source: fill(size, (x) => (x === 0 ? 38 * q : 0)), sink: fill(size, () => sink) },
      );
      const kappa = Math.acosh(1 + sink / q / 2);
      const at = (x: number) => Math.cosh(kappa * (99.5 - x));
      const exact = fill(size, (x) => (38 * at(x)) / (at(-1) - at(0)));
      expect(distance(values, exact)).toBeLessThan(exact[0]! * tolerance);
    });

    it('is piecewise linear across a 100-fold drop of the diffusivity', async () => {
      const size = { width: 64, height: 16 };
      const q = OXYGEN_LIKE / 400;
      const factor = (x: number) => (x < 32 ? 1 : 0.01);
      const face = (x: number) => (2 * factor(x) * factor(x + 1)) / (factor(x) + factor(x + 1));
      const profile = [1];
      for (let x = 62; x >= 0; x--) profile.unshift(profile[0]! + 1 / 100 / face(x));
      const flux = q / 100;
      const solver = await prepare(
        factory,
        { ...size, tolerance: 1e-8 },
        {
          source: fill(size, (x) => (x === 0 ? flux : 0)),
          sink: fill(size, (x) => (x === 63 ? flux : 0)),
          hindrance: fill(size, factor),
        },
      );
      // The residual is at the floor of f32 after the first tick, 5e-4 from the solution; the smooth error falls further.
      for (let tick = 0; tick < 6; tick++) expect((await solver.step(1, [false]))[0]!.converged).toBe(true);
      expect(
        distance(
          solver.values[0]!,
          fill(size, (x) => profile[x]!),
        ),
      ).toBeLessThan(1e-4);
      solver.destroy();
    });

    it('is uniform where the rate of supply is, at once', async () => {
      for (const kind of ['no-flux', 'periodic'] as const) {
        const size = { width: 37, height: 64 };
        const given = { ...size, boundary: { kind }, steady: false } as const;
        const solver = await prepare(factory, given, {
          source: fill(size, () => 6),
          sink: fill(size, () => 2),
          start: fill(size, () => 3),
        });
        const [report] = await solver.step(0.5, [false]);
        expect(report).toMatchObject({ cycles: 0, converged: true });
        expect(
          distance(
            solver.values[0]!,
            fill(size, () => 3),
          ),
        ).toBe(0);
        solver.destroy();
      }
    });
  });

  describe(`${name}: order of accuracy`, () => {
    it.each(['no-flux', 'held'] as const)('is 2 in space with varying D and k, %s', async (kind) => {
      const errors = [];
      for (const n of [16, 32, 64]) errors.push(await manufacturedError(factory, n, kind));
      expect(Math.log2(errors[0]! / errors[1]!)).toBeGreaterThan(1.85);
      expect(Math.log2(errors[1]! / errors[2]!)).toBeGreaterThan(1.85);
    });

    it('is 1 in time with backward Euler', async () => {
      const [coarse, fine] = [await sourceStepError(factory, 4, false), await sourceStepError(factory, 8, false)];
      expect(coarse / fine).toBeGreaterThan(1.8);
      expect(coarse / fine).toBeLessThan(2.2);
    });

    it('is 2 in time where terms jump', async () => {
      const [coarse, fine] = [await sourceStepError(factory, 2, true), await sourceStepError(factory, 4, true)];
      expect(coarse / fine).toBeGreaterThan(3.3);
      expect(coarse / fine).toBeLessThan(5);
    });

    it('sub-steps through a jump of a held edge, where one Euler step is far off', async () => {
      const euler = await edgeJump(factory, false);
      const adaptive = await edgeJump(factory, true);
      expect(euler.substeps).toBe(1);
      expect(adaptive.substeps).toBeGreaterThan(3);
      expect(adaptive.substeps).toBeLessThanOrEqual(64);
      expect(adaptive.converged).toBe(true);
      expect(adaptive.error).toBeLessThan(0.1);
      expect(euler.error).toBeGreaterThan(10 * adaptive.error);
    });
  });
}

/** RMS error against u = 2 + cos 2πx cos πy (no-flux) or 2 + sin πx sin 2πy (held at 2), D = 1 + cos πx cos πy / 2, k = 1 + x + y. */
async function manufacturedError(factory: FieldFactory, n: number, kind: 'no-flux' | 'held'): Promise<number> {
  const { PI, sin, cos } = Math;
  const size = { width: n, height: n };
  const [a, b] = kind === 'held' ? [1, 2] : [2, 1];
  const wave = kind === 'held' ? sin : cos;
  const slope = kind === 'held' ? cos : (x: number) => -sin(x);
  const u = (x: number, y: number) => 2 + wave(a * PI * x) * wave(b * PI * y);
  const D = (x: number, y: number) => 1 + (cos(PI * x) * cos(PI * y)) / 2;
  const k = (x: number, y: number) => 1 + x + y;
  const source = (x: number, y: number) => {
    const ux = a * PI * slope(a * PI * x) * wave(b * PI * y);
    const uy = b * PI * wave(a * PI * x) * slope(b * PI * y);
    const laplacian = -(a * a + b * b) * PI * PI * (u(x, y) - 2);
    const dx = (-PI * sin(PI * x) * cos(PI * y)) / 2;
    const dy = (-PI * cos(PI * x) * sin(PI * y)) / 2;
    return 20 - (D(x, y) * laplacian + dx * ux + dy * uy) + k(x, y) * u(x, y);
  };
  const at = (of: (x: number, y: number) => number) => fill(size, (x, y) => of((x + 0.5) / n, (y + 0.5) / n));
  // The constant 20, taken out again by a saturating uptake that is saturated, keeps the source positive.
  const boundary = kind === 'held' ? ({ kind, value: 2 } as const) : { kind };
  const values = await solveSteady(
    factory,
    { ...size, spacing: 1 / n, diffusion: 1, boundary, saturation: 1, tolerance: 1e-7 },
    { source: at(source), sink: at(k), uptake: at((x, y) => (20 * (1 + u(x, y))) / u(x, y)), hindrance: at(D) },
  );
  const exact = at(u);
  return Math.sqrt(values.reduce((sum, c, i) => sum + (c - exact[i]!) ** 2, 0) / (n * n));
}

/** Error after 0.2 h of a source eigenmode switched on at 0, in `steps` ticks. */
async function sourceStepError(factory: FieldFactory, steps: number, jumped: boolean): Promise<number> {
  const size = { width: 32, height: 24 };
  const mode = (x: number, y: number) => Math.cos((Math.PI * (x + 0.5)) / 32) * Math.cos((Math.PI * (y + 0.5)) / 24);
  const q = 100;
  const mu = q * (4 - 2 * Math.cos(Math.PI / 32) - 2 * Math.cos(Math.PI / 24));
  const solver = await prepare(
    factory,
    { ...size, diffusion: q * 400, steady: false, tolerance: 1e-8 },
    { source: fill(size, (x, y) => 1 + mode(x, y)), start: fill(size, () => 1) },
  );
  for (let step = 0; step < steps; step++) {
    const [report] = await solver.step(0.2 / steps, [jumped]);
    expect(report!.substeps).toBe(1);
  }
  const exact = fill(size, (x, y) => 1.2 + (mode(x, y) * (1 - Math.exp(-mu * 0.2))) / mu);
  const error = distance(solver.values[0]!, exact);
  solver.destroy();
  return error;
}

/** One tick of 0.05 h after the held edge of a field at 38 has fallen to 10; the exact answer is a sum of lattice eigenmodes. */
async function edgeJump(factory: FieldFactory, jumped: boolean) {
  const size = { width: 64, height: 48 };
  const q = 5000;
  const dt = 0.05;
  const solver = await prepare(
    factory,
    { ...size, diffusion: q * 400, steady: false, boundary: { kind: 'held', value: 10 } },
    { start: fill(size, () => 38) },
  );
  const [report] = await solver.step(dt, [jumped]);
  const alongX = relaxed(64, q, dt);
  const alongY = relaxed(48, q, dt);
  const exact = fill(size, (x, y) => 10 + 28 * alongX[x]! * alongY[y]!);
  const error = distance(solver.values[0]!, exact);
  solver.destroy();
  return { error, substeps: report!.substeps, converged: report!.converged };
}

/** A line of n sites at 1 whose two walls are held at 0 from time 0 on, at time t. */
function relaxed(n: number, q: number, t: number): number[] {
  const line = new Array<number>(n).fill(0);
  for (let k = 1; k <= n; k++) {
    const shape = line.map((_, i) => Math.sin((Math.PI * k * (i + 0.5)) / n));
    const square = shape.reduce((sum, s) => sum + s * s, 0);
    const weight = shape.reduce((sum, s) => sum + s, 0) / square;
    const left = Math.exp(-q * (2 - 2 * Math.cos((Math.PI * k) / n)) * t);
    for (let i = 0; i < n; i++) line[i]! += weight * left * shape[i]!;
  }
  return line;
}
