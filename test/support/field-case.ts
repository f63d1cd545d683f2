import type { FieldProblem, FieldSolver, SolverShape } from '../../src/engine/types.ts';

/** Makes a solver of one backend. */
export type FieldFactory = (shape: SolverShape, initial?: Float32Array[]) => FieldSolver | Promise<FieldSolver>;

/** One field on one lattice; what is not given is plain: 20 um, no-flux, steady, no decay, tolerance 1e-6 in 60 cycles. */
export interface FieldCase {
  readonly width: number;
  readonly height: number;
  readonly spacing?: number;
  readonly boundary?: FieldProblem['boundary'];
  readonly diffusion?: number;
  readonly decay?: number;
  readonly steady?: boolean;
  readonly saturation?: number;
  readonly tolerance?: number;
  readonly maxCycles?: number;
}

export const OXYGEN_LIKE = 1800 * 3600;

export function fieldOf(given: FieldCase): FieldProblem {
  return {
    name: 'field',
    diffusion: given.diffusion ?? OXYGEN_LIKE,
    group: 0,
    decay: given.decay ?? 0,
    steady: given.steady ?? true,
    saturation: given.saturation ?? 1,
    boundary: given.boundary ?? { kind: 'no-flux' },
  };
}

export function shapeOf(given: FieldCase): SolverShape {
  return {
    width: given.width,
    height: given.height,
    spacing: given.spacing ?? 20,
    groups: 1,
    fields: [fieldOf(given)],
    tolerance: given.tolerance ?? 1e-6,
    maxCycles: given.maxCycles ?? 60,
  };
}

/** f32[width·height] from a function of the column and the row. */
export function fill(
  { width, height }: { readonly width: number; readonly height: number },
  of: (x: number, y: number) => number,
): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[y * width + x] = of(x, y);
  return out;
}

export interface FieldInput {
  readonly source?: Float32Array;
  readonly sink?: Float32Array;
  readonly uptake?: Float32Array;
  readonly hindrance?: Float32Array;
  readonly start?: Float32Array;
}

/** A solver for one field, filled in. */
export async function prepare(factory: FieldFactory, given: FieldCase, input: FieldInput): Promise<FieldSolver> {
  const solver = await factory(shapeOf(given), input.start ? [input.start] : undefined);
  const [terms] = solver.terms;
  if (input.source) terms!.source.set(input.source);
  if (input.sink) terms!.sink.set(input.sink);
  if (input.uptake) terms!.uptake.set(input.uptake);
  if (input.hindrance) solver.setHindrance(0, input.hindrance);
  return solver;
}

/** One steady solve; the values are copied out and the solver is let go. */
export async function solveSteady(factory: FieldFactory, given: FieldCase, input: FieldInput): Promise<Float32Array> {
  const solver = await prepare(factory, given, input);
  const [report] = await solver.step(1, [false]);
  const values = Float32Array.from(solver.values[0]!);
  solver.destroy();
  if (!report!.converged) throw new Error(`not converged: ${report!.cycles} cycles, residual ${report!.residual}`);
  return values;
}

/** Amounts per hour, site areas as unit: what comes in, and what decay, sinks and uptake take out. */
export function budget(given: FieldCase, input: FieldInput, values: Float32Array): { gain: number; loss: number } {
  const { width, height } = given;
  const field = fieldOf(given);
  const q = field.diffusion / (given.spacing ?? 20) ** 2;
  let gain = 0;
  let loss = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const c = values[i]!;
      gain += input.source?.[i] ?? 0;
      loss += (field.decay + (input.sink?.[i] ?? 0) + (input.uptake?.[i] ?? 0) / (field.saturation + c)) * c;
      if (field.boundary.kind !== 'held') continue;
      const walls = Number(x === 0) + Number(x === width - 1) + Number(y === 0) + Number(y === height - 1);
      gain += walls * 2 * q * (input.hindrance?.[i] ?? 1) * (field.boundary.value - c);
    }
  }
  return { gain, loss };
}

/** Numbers in [0, 1) that are the same in every run. */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Largest |a − b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

/** Zero of a rising function between two values, by bisection. */
export function zeroOf(of: (x: number) => number, low: number, high: number): number {
  let from = low;
  let to = high;
  for (let i = 0; i < 100; i++) {
    const middle = (from + to) / 2;
    if (of(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
