import type { BoundaryKind, FaceLevel } from './conductance.ts';
import type { Axis, GridLevel } from './grid-levels.ts';
import type { LevelState } from './smoother.ts';

/** Linear interpolation along one axis: fine cell i takes `near[i]` of its parent and `far[i]` of the parent's neighbour on its side. */
export interface Interpolation {
  readonly near: Float64Array;
  readonly far: Float64Array;
}

/** Interpolation from `coarse` to `fine`; at a held edge the correction falls to 0 on the edge, at a no-flux edge it is flat. */
export function createInterpolation(fine: Axis, coarse: Axis, kind: BoundaryKind): Interpolation {
  const near = new Float64Array(fine.count).fill(1);
  const far = new Float64Array(fine.count);
  for (let i = 0; i < fine.count; i++) {
    const parent = i >> 1;
    const sibling = i ^ 1;
    if (sibling >= fine.count) continue;
    const parentWidth = coarse.widths[parent];
    const offset = fine.widths[sibling] / 2;
    const beyond = parent + (i < sibling ? -1 : 1);
    if (kind !== 'periodic' && (beyond < 0 || beyond >= coarse.count)) {
      if (kind === 'held') near[i] = 1 - offset / (parentWidth / 2);
      continue;
    }
    const wrapped = (beyond + coarse.count) % coarse.count;
    far[i] = offset / ((parentWidth + coarse.widths[wrapped]) / 2);
    near[i] = 1 - far[i];
  }
  return { near, far };
}

/** Residual `f − A u` of the fine level, summed over the (up to four) children of each coarse cell into `to.f`. */
export function residualRestrict(
  grid: GridLevel,
  { west, north }: FaceLevel,
  { f, k, u }: LevelState,
  to: Float32Array,
  coarse: GridLevel,
  scale: number,
): void {
  const { width, height, stride } = grid;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    const parentRow = ((y >> 1) + 1) * coarse.stride + 1;
    const keep = y & 1;
    let left = u[start - 1];
    let here = u[start];
    let gw = west[start];
    let sum = 0;
    for (let x = 0; x < width; x++) {
      const i = start + x;
      const right = u[i + 1];
      const ge = west[i + 1];
      sum +=
        f[i] -
        k[i] * here +
        scale *
          (gw * (left - here) +
            ge * (right - here) +
            north[i] * (u[i - stride] - here) +
            north[i + stride] * (u[i + stride] - here));
      if (x & 1 || x === width - 1) {
        const parent = parentRow + (x >> 1);
        to[parent] = keep ? to[parent] + sum : sum;
        sum = 0;
      }
      left = here;
      here = right;
      gw = ge;
    }
  }
}

/** Adds the bilinear interpolation of the coarse correction to `u`. The coarse ghost ring (corners too) must be current. */
export function prolongCorrect(
  grid: GridLevel,
  u: Float32Array,
  coarse: GridLevel,
  correction: Float32Array,
  alongX: Interpolation,
  alongY: Interpolation,
): void {
  const { width, height, stride } = grid;
  const pairs = width >> 1;
  const nearX = alongX.near;
  const farX = alongX.far;
  for (let y = 0; y < height; y++) {
    const near = alongY.near[y];
    const far = alongY.far[y];
    const a = ((y >> 1) + 1) * coarse.stride + 1;
    const b = a + (y & 1 ? coarse.stride : -coarse.stride);
    let i = (y + 1) * stride + 1;
    let left = near * correction[a - 1] + far * correction[b - 1];
    let here = near * correction[a] + far * correction[b];
    for (let p = 0; p < pairs; p++) {
      const right = near * correction[a + p + 1] + far * correction[b + p + 1];
      const x = 2 * p;
      u[i] += nearX[x] * here + farX[x] * left;
      u[i + 1] += nearX[x + 1] * here + farX[x + 1] * right;
      i += 2;
      left = here;
      here = right;
    }
    if (width & 1) u[i] += here;
  }
}
