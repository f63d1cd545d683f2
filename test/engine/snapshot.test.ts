import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawableLayers, type SnapshotSource, takeSnapshot } from '../../src/engine/snapshot.ts';
import { allocateState } from '../../src/engine/state.ts';
import type { SnapshotWindow } from '../../src/engine/types.ts';
import { checkWindow, wholeWindow } from '../../src/engine/window.ts';
import { UserError } from '../../src/model/error.ts';
import type { LatticeShape } from '../../src/model/types.ts';
import { modelOf } from '../support/models.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const SHAPE: LatticeShape = { width: 13, height: 9, spacing: 20, edges: 'walled', mixing: 'local' };
const N = SHAPE.width * SHAPE.height;

let source: SnapshotSource;

beforeAll(async () => {
  const model = await modelOf();
  const next = randomNumbers(3);
  const random = () => Float32Array.from({ length: N }, next);
  const state = allocateState(model, N, model.fields.map(random));
  for (const layer of ['tissue', 'immune'] as const) {
    const ids = model.states.filter((s) => s.layer === layer).map((s) => s.id);
    for (let i = 0; i < N; i++) {
      if (next() < 0.3) continue;
      state[layer].state[i] = ids[Math.floor(next() * ids.length)]!;
      state[layer].barcode[i] = i + 1;
    }
    state[layer].traits.set(Float32Array.from(state[layer].traits, next));
  }
  for (const values of state.matrix) values.set(random());
  const layers = drawableLayers(model);
  const blood = model.fields.map((_, f) => f + 1);
  source = { model, shape: SHAPE, state, layers, tick: 4, time: 2, counts: [1, 2], blood };
});

const anyWindow = fc
  .record({
    x: fc.integer({ min: 0, max: 12 }),
    y: fc.integer({ min: 0, max: 8 }),
    step: fc.oneof(fc.constant(1), fc.double({ min: 1, max: 20, noNaN: true })),
    width: fc.integer({ min: 1, max: 13 }),
    height: fc.integer({ min: 1, max: 9 }),
  })
  .filter(isOnLattice);

function isOnLattice({ x, y, step, width, height }: SnapshotWindow): boolean {
  return x + (width - 0.5) * step < SHAPE.width && y + (height - 0.5) * step < SHAPE.height;
}

describe('takeSnapshot', () => {
  it('shows every site when no window is given', () => {
    const whole = takeSnapshot(source, 'states');
    expect(whole).toMatchObject({ width: 13, height: 9, window: wholeWindow(SHAPE), values: null, tick: 4 });
    expect([...whole.tissue]).toEqual([...source.state.tissue.state]);
    expect([...whole.immune]).toEqual([...source.state.immune.state]);
  });

  it('takes the sites of any window out of the whole picture, for every layer', () => {
    for (const { name } of source.layers) {
      const whole = takeSnapshot(source, name);
      fc.assert(
        fc.property(anyWindow, (window) => {
          const part = takeSnapshot(source, name, window);
          expect(part.window).toEqual(window);
          for (let b = 0, k = 0; b < window.height; b++) {
            for (let a = 0; a < window.width; a++, k++) {
              const x = Math.floor(window.x + (a + 0.5) * window.step);
              const y = Math.floor(window.y + (b + 0.5) * window.step);
              const i = y * SHAPE.width + x;
              for (const key of ['tissue', 'immune'] as const) expect(part[key][k]).toBe(whole[key][i]);
              expect(part.values?.[k]).toEqual(whole.values?.[i]);
            }
          }
        }),
        { numRuns: 20 },
      );
    }
  });

  it('gives values in the unit of the layer, and none where there is no such cell', () => {
    const { model, state } = source;
    const sizes = takeSnapshot(source, 'cancer.size').values!;
    const cancer = model.kinds.find((k) => k.name === 'cancer')!;
    const slot = cancer.traits.findIndex((t) => t.name === 'size');
    sizes.forEach((value, i) => {
      const there = cancer.states.includes(state.tissue.state[i]!);
      expect(value).toEqual(there ? state.tissue.traits[slot * N + i] : Number.NaN);
    });
    const tenfold = model.fields.map((f) => ({ ...f, unit: { ...f.unit, factor: 10 } }));
    const scaled = takeSnapshot({ ...source, model: { ...model, fields: tenfold } }, 'oxygen');
    expect(scaled.values).toEqual(state.fields[0]!.map((v) => v / 10));
    expect(scaled.blood[1]).toBeCloseTo(0.2, 12);
  });

  it('refuses a layer that is not there', () => {
    expect(() => takeSnapshot(source, 'oxigen')).toThrow(
      new UserError('layer oxigen is not known; did you mean oxygen?'),
    );
  });

  it.each<[Partial<SnapshotWindow>, RegExp]>([
    [{ width: 0 }, /^snapshot window: width 0 is not possible; give a whole number of samples/],
    [{ height: 2.5 }, /^snapshot window: height 2\.5 is not possible/],
    [{ step: 0.5 }, /^snapshot window: step 0\.5 is not possible; give 1 site or more/],
    [{ step: Number.NaN }, /^snapshot window: step NaN/],
    [{ x: 1 }, /^snapshot window: 13 × 9 samples from \(1, 0\) in steps of 1 leave the lattice of 13 × 9 sites/],
    [{ y: -1 }, /leave the lattice/],
    [{ step: 1.1 }, /leave the lattice/],
    [{ x: Number.NaN }, /leave the lattice/],
    [{ step: Number.POSITIVE_INFINITY }, /leave the lattice/],
  ])('refuses the window with %j in one line', (change, message) => {
    const window = { ...wholeWindow(SHAPE), ...change };
    expect(() => takeSnapshot(source, 'states', window)).toThrow(message);
    expect(() => checkWindow(window, SHAPE)).toThrow(UserError);
  });
});
