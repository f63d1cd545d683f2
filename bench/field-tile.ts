/**
 * A small periodic lattice with random content, and what the CPU makes of it with each field kernel. Every such kernel looks at
 * neighbours only, so a large lattice tiled with it has the tiled result: any size can be checked against it.
 */
import { assembleSource, linearise } from '../src/engine/cpu/assemble.ts';
import { coarsenSinks } from '../src/engine/cpu/coarse-sinks.ts';
import { type FaceLevel, fillFaces } from '../src/engine/cpu/conductance.ts';
import { fromPadded, toPadded } from '../src/engine/cpu/field-math.ts';
import { sdirkError } from '../src/engine/cpu/field-step.ts';
import { createLevels, type GridLevel } from '../src/engine/cpu/grid-levels.ts';
import { CHEBYSHEV, type LevelState, smooth, smoothFromZero, wrapGhosts } from '../src/engine/cpu/smoother.ts';
import { prolongCorrect, residualRestrict } from '../src/engine/cpu/transfer.ts';
import { SDIRK_CARRY } from '../src/engine/substeps.ts';
import { noise } from './noise.ts';
import type { FieldKernelName } from './traffic.ts';

/** The equation of every field: `FieldParams`. */
export const EQUATION = { scale: 4e3, base: 1.5, rate: 1, saturation: 2, held: 0, damping: 0.5, limit: 0 } as const;

/** One array on the tile, `values[(y·side + x)·channels + c]`. */
export interface Plane {
  readonly side: number;
  readonly channels: 1 | 2;
  /** Faces: one more column and row than cells. */
  readonly isFaces: boolean;
  readonly values: Float32Array;
}

export interface FieldTile {
  readonly side: number;
  /** What a kernel finds in each array. */
  input(kernel: FieldKernelName, array: string): Plane | null;
  /** What it should leave there; null for arrays it only reads, and for `sums`. */
  output(kernel: FieldKernelName, array: string): Plane | null;
  /** What the lanes of `residual` and `sdirk-error` add up to over the tile, by component; null: not compared. */
  sums(kernel: FieldKernelName): readonly (number | null)[];
}

const MOST = 128;
const LEAST = 8;

/** The largest even side of a tile that divides the lattice, or the whole side where there is none. */
export function tileSide(side: number): number {
  for (let tile = MOST; tile >= LEAST; tile -= 2) if (side % tile === 0) return tile;
  return side;
}

/** Makes one of that side. */
export function createFieldTile(side: number): FieldTile {
  const n = side * side;
  const levels = createLevels(side, side);
  const [grid, coarse] = [levels[0]!, levels[1] ?? levels[0]!];
  const fill = (stream: number, of: (u: number) => number, count = n) => noise(stream, count).map(of);
  const factor = fill(1, (u) => 0.2 + 0.8 * u);
  const conductances = levels.map(emptyFaces);
  fillFaces(conductances, levels, factor, 'periodic');
  const [fine, below] = [conductances[0]!, conductances[1] ?? conductances[0]!];
  const terms = {
    source: fill(2, (u) => 100 * u),
    sink: fill(3, (u) => (u < 0.3 ? 1500 * u : 0)),
    uptake: fill(4, (u) => (u < 0.5 ? 4e4 * u : 0)),
  };
  const old = fill(5, (u) => 40 * u);
  const { scale, base, rate, saturation, damping } = EQUATION;
  const known = new Float32Array(grid.size);
  assembleSource(grid, fine, known, terms.source, old, rate, scale, { kind: 'periodic' });

  const state = emptyState(grid);
  const lower = emptyState(coarse);
  const u = fill(6, (value) => 40 * value - 2);
  const stage = fill(8, (value) => 40 * value);
  const correction = fill(7, (value) => 4 * value - 2, coarse.width * coarse.height);
  const plain = (padded: Float32Array, of = grid): Plane => {
    const values = new Float32Array(of.width * of.height);
    fromPadded(of, padded, values);
    return { side: of.width, channels: 1, isFaces: false, values };
  };
  const flat = (values: Float32Array): Plane => ({ side, channels: 1, isFaces: false, values });
  const reset = (): void => {
    toPadded(grid, u, state.u);
    wrapGhosts(grid, state.u);
  };

  reset();
  const source = linearise(grid, fine, state, known, terms, base, saturation, scale) ** 2;
  const residual = smooth(grid, fine, state, state.u, state.next, scale, CHEBYSHEV[0]);
  const assembled = { k: plain(state.k), f: plain(state.f), next: plain(state.next) };
  smooth(grid, fine, state, state.u, state.next, scale, CHEBYSHEV[1]);
  const once = plain(state.next);
  residualRestrict(grid, fine, state, lower.f, coarse, scale);
  coarsenSinks(grid, fine, state.k, coarse, below, lower, scale);
  const restricted = {
    coarse_f: plain(lower.f, coarse),
    coarse_k: plain(lower.k, coarse),
    coarse_inverse: plain(lower.inverse, coarse),
  };
  smoothFromZero(grid, state, state.next, CHEBYSHEV[0]);
  wrapGhosts(grid, state.next);
  smooth(grid, fine, state, state.next, state.u, scale, CHEBYSHEV[1]);
  const fromZero = plain(state.u);
  reset();
  toPadded(coarse, correction, lower.u);
  wrapGhosts(coarse, lower.u);
  prolongCorrect(grid, fine, state.u, coarse, lower.u, damping);
  wrapGhosts(grid, state.u);
  smooth(grid, fine, state, state.u, state.next, scale, CHEBYSHEV[0]);
  const prolonged = plain(state.next);

  const shares = paired(grid, fine.farX, fine.farY, false);
  const faces = paired(grid, fine.west, fine.north, true);
  const coarseFaces = paired(coarse, below.west, below.north, true);
  const inputs: Readonly<Record<string, Plane>> = {
    factors: flat(factor),
    faces,
    coarse_faces: coarseFaces,
    shares,
    sources: flat(terms.source),
    sinks: flat(terms.sink),
    uptakes: flat(terms.uptake),
    old: flat(old),
    known: plain(known),
    kept: flat(old),
    stage: flat(stage),
    u: flat(u),
    f: assembled.f,
    k: assembled.k,
    inverse: plain(state.inverse),
    correction: { side: coarse.width, channels: 1, isFaces: false, values: correction },
  };
  const outputs: Readonly<Record<FieldKernelName, Readonly<Record<string, Plane>>>> = {
    faces: { conductances: faces },
    'coarsen-faces': { coarse: coarseFaces },
    shares: { shared_part: shares },
    source: { known: plain(known) },
    assemble: assembled,
    'smooth-once': { next: once },
    'smooth-zero': { u: fromZero },
    'restrict-residual': restricted,
    prolong: { next: prolonged },
    settle: { u: flat(u.map((value) => Math.max(value, 0))) },
    carry: { carried: flat(old.map((y, i) => y + SDIRK_CARRY * (stage[i]! - y))) },
    residual: {},
    'sdirk-error': {},
  };
  const size = u.reduce((sum, value) => sum + value * value, 0);
  return {
    side,
    input: (_, array) => inputs[array] ?? null,
    output: (kernel, array) => outputs[kernel][array] ?? null,
    sums: (kernel) =>
      kernel === 'residual' ? [residual, source, size] : [sdirkError(old, stage, u) ** 2 * size, null, size],
  };
}

function emptyFaces({ size }: GridLevel): FaceLevel {
  const [west, north, total, farX, farY] = zeros(size);
  return { west: west!, north: north!, total: total!, farX: farX!, farY: farY! };
}

function emptyState({ size }: GridLevel): LevelState {
  const [u, next, f, k, inverse] = zeros(size);
  return { u: u!, next: next!, f: f!, k: k!, inverse: inverse! };
}

function zeros(size: number): Float32Array[] {
  return Array.from({ length: 5 }, () => new Float32Array(size));
}

/** Two padded arrays as one of pairs. */
function paired(grid: GridLevel, first: Float32Array, second: Float32Array, isFaces: boolean): Plane {
  const { width, height } = grid;
  const values = new Float32Array(width * height * 2);
  const plain = new Float32Array(width * height);
  for (const [c, padded] of [first, second].entries()) {
    fromPadded(grid, padded, plain);
    for (let i = 0; i < plain.length; i++) values[2 * i + c] = plain[i]!;
  }
  return { side: width, channels: 2, isFaces, values };
}

/**
 * A row of a lattice `width` cells wide that is tiled with the plane; faces have one more, and none along the outer sides that
 * are no face: north faces beyond the last column, west faces below the last row.
 */
export function tiledRow(plane: Plane, y: number, width: number, height: number): Float32Array<ArrayBuffer> {
  const { side, channels, isFaces, values } = plane;
  const row = new Float32Array((width + Number(isFaces)) * channels);
  const from = (y % side) * side * channels;
  const tile = values.subarray(from, from + side * channels);
  for (let at = 0; at < row.length; at += tile.length) row.set(tile.subarray(0, row.length - at), at);
  if (!isFaces) return row;
  row[width * 2 + 1] = 0;
  if (y === height) for (let i = 0; i < row.length; i += 2) row[i] = 0;
  return row;
}
