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
    let a = ((y >> 1) + 1) * coarse.stride + 1;
    let b = a + (y & 1 ? coarse.stride : -coarse.stride);
    let i = (y + 1) * stride + 1;
    let nearLeft = correction[a - 1];
    let nearHere = correction[a];
    let farLeft = correction[b - 1];
    let farHere = correction[b];
    for (const end = i + width; i < end; i += 2) {
      const nearRight = correction[++a];
      const farRight = correction[++b];
      let near = nearHere + farX[i] * (nearLeft - nearHere);
      let far = farHere + farX[i] * (farLeft - farHere);
      u[i] += damping * (near + farY[i] * (far - near));
      if (i + 1 < end) {
        near = nearHere + farX[i + 1] * (nearRight - nearHere);
        far = farHere + farX[i + 1] * (farRight - farHere);
        u[i + 1] += damping * (near + farY[i + 1] * (far - near));
      }
      nearLeft = nearHere;
      nearHere = nearRight;
      farLeft = farHere;
      farHere = farRight;
    }
  }
}
