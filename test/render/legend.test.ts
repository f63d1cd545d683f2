import { describe, expect, it } from 'vitest';
import { formatNumber, formatQuantity, formatTime, formatUnit } from '../../src/render/format.ts';
import { colourBar, stateKey } from '../../src/render/legend.ts';
import { parseColour, scalePalette, stateColour, statePalette } from '../../src/render/palette.ts';
import { drawableRange, joinRanges, rangeOf, settleRange } from '../../src/render/range.ts';
import { BARCODE, FIELD, makeState } from './snapshot.ts';

describe('formats', () => {
  it.each([
    [0, '0'], [1234, '1234'], [123456, '123\u2009456'], [0.12345, '0.123'], [-2.5, '−2.5'], [0.00003, '3×10⁻⁵'],
    [1e-6, '10⁻⁶'], [12345678, '1.23×10⁷'], [Number.NaN, '–'], [Infinity, '∞'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text)); // biome-ignore format: a table

  it('writes times to the minute', () => {
    expect(formatTime(0.5)).toBe('0 h 30 min');
    expect(formatTime(76.5)).toBe('3 d 04 h 30 min');
    expect(formatTime(23.9999)).toBe('1 d 00 h 00 min');
  });

  it('writes units with powers and without a bare one', () => {
    expect(formatUnit('um2/s')).toBe('µm²/s');
    expect(formatUnit('/h')).toBe('1/h');
    expect(formatUnit('s-1')).toBe('s⁻¹');
    expect(formatQuantity(3, '1')).toBe('3');
    expect(formatQuantity(40, 'mmHg')).toBe('40 mmHg');
  });
});

describe('ranges', () => {
  it('ignores what is not a number', () => {
    expect(rangeOf(new Float32Array([Number.NaN, 2, Infinity, -1]))).toEqual({ low: -1, high: 2 });
    expect(rangeOf(new Float32Array([Number.NaN]))).toBeNull();
  });
  it('grows at once and shrinks bit by bit', () => {
    const whole = { low: 0, high: 100 };
    const part = { low: 40, high: 60 };
    expect(settleRange(null, part)).toEqual(part);
    expect(settleRange(whole, null)).toEqual(whole);
    expect(settleRange(part, whole)).toEqual(whole);
    let range = settleRange(whole, part)!;
    expect(range).toEqual({ low: 4, high: 96 });
    for (let k = 0; k < 100; k++) range = settleRange(range, part)!;
    expect(range.low).toBeCloseTo(40, 2);
    expect(range.high).toBeCloseTo(60, 2);
  });
  it('joins, and makes a constant drawable', () => {
    expect(joinRanges({ low: 0, high: 1 }, { low: -2, high: 0.5 })).toEqual({ low: -2, high: 1 });
    expect(joinRanges(null, { low: 0, high: 1 })).toEqual({ low: 0, high: 1 });
    expect(drawableRange(null)).toEqual({ low: 0, high: 1 });
    expect(drawableRange({ low: 0, high: 0 })).toEqual({ low: 0, high: 1 });
    expect(drawableRange({ low: 38, high: 38 })).toEqual({ low: 0, high: 38 });
    expect(drawableRange({ low: -3, high: -3 })).toEqual({ low: -3, high: 0 });
  });
});

describe('legend', () => {
  it('keys states with colours that differ and marks the round ones', () => {
    const states = Array.from({ length: 12 }, (_, i) => makeState(i + 1, i === 11 ? { layer: 'immune' } : {}));
    const key = stateKey(states, [5, 6]);
    expect(key.slice(0, 3).map((entry) => entry.count)).toEqual([5, 6, 0]);
    expect(new Set(key.map((entry) => entry.colour)).size).toBe(12);
    expect(key.map((entry) => entry.round).lastIndexOf(true)).toBe(11);
    expect(key[0]?.label).toBe('a · s1');
  });

  it('gives continuous layers a bar whose ticks lie on it', () => {
    const bar = colourBar(FIELD, { low: 3, high: 41 }, 'viridis');
    expect(bar?.unit).toBe('mmHg');
    expect(bar?.ticks.map((tick) => tick.text)).toEqual(['10', '20', '30', '40']);
    for (const { part } of bar?.ticks ?? []) expect(part >= 0 && part <= 1).toBe(true);
    expect(bar?.ticks[0]?.part).toBeCloseTo(7 / 38);
    expect(colourBar(BARCODE, { low: 0, high: 1 }, 'viridis')).toBeNull();
  });

  it('uses the colour of the model, hides what is hidden', () => {
    const states = [makeState(1, { colour: '#102030' }), makeState(2)];
    expect(stateColour(states[0] as (typeof states)[0])).toBe('#102030');
    const texels = statePalette(states, new Set([2]));
    expect([...texels.slice(4, 12)]).toEqual([0x10, 0x20, 0x30, 255, 0, 0, 0, 0]);
  });

  it('reads colours', () => {
    expect(parseColour('#fa0')).toEqual([255, 170, 0]);
    expect(parseColour('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
    expect(parseColour('nonsense')).toEqual([128, 128, 128]);
    expect([...scalePalette('magma').slice(0, 4)]).toEqual([0, 0, 4, 255]);
  });
});
