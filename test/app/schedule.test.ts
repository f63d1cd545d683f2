import { describe, expect, it } from 'vitest';
import { lineOf } from '../../src/app/line-editor.tsx';
import type { DoseInfo, DoseLine } from '../../src/app/protocol.ts';
import { dragged, isPast, lineText, newLine, predicted, rawSchedule } from '../../src/app/schedule.ts';

const LINE: DoseLine = { from: 48, until: 96, cycle: null, how: 'hold', amount: 100, every: null, washout: false };
const LANE: DoseInfo = {
  of: 'field',
  field: 0,
  name: 'drug',
  unit: 'nM',
  given: true,
  on: true,
  base: 0,
  elimination: { halfLife: 10, earlyPart: 0, earlyHalfLife: 10 },
  usual: 50,
  lines: [LINE],
  points: [],
};
const BOUNDS = { now: 24, step: 1, horizon: 240 };

describe('a schedule on the page', () => {
  it('moves, shortens and strengthens a line, in steps and never into the past', () => {
    expect(dragged(LINE, 'body', 10.4, 1, BOUNDS)).toMatchObject({ from: 58, until: 106 });
    expect(dragged(LINE, 'body', -90, 1, BOUNDS)).toMatchObject({ from: 24, until: 72 });
    expect(dragged(LINE, 'body', 0, 1.5, BOUNDS)).toMatchObject({ from: 48, amount: 150 });
    expect(dragged(LINE, 'start', 12, 1, BOUNDS)).toMatchObject({ from: 60, until: 96 });
    expect(dragged(LINE, 'start', 90, 1, BOUNDS)).toMatchObject({ from: 95 });
    expect(dragged(LINE, 'end', -90, 1, BOUNDS)).toMatchObject({ until: 49 });
    expect(dragged({ ...LINE, until: null }, 'end', -40, 1, BOUNDS)).toMatchObject({ until: 200 });
  });

  it('keeps the start of a line under way, and what was given', () => {
    const now = { ...BOUNDS, now: 60 };
    expect(dragged(LINE, 'body', 30, 2, now)).toEqual({ ...LINE, amount: 200 });
    expect(dragged(LINE, 'end', -90, 1, now)).toMatchObject({ from: 48, until: 61 });
    expect([isPast(LINE, 96), isPast(LINE, 95), isPast({ ...LINE, until: null }, 1e6)]).toEqual([true, false, false]);
  });

  it('writes lanes in the words of a scene', () => {
    const doses: DoseLine = { ...LINE, how: 'dose', every: 12, until: null, cycle: { on: 48, off: 24 } };
    const held: DoseInfo = { ...LANE, of: 'parameter', name: 'knob', unit: '', lines: [LINE] };
    expect(rawSchedule([LANE, held], LANE, [doses])).toEqual([
      { field: 'drug', dose: '100 nM', every: '12 h', from: '48 h', on: '48 h', off: '24 h' },
      { parameter: 'knob', hold: 100, from: '48 h', until: '96 h' },
    ]);
    expect(lineText(doses, '100 nM', (h) => `${h} h`)).toBe('100 nM every 12 h, from 48 h on, 48 h on, 24 h off');
  });

  it('draws ahead what the blood will do', () => {
    const [before, on, after] = predicted(LANE, [LINE], [47, 60, 106]);
    expect([before, on]).toEqual([0, 100]);
    expect(after).toBeCloseTo(50, 6);
  });

  it('takes a new line after the last, and one typed in, and refuses what cannot be', () => {
    expect(newLine(LANE, 120, 240)).toMatchObject({ from: 120, until: 160, amount: 100, how: 'hold' });
    expect(newLine({ ...LANE, lines: [] }, 0, 240)).toMatchObject({ amount: 50, until: 40 });
    const form = {
      how: 'dose',
      amount: '20',
      every: '8 h',
      from: '3 d 4 h',
      until: '',
      on: '5 d',
      off: '2 d',
    } as const;
    expect(lineOf(form, LINE, BOUNDS)).toMatchObject({ from: 76, until: null, every: 8, cycle: { on: 120, off: 48 } });
    const bad: readonly (readonly [object, RegExp])[] = [
      [{ amount: '-1' }, /number of 0 or more/],
      [{ from: '1 h' }, /in the past/],
      [{ until: '3 d' }, /later than/],
      [{ off: '' }, /both/],
      [{ every: 'often' }, /every/],
    ];
    for (const [part, message] of bad) expect(() => lineOf({ ...form, ...part }, LINE, BOUNDS)).toThrow(message);
  });
});
