import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backendText } from '../../src/app/backend-text.ts';
import { fitBeside } from '../../src/app/fit.ts';
import { createHistory, MOST_ROWS } from '../../src/app/history.ts';
import { createPace } from '../../src/app/pace.ts';
import { bloodAt } from '../../src/engine/dosing.ts';
import { dosedFields, isOn, switchOff, switchOn } from '../../src/engine/dosing-switch.ts';
import type { Dose } from '../../src/model/types.ts';

const HOLD: Dose = { field: 1, from: 10, until: 100, cycle: null, give: { how: 'hold', value: 5 }, washout: false };

const anyDose = fc.record({
  field: fc.integer({ min: 0, max: 2 }),
  from: fc.integer({ min: 0, max: 100 }),
  until: fc.oneof(fc.integer({ min: 101, max: 200 }), fc.constant(Number.POSITIVE_INFINITY)),
  cycle: fc.constant(null),
  give: fc.oneof(
    fc.record({ how: fc.constant('hold' as const), value: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ how: fc.constant('dose' as const), value: fc.integer({ min: 1, max: 9 }), every: fc.constant(24) }),
  ),
  washout: fc.boolean(),
});

const TEN = { halfLife: 10, earlyPart: 0, earlyHalfLife: 10 };

describe('dosing switch', () => {
  it('off leaves the past as it was and gives nothing later', () => {
    fc.assert(
      fc.property(fc.array(anyDose, { maxLength: 5 }), fc.integer({ min: 0, max: 150 }), (doses, now) => {
        const off = switchOff(doses, 1, now);
        expect(isOn(off, 1, now)).toBe(false);
        const of = (list: readonly Dose[]) => list.filter(({ field }) => field === 1);
        for (const t of [0, now / 3, now - 0.001].filter((t) => t >= 0 && t < now)) {
          expect(bloodAt(of(off), 0, TEN, t)).toBeCloseTo(bloodAt(of(doses), 0, TEN, t), 9);
        }
        expect(off.filter(({ field }) => field !== 1)).toEqual(doses.filter(({ field }) => field !== 1));
      }),
    );
  });

  it('on gives again what is planned: from now when it was under way, later when it is still to come', () => {
    const off = switchOff([HOLD], 1, 30);
    expect(off).toMatchObject([{ from: 10, until: 30 }]);
    expect(switchOn(off, [HOLD], 1, 50)).toMatchObject([{ until: 30 }, { from: 50, until: 100 }]);
    expect(switchOn([], [HOLD], 1, 5)).toEqual([HOLD]);
  });

  it('on after the schedule has ended repeats the last dose without end', () => {
    const washed: Dose = { ...HOLD, from: 100, until: 120, give: { how: 'hold', value: 0 }, washout: true };
    const on = switchOn([HOLD, washed], [HOLD, washed], 1, 200);
    expect(on.at(-1)).toEqual({ ...HOLD, from: 200, until: Number.POSITIVE_INFINITY });
    expect(isOn(on, 1, 1e6)).toBe(true);
  });

  it('lists the dosed fields, not those that are only washed out', () => {
    expect(dosedFields([HOLD, { ...HOLD, field: 0 }, { ...HOLD, field: 2, give: { how: 'hold', value: 0 } }])).toEqual([
      0, 1,
    ]);
  });
});

describe('history', () => {
  it('keeps the first and the last row and stays short, however long the run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (n) => {
        const history = createHistory(1);
        history.push(Array.from({ length: n }, (_, i) => ({ time: i, counts: [2 * i] })));
        expect(history.times.length).toBeLessThanOrEqual(MOST_ROWS);
        expect(history.times[0]).toBe(0);
        expect(history.times.at(-1)).toBe(n - 1);
        expect(history.counts[0]).toEqual(history.times.map((t) => 2 * t));
        expect(history.times.every((t, i) => i === 0 || t > history.times[i - 1]!)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('fitBeside', () => {
  it('shows all of the lattice, never under the card, and centred where there is room', () => {
    fc.assert(
      fc.property(
        fc.record({ width: fc.integer({ min: 1, max: 4096 }), height: fc.integer({ min: 1, max: 4096 }) }),
        fc.record({ width: fc.integer({ min: 320, max: 3000 }), height: fc.integer({ min: 300, max: 2000 }) }),
        (lattice, canvas) => {
          const card = { width: 248, height: 150 };
          const camera = fitBeside(lattice, canvas, card);
          const left = canvas.width / 2 - camera.x * camera.scale;
          const top = canvas.height / 2 - camera.y * camera.scale;
          expect(Math.max(left - card.width, top - card.height)).toBeGreaterThan(0);
          expect(Math.min(left, top)).toBeGreaterThan(0);
          expect(left + lattice.width * camera.scale).toBeLessThan(canvas.width);
          expect(top + lattice.height * camera.scale).toBeLessThan(canvas.height);
        },
      ),
    );
    expect(
      fitBeside({ width: 10, height: 10 }, { width: 2000, height: 500 }, { width: 100, height: 100 }),
    ).toMatchObject({
      x: 5,
      y: 5,
    });
  });
});

describe('pace', () => {
  it('keeps the rate on average and gives up the plan after a stall', () => {
    const pace = createPace(10);
    let now = 0;
    let ticks = 0;
    for (; now < 2000; now += 7) {
      if (pace.wait(now) > 0) continue;
      pace.ticked(now);
      ticks++;
    }
    expect(ticks).toBe(20);
    expect(pace.rate(now)).toBeCloseTo(10, 0);
    now += 5000;
    expect(pace.wait(now)).toBe(0);
    pace.ticked(now);
    expect(pace.wait(now)).toBeCloseTo(100, 5);
    pace.reset();
    expect(pace.rate(now)).toBe(0);
  });
});

describe('backendText', () => {
  const shape = { width: 9, height: 9, spacing: 20, edges: 'walled', mixing: 'local' } as const;
  const usual = { backend: 'cpu', adapter: null, wanted: 'auto', gpu: 'none', shape } as const;

  it.each<[Partial<Parameters<typeof backendText>[0]>, string]>([
    [{ backend: 'webgpu', adapter: 'Some GPU', gpu: 'hardware' }, 'GPU: Some GPU'],
    [{ backend: 'webgpu', gpu: 'hardware' }, 'GPU: unnamed adapter'],
    [{ backend: 'hybrid', adapter: 'Some GPU', gpu: 'hardware' }, 'Fields on GPU: Some GPU, cells on CPU'],
    [{}, 'CPU backend: no WebGPU in this browser'],
    [{ gpu: 'software' }, 'CPU backend: WebGPU here is software only'],
    [{ gpu: 'hardware', wanted: 'cpu' }, 'CPU backend: as the address asks'],
    [{ gpu: 'hardware' }, 'CPU backend: the GPU here cannot take this scene'],
    [
      { gpu: 'hardware', shape: { ...shape, mixing: 'dish' } },
      'CPU backend: a well-mixed dish has nothing for a GPU to do',
    ],
  ])('%j', (change, text) => expect(backendText({ ...usual, ...change })).toBe(text));
});
