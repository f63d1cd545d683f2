import { describe, expect, it } from 'vitest';
import { armEdits, forkOf } from '../../src/app/arm-plans.ts';
import { differenceOf, differingShare, joined, onScale } from '../../src/app/difference.ts';
import type { DoseInfo, DoseLine } from '../../src/app/protocol.ts';
import { editSchema, type SavedSession } from '../../src/model/session.ts';
import { pictureOf, VALUE_LEVELS } from '../../src/render/pack.ts';
import { makeSnapshot } from '../render/snapshot.ts';

const SIZE = { width: 2, height: 2, window: { x: 0, y: 0, step: 1, width: 2, height: 2 } };
const FIELD = { name: 'f', kind: 'field', unit: 'nM', about: '' } as const;
const STATES = { name: 'states', kind: 'states', unit: '', about: '' } as const;

const values = (list: number[], low: number, high: number) =>
  pictureOf(makeSnapshot({ ...SIZE, layer: FIELD, values: Float32Array.from(list) }), { low, high });
const states = (list: number[]) =>
  pictureOf(makeSnapshot({ ...SIZE, layer: STATES, values: null, tissue: Uint8Array.from(list) }), { low: 0, high: 1 });
const codes = ({ texels }: { texels: Uint8Array }) => [0, 4, 8, 12].map((i) => texels[i + 2]! * 256 + texels[i + 3]!);

describe('arms on one scale', () => {
  it('puts values of different spans on one', () => {
    const [a, b] = [values([0, 1, 2, Number.NaN], 0, 2), values([4, 2, 0, 1], 0, 4)];
    const range = joined([a, b]);
    expect(range).toEqual({ low: 0, high: 4 });
    const [low, quarter, half, none] = codes(onScale(a, range));
    expect([low, none]).toEqual([1, 0]);
    expect(quarter! / VALUE_LEVELS).toBeCloseTo(0.25, 3);
    expect(half! / VALUE_LEVELS).toBeCloseTo(0.5, 3);
    expect(onScale(states([1, 2, 0, 0]), range).texels).toEqual(states([1, 2, 0, 0]).texels);
  });

  it('shows where states differ, and by how much values do', () => {
    const [a, b] = [states([1, 2, 0, 1]), states([1, 1, 2, 0])];
    expect([0, 4, 8, 12].map((i) => differenceOf(a, b).texels[i])).toEqual([0, 1, 2, 1]);
    expect(differingShare(a, b)).toBe(0.75);
    const size = differenceOf(values([0, 1, 2, 3], 0, 3), values([0, 1, 1, 1], 0, 1));
    expect(size.range.low).toBe(0);
    expect(size.range.high).toBeCloseTo(2, 3);
    expect(codes(size)[2]! / VALUE_LEVELS).toBeCloseTo(0.5, 3);
  });
});

describe('plans of arms', () => {
  const line: DoseLine = { from: 24, until: 90, cycle: null, how: 'dose', amount: 100, every: 24, washout: false };
  const lane = { of: 'field', field: 0, name: 'drug', unit: 'nM', given: true, lines: [line] } as unknown as DoseInfo;

  it('are edits of the treatment from now on', () => {
    expect(armEdits('planned', [lane], 48, 'a')).toEqual([]);
    expect(armEdits('none', [lane], 48, 'a')).toEqual([{ what: 'dosing', doses: [] }]);
    const given = { field: 'drug', dose: '100 nM', every: '24 h', from: '48 h' };
    expect(armEdits('continuous', [lane], 48, 'a')).toEqual([{ what: 'dosing', doses: [given] }]);
    expect(armEdits('intermittent', [lane], 48, 'a')).toMatchObject([{ doses: [{ on: '168 h', off: '168 h' }] }]);
    expect(armEdits('double', [lane], 48, 'a')).toMatchObject([{ doses: [{ dose: '200 nM', from: '24 h' }] }]);
    const adaptive = armEdits('adaptive', [lane], 48, 'a');
    expect(adaptive[1]).toMatchObject({
      what: 'rules',
      rules: [
        { do: 'stop', share: 0.5 },
        { do: 'give', share: 1 },
      ],
    });
    for (const edit of adaptive) expect(editSchema.safeParse(edit).success).toBe(true);
  });

  it('begin with nothing ahead', () => {
    const edit = { what: 'parameter', name: 'k', value: 1 } as const;
    const session = { tick: 5, edits: [3, 5, 9].map((tick) => ({ tick, edit })) } as unknown as SavedSession;
    expect(forkOf(session).edits.map(({ tick }) => tick)).toEqual([3, 5]);
  });
});
