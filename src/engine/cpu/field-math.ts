import type { GridLevel } from './grid-levels.ts';

/** Copies f32[width·height] into a padded array. */
export function toPadded({ width, height, stride }: GridLevel, from: Float32Array, to: Float32Array): void {
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start, j = y * width; i < start + width; i++, j++) to[i] = from[j];
  }
}

/** Copies a padded array into f32[width·height]. */
export function fromPadded({ width, height, stride }: GridLevel, from: Float32Array, to: Float32Array): void {
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start, j = y * width; i < start + width; i++, j++) to[j] = from[i];
  }
}

/** Lifts values below 0 to 0, in place. */
export function clampNegative(values: Float32Array): void {
  for (let j = 0; j < values.length; j++) if (values[j] < 0) values[j] = 0;
}

export function isZero(values: Float32Array): boolean {
  for (let j = 0; j < values.length; j++) if (values[j] !== 0) return false;
  return true;
}

/** ‖u‖₂ of a padded array without its ghosts. */
export function norm({ width, height, stride }: GridLevel, u: Float32Array): number {
  let total = 0;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start; i < start + width; i++) total += u[i] * u[i];
  }
  return Math.sqrt(total);
}

export function isEqual(a: Float32Array, b: Float32Array): boolean {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return false;
  return true;
}
