import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barcodeColour, packSnapshot, pictureOf, VALUE_LEVELS } from '../../src/render/pack.ts';
import { BARCODE, FIELD, makeSnapshot } from './snapshot.ts';

const code = (texels: Uint8Array, i: number) => (texels[4 * i + 2] as number) * 256 + (texels[4 * i + 3] as number);

describe('packSnapshot', () => {
  it('puts the tissue id in red and the immune id in green', () => {
    const snapshot = makeSnapshot({
      width: 2,
      height: 1,
      tissue: new Uint8Array([3, 0]),
      immune: new Uint8Array([0, 9]),
    });
    expect([...packSnapshot(snapshot, { low: 0, high: 1 })]).toEqual([3, 0, 0, 0, 0, 9, 0, 0]);
  });

  it('returns a value within half a level, and clamps outside the range', () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, min: -100, max: 100 }),
        fc.float({ noNaN: true, min: Math.fround(0.01), max: 1000 }),
        fc.float({ noNaN: true, min: -500, max: 1500 }),
        (low, span, value) => {
          const range = { low, high: low + span };
          const snapshot = makeSnapshot({ width: 1, height: 1, layer: FIELD, values: new Float32Array([value]) });
          const back = low + ((code(packSnapshot(snapshot, range), 0) - 1) / (VALUE_LEVELS - 1)) * span;
          const allowed = Math.min(Math.max(value, low), low + span);
          expect(Math.abs(back - allowed)).toBeLessThanOrEqual((0.5001 * span) / (VALUE_LEVELS - 1) + 1e-9);
        },
      ),
    );
  });

  it('gives NaN the code 0, which no number has', () => {
    const values = new Float32Array([Number.NaN, -1e30, 0, 1e30]);
    const texels = packSnapshot(makeSnapshot({ width: 4, height: 1, layer: FIELD, values }), { low: 0, high: 1 });
    expect([0, 1, 2, 3].map((i) => code(texels, i))).toEqual([0, 1, 1, VALUE_LEVELS]);
  });

  it('makes a picture of everything but the arrays', () => {
    const snapshot = makeSnapshot({ tick: 7, counts: [5] });
    const range = { low: 0, high: 1 };
    const { tissue: _, immune: __, values: ___, ...rest } = snapshot;
    expect(pictureOf(snapshot, range)).toEqual({ ...rest, range, texels: packSnapshot(snapshot, range) });
  });

  it('spreads neighbouring lineages over the palette and leaves 0 out', () => {
    const values = Float32Array.from({ length: 101 }, (_, i) => i);
    const texels = packSnapshot(makeSnapshot({ width: 101, height: 1, layer: BARCODE, values }), { low: 0, high: 1 });
    expect(code(texels, 0)).toBe(0);
    expect(code(texels, 5)).toBe(barcodeColour(5) + 1);
    expect(new Set(Array.from({ length: 100 }, (_, i) => barcodeColour(i + 1))).size).toBeGreaterThan(70);
  });
});
