import { describe, expect, it } from 'vitest';
import { bloodAt, parametersAt } from '../../src/engine/dosing.ts';
import type { Dose, Model, Setting } from '../../src/model/types.ts';

const base: Dose = {
  field: 0,
  from: 0,
  until: Infinity,
  cycle: null,
  give: { how: 'hold', value: 300 },
  washout: false,
};
const HALF_LIFE = 48.3;
const ke = Math.LN2 / HALF_LIFE;
const ELIMINATION = { halfLife: HALF_LIFE, earlyPart: 0, earlyHalfLife: HALF_LIFE };

describe('blood concentration', () => {
  it('is the base value before, without and long after dosing', () => {
    expect(bloodAt([], 40, null, 10)).toBe(40);
    expect(bloodAt([{ ...base, from: 24 }], 5, ELIMINATION, 23.9)).toBe(5);
    expect(bloodAt([{ ...base, until: 24 }], 5, ELIMINATION, 1e5)).toBeCloseTo(5, 9);
  });

  it('holds the value, then halves every half-life', () => {
    const doses = [{ ...base, until: 100 }];
    expect(bloodAt(doses, 0, ELIMINATION, 99.9)).toBe(300);
    expect(bloodAt(doses, 0, ELIMINATION, 100 + HALF_LIFE)).toBeCloseTo(150, 9);
    expect(bloodAt(doses, 0, ELIMINATION, 100 + 3 * HALF_LIFE)).toBeCloseTo(37.5, 9);
  });

  it('drops to base at once without a half-life', () => {
    expect(bloodAt([{ ...base, until: 100 }], 2, null, 100.01)).toBe(2);
  });

  it('lets a part of every bolus go sooner, and still has the mean that was asked for', () => {
    const early = { ...ELIMINATION, earlyPart: 0.4, earlyHalfLife: 5 };
    const once: Dose[] = [{ ...base, until: 1, give: { how: 'dose', value: 10, every: 24 } }];
    const t = 7;
    expect(bloodAt(once, 0, early, t)).toBeCloseTo(6 * Math.exp(-ke * t) + 4 * 2 ** (-t / 5), 9);
    const daily: Dose[] = [{ ...base, give: { how: 'average', value: 300, every: 24 } }];
    const samples = 2400;
    let sum = 0;
    for (let k = 0; k < samples; k++) sum += bloodAt(daily, 0, early, 2400 + (24 * (k + 0.5)) / samples);
    expect(sum / samples / 300).toBeCloseTo(1, 3);
    const held: Dose[] = [{ ...base, until: 10 }];
    expect(bloodAt(held, 0, early, 10 + HALF_LIFE)).toBeCloseTo(150, 9);
  });

  it('superposes boluses exactly', () => {
    const doses: Dose[] = [{ ...base, give: { how: 'dose', value: 10, every: 24 } }];
    const t = 100;
    let expected = 0;
    for (let k = 0; k * 24 <= t; k++) expected += 10 * Math.exp(-ke * (t - k * 24));
    expect(bloodAt(doses, 0, ELIMINATION, t)).toBeCloseTo(expected, 9);
  });

  it('sizes a bolus so that the steady mean is the average asked for', () => {
    const doses: Dose[] = [{ ...base, give: { how: 'average', value: 300, every: 24 } }];
    let sum = 0;
    const samples = 2400;
    for (let k = 0; k < samples; k++) sum += bloodAt(doses, 0, ELIMINATION, 2400 + (24 * (k + 0.5)) / samples);
    expect(sum / samples).toBeCloseTo(300, 1);
  });

  it('has published osimertinib kinetics: steady by day 15, peak to trough below 1.6', () => {
    const doses: Dose[] = [{ ...base, give: { how: 'average', value: 300, every: 24 } }];
    const trough = (day: number): number => bloodAt(doses, 0, ELIMINATION, day * 24 - 1e-6);
    expect(trough(15) / trough(60)).toBeGreaterThan(0.99);
    expect(bloodAt(doses, 0, ELIMINATION, 60 * 24) / trough(60)).toBeCloseTo(2 ** (24 / HALF_LIFE), 6);
  });

  it('cycles on and off', () => {
    const doses: Dose[] = [{ ...base, cycle: { on: 168, off: 168 }, until: 1000 }];
    expect(bloodAt(doses, 0, null, 100)).toBe(300);
    expect(bloodAt(doses, 0, null, 200)).toBe(0);
    expect(bloodAt(doses, 0, null, 400)).toBe(300);
    expect(bloodAt(doses, 0, null, 1000)).toBe(0);
  });

  it('empties the blood at a washout', () => {
    const doses: Dose[] = [
      { ...base, until: 216 },
      { ...base, from: 216, give: { how: 'hold', value: 0 }, washout: true },
    ];
    expect(bloodAt(doses, 0, ELIMINATION, 215)).toBe(300);
    expect(bloodAt(doses, 0, ELIMINATION, 216)).toBe(0);
    expect(bloodAt(doses, 0, ELIMINATION, 300)).toBe(0);
  });

  it('gives way to a later hold and survives the end of an earlier one', () => {
    const doses: Dose[] = [
      { ...base, until: 50 },
      { ...base, from: 20, until: 80, give: { how: 'hold', value: 100 } },
    ];
    expect(bloodAt(doses, 0, null, 30)).toBe(100);
    expect(bloodAt(doses, 0, null, 60)).toBe(100);
    expect(bloodAt(doses, 0, null, 90)).toBe(0);
  });
});

describe('parameters held for a while', () => {
  const model = { parameters: [{ name: 'a' }, { name: 'b' }] } as unknown as Model;
  const own = Float64Array.of(1, 2);
  const line: Setting = { parameter: 'b', value: 7, from: 10, until: 20, cycle: null };
  const at = (settings: readonly Setting[], t: number) => [...parametersAt(model, own, settings, t)];

  it('are held from the first moment on, and their own again at the last', () => {
    expect([9.5, 10, 19.5, 20].map((t) => at([line], t)[1])).toEqual([2, 7, 7, 2]);
    expect(at([line], 15)).toEqual([1, 7]);
    expect(parametersAt(model, own, [line], 5)).toBe(own);
    expect([...own]).toEqual([1, 2]);
  });

  it('are held in blocks', () => {
    const blocks = { ...line, until: Infinity, cycle: { on: 2, off: 3 } };
    expect([10, 11.5, 12, 14.5, 15, 17].map((t) => at([blocks], t)[1])).toEqual([7, 7, 2, 2, 7, 2]);
  });

  it('follow the last of several lines, and none of another model', () => {
    const other = { ...line, value: 9, from: 15, until: 30 };
    expect([12, 16, 25].map((t) => at([line, other], t)[1])).toEqual([7, 9, 9]);
    expect(at([{ ...line, parameter: 'c' }], 15)).toEqual([1, 2]);
  });
});
