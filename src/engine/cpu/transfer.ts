import type { FaceLevel } from './conductance.ts';
import type { GridLevel } from './grid-levels.ts';
import type { LevelState } from './smoother.ts';

/** Residual `f − A u` of a level, summed over the (up to four) children of each coarse cell into `to`. */
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

/**
 * Adds `damping` times the interpolated coarse correction to `u`: per axis a cell takes `far` from the coarse neighbour on its side, the
 * rest from its parent. The coarse ghost ring (corners too) must be current.
 */
export function prolongCorrect(
  grid: GridLevel,
  { farX, farY }: FaceLevel,
  u: Float32Array,
  coarse: GridLevel,
  correction: Float32Array,
  damping: number,
): void {
  const { width, height, stride } = grid;
  for (let y = 0; y < height; y++) {
    const own = ((y >> 1) + 1) * coarse.stride + 1;
    const beyond = own + (y & 1 ? coarse.stride : -coarse.stride);
    const start = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++) {
      const i = start + x;
      const a = own + (x >> 1);
      const b = beyond + (x >> 1);
      const side = x & 1 ? 1 : -1;
      const fx = farX[i];
      const near = correction[a] + fx * (correction[a + side] - correction[a]);
      const far = correction[b] + fx * (correction[b + side] - correction[b]);
      u[i] += damping * (near + farY[i] * (far - near));
    }
  }
}
