import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLevels } from '../../../src/engine/cpu/grid-levels.ts';
import { faceBytes, MAX_BATCH, planBatches, planLevels, planOneBatch } from '../../../src/engine/gpu/field-plan.ts';
import { shaders } from '../../../src/engine/gpu/wgsl.ts';
import type { FieldProblem, SolverShape } from '../../../src/engine/types.ts';

const shapeOf = (width: number, height: number, keys: readonly (readonly [number, number])[]): SolverShape => ({
  width,
  height,
  spacing: 20,
  groups: 4,
  tolerance: 1e-4,
  maxCycles: 12,
  fields: keys.map(([group, edge], i): FieldProblem => {
    const boundary = ([{ kind: 'periodic' }, { kind: 'no-flux' }, { kind: 'held', value: 1 }] as const)[edge]!;
    return { name: `f${i}`, diffusion: 1, group, decay: 0, steady: true, saturation: 1, boundary };
  }),
});

const axis = fc.integer({ min: 1, max: 300 });
const keys = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 })), {
  minLength: 1,
  maxLength: 40,
});

describe('planLevels', () => {
  it('has the levels of the CPU solver', () => {
    fc.assert(
      fc.property(axis, axis, (width, height) => {
        const sizes = ({ width, height }: { width: number; height: number }) => [width, height];
        expect(planLevels(width, height).map(sizes)).toEqual(createLevels(width, height).map(sizes));
      }),
    );
  });
});

describe('planBatches', () => {
  it('places every field once, with its own faces, within the limit', () => {
    fc.assert(
      fc.property(axis, axis, keys, fc.integer({ min: 1, max: 20 }), (width, height, keys, times) => {
        const shape = shapeOf(width, height, keys);
        const limit = faceBytes(shape) * times;
        const plans = planBatches(shape, limit);
        const placed = plans.flatMap(({ members }) => members).sort((a, b) => a - b);
        expect(placed).toEqual(keys.map((_, i) => i));
        for (const { members, sets, setOf } of plans) {
          expect(members.length).toBeLessThanOrEqual(MAX_BATCH);
          expect(members.length * width * height * 4).toBeLessThanOrEqual(limit);
          expect(sets.length * faceBytes(shape)).toBeLessThanOrEqual(limit);
          members.forEach((field, slot) => {
            const { group, boundary } = shape.fields[field]!;
            expect(sets[setOf[slot]!]).toEqual({ group, boundary: boundary.kind });
          });
        }
      }),
    );
  });

  it('puts fields in one batch where they fit', () => {
    expect(planBatches(shapeOf(64, 64, Array(8).fill([0, 0])), 2 ** 27)).toHaveLength(1);
  });

  it('says what a lattice too large needs', () => {
    expect(() => planBatches(shapeOf(300, 300, [[0, 0]]), 2 ** 19)).toThrow(
      /lattice 300×300 needs GPU buffers of 1 MiB; this device binds 0 MiB; use a smaller lattice or the CPU backend/,
    );
  });

  it('knows the length of the uniform arrays', () => {
    expect(shaders['lib/grid.wgsl']).toContain(`const MAX_FIELDS = ${MAX_BATCH};`);
  });
});

describe('planOneBatch', () => {
  it('holds all fields, or says the largest lattice for which there is one', () => {
    const few = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 })), {
      minLength: 1,
      maxLength: MAX_BATCH,
    });
    fc.assert(
      fc.property(axis, axis, few, fc.integer({ min: 2 ** 12, max: 2 ** 20 }), (width, height, keys, limit) => {
        const holds = (w: number, h: number) => {
          try {
            return planOneBatch(shapeOf(w, h, keys), limit).members.length === keys.length;
          } catch (error) {
            return String(error);
          }
        };
        const said = holds(width, height);
        if (said === true) {
          expect(planBatches(shapeOf(width, height, keys), limit)).toHaveLength(1);
          return;
        }
        const [, a, b] = /enough for (\d+)×(\d+); use a smaller lattice or the hybrid backend/.exec(String(said))!;
        expect(a).toBe(b);
        expect(holds(Number(a), Number(b))).toBe(true);
        expect(holds(Number(a) + 1, Number(b) + 1)).not.toBe(true);
      }),
    );
  });

  it('says when there are too many fields', () => {
    expect(() => planOneBatch(shapeOf(8, 8, Array(MAX_BATCH + 1).fill([0, 0])), 2 ** 27)).toThrow(
      '17 fields are more than the 16 that the webgpu backend holds at once; use the hybrid backend',
    );
  });
});
