import type { FieldProblem, FieldTerms } from '../types.ts';
import type { FaceLevel } from './conductance.ts';
import type { GridLevel } from './grid-levels.ts';
import type { LevelState } from './smoother.ts';

/** Known part of the finest right-hand side: `F = s + rate·old`, plus `q·g·held` beside a held edge. */
export function assembleSource(
  { width, height, stride }: GridLevel,
  { west, north }: FaceLevel,
  f: Float32Array,
  source: Float32Array,
  old: Float32Array,
  rate: number,
  scale: number,
  boundary: FieldProblem['boundary'],
): void {
  const held = boundary.kind === 'held' ? scale * boundary.value : 0;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    const end = start + width;
    for (let i = start, j = y * width; i < end; i++, j++) f[i] = source[j] + rate * old[j];
    if (held !== 0) {
      f[start] += held * west[start];
      f[end - 1] += held * west[end];
      if (y === 0) for (let i = start; i < end; i++) f[i] += held * north[i];
      if (y === height - 1) for (let i = start; i < end; i++) f[i] += held * north[i + stride];
    }
  }
}

/**
 * Finest equation, the uptake linearised at u (Newton, c = max(u, 0)): `k = base + sink + v·Km/(Km+c)²`,
 * `f = F − v·(c/(Km+c))²`, and the inverse diagonal. @returns ‖D⁻¹F‖₂
 */
export function linearise(
  { width, height, stride }: GridLevel,
  { total }: FaceLevel,
  { u, f, k, inverse }: LevelState,
  known: Float32Array,
  { sink, uptake }: FieldTerms,
  base: number,
  saturation: number,
  scale: number,
): number {
  let norm = 0;
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start, j = y * width; i < start + width; i++, j++) {
      let sum = base + sink[j];
      let right = known[i];
      const v = uptake[j];
      if (v !== 0) {
        const c = Math.max(u[i], 0);
        const share = 1 / (saturation + c);
        sum += v * saturation * share * share;
        right -= v * c * c * share * share;
      }
      f[i] = right;
      k[i] = sum;
      const diagonal = scale * total[i] + sum;
      const inverted = diagonal > 0 ? 1 / diagonal : 0;
      inverse[i] = inverted;
      norm += (known[i] * inverted) ** 2;
    }
  }
  return Math.sqrt(norm);
}
