import type { FaceLevel } from './conductance.ts';
import type { GridLevel } from './grid-levels.ts';

/**
 * The unknown and the equation of one level, `k u − scale·Σ_faces g (u_nb − u) = f`, integrated over each cell.
 * Padded f32[size]; ghosts stay 0 unless the boundary is periodic.
 */
export interface LevelState {
  /** Value (finest) or correction (coarser). */
  readonly u: Float32Array;
  /** Partner of `u` for the sweeps. */
  readonly next: Float32Array;
  readonly f: Float32Array;
  /** Sink times cell area. */
  readonly k: Float32Array;
  /** 1 / (scale·Σg + k), 0 where that is 0. */
  readonly inverse: Float32Array;
}

/** Weights of the two-step Chebyshev–Jacobi smoother for D⁻¹A on [0.5, 2]: of a cell without a sink, see `weightAt`. */
export const CHEBYSHEV = [1 / (1.25 - 0.75 * Math.SQRT1_2), 1 / (1.25 + 0.75 * Math.SQRT1_2)] as const;

/**
 * Weight of a cell whose sink makes up the share `k·inverse` of its diagonal: 1 where it is all of it, for then `D⁻¹f` is the
 * answer, and whatever another weight left there, times such a sink, would outdo all that its neighbours bring.
 */
function weightAt(weight: number, k: number, inverse: number): number {
  return weight + (1 - weight) * (k * inverse);
}

/** @param allocate gives f32[length], zero */
export function createLevelState({ size }: GridLevel, allocate: (length: number) => Float32Array): LevelState {
  return { u: allocate(size), next: allocate(size), f: allocate(size), k: allocate(size), inverse: allocate(size) };
}

/** One weighted Jacobi sweep `to = from + weightAt·D⁻¹·(f − A from)`. @returns Σ (D⁻¹·(f − A from))² over the level */
export function smooth(
  { width, height, stride }: GridLevel,
  { west, north }: FaceLevel,
  { f, k, inverse }: LevelState,
  from: Float32Array,
  to: Float32Array,
  scale: number,
  weight: number,
): number {
  let total = 0;
  for (let y = 0; y < height; y++) {
    let i = (y + 1) * stride + 1;
    const end = i + width;
    let left = from[i - 1];
    let here = from[i];
    let gw = west[i];
    for (; i < end; i++) {
      const right = from[i + 1];
      const ge = west[i + 1];
      const update =
        inverse[i] *
        (f[i] -
          k[i] * here +
          scale *
            (gw * (left - here) +
              ge * (right - here) +
              north[i] * (from[i - stride] - here) +
              north[i + stride] * (from[i + stride] - here)));
      to[i] = here + weightAt(weight, k[i], inverse[i]) * update;
      total += update * update;
      left = here;
      here = right;
      gw = ge;
    }
  }
  return total;
}

/** The same sweep from `u = 0`: `to = weightAt·D⁻¹·f`. */
export function smoothFromZero(
  { width, height, stride }: GridLevel,
  { f, k, inverse }: LevelState,
  to: Float32Array,
  weight: number,
): void {
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start; i < start + width; i++) {
      to[i] = weightAt(weight, k[i], inverse[i]) * inverse[i] * f[i];
    }
  }
}

/** Refreshes the ghost ring of a periodic level: columns first, then whole rows, so that the corners are right too. */
export function wrapGhosts({ width, height, stride }: GridLevel, u: Float32Array): void {
  for (let y = 1; y <= height; y++) {
    const row = y * stride;
    u[row] = u[row + width];
    u[row + width + 1] = u[row + 1];
  }
  u.copyWithin(0, height * stride, (height + 1) * stride);
  u.copyWithin((height + 1) * stride, stride, 2 * stride);
}

/** Zeroes the ghost ring: a no-flux face has no conductance, a held value sits in `f`. */
export function clearGhosts({ height, stride, size }: GridLevel, u: Float32Array): void {
  u.fill(0, 0, stride);
  u.fill(0, (height + 1) * stride, size);
  for (let row = stride; row < (height + 1) * stride; row += stride) {
    u[row] = 0;
    u[row + stride - 1] = 0;
  }
}
