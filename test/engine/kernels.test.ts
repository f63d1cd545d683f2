/** The passes in WebAssembly against the same passes in TypeScript: byte for byte. */
import { describe, expect, it } from 'vitest';
import { createFaces, fillFaces } from '../../src/engine/cpu/conductance.ts';
import { createLevels } from '../../src/engine/cpu/grid-levels.ts';
import { createKernels, type Kernels } from '../../src/engine/cpu/kernels.ts';
import { createLevelState, smooth } from '../../src/engine/cpu/smoother.ts';
import { prolongCorrect, residualRestrict } from '../../src/engine/cpu/transfer.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const PLAIN: Kernels = { allocate: (length) => new Float32Array(length), smooth, residualRestrict, prolongCorrect };
const SIZES = [
  [16, 12],
  [7, 5],
  [1, 9],
  [33, 1],
  [2, 3],
] as const;

/** All three passes on random numbers. @returns every array that they write, and the sum of squares */
function passes(width: number, height: number, kind: 'periodic' | 'held', { allocate, ...kernels }: Kernels) {
  const next = randomNumbers(width);
  const levels = createLevels(width, height);
  const [grid, coarse] = levels;
  const [faces] = randomFaces(levels, kind, allocate, next);
  const [fine, below] = [createLevelState(grid!, allocate), createLevelState(coarse!, allocate)];
  for (let y = 1; y <= height; y++) {
    for (let i = y * grid!.stride + 1; i <= y * grid!.stride + width; i++) {
      for (const array of Object.values(fine)) array[i] = next() - 0.25;
    }
  }
  below.u.forEach((_, i) => {
    below.u[i] = next();
  });
  const total = kernels.smooth(grid!, faces!, fine, fine.u, fine.next, 1.3, 0.7);
  kernels.residualRestrict(grid!, faces!, fine, below.f, coarse!, 1.3);
  kernels.prolongCorrect(grid!, faces!, fine.u, coarse!, below.u, 0.5);
  return { total, arrays: [fine.next, below.f, fine.u].map((array) => [...array]) };
}

/** Faces of random hindrance. */
function randomFaces(
  levels: ReturnType<typeof createLevels>,
  kind: 'periodic' | 'held',
  allocate: Kernels['allocate'],
  next: () => number,
) {
  const faces = createFaces(levels, allocate);
  const factor = Float32Array.from({ length: levels[0]!.width * levels[0]!.height }, () => 0.1 + next());
  fillFaces(faces, levels, factor, kind);
  return faces;
}

describe.each(['periodic', 'held'] as const)('passes in WebAssembly, %s', (kind) => {
  it.each(SIZES)('equal those in TypeScript on %i×%i', (width, height) => {
    const kernels = createKernels(100_000);
    expect(kernels.smooth).not.toBe(smooth);
    const expected = passes(width, height, kind, PLAIN);
    const given = passes(width, height, kind, kernels);
    expect(given.arrays).toEqual(expected.arrays);
    expect(given.total / expected.total).toBeCloseTo(1, 12);
  });
});

describe('createKernels', () => {
  it('keeps to TypeScript where 4 GiB are not enough', () => {
    expect(createKernels(2 ** 30 + 1).smooth).toBe(smooth);
  });
});
