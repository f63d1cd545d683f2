import { describe, expect, it } from 'vitest';
import { armEdits, forkOf } from '../../src/app/arm-plans.ts';
import {
  differenceOf,
  enlarged,
  joined,
  ONLY_FIRST,
  ONLY_SECOND,
  OTHER,
  onScale,
  SAME,
} from '../../src/app/difference.ts';
import type { DoseInfo, DoseLine } from '../../src/app/protocol.ts';
import { editSchema, type SavedSession } from '../../src/model/session.ts';
import { pictureOf, VALUE_LEVELS } from '../../src/render/pack.ts';
import { makeSnapshot } from '../render/snapshot.ts';

const SIZE = { width: 2, height: 2, window: { x: 0, y: 0, step: 1, width: 2, height: 2 } };
const FIELD = { name: 'f', kind: 'field', unit: 'nM', about: '' } as const;
const STATES = { name: 'states', kind: 'states', unit: '', about: '' } as const;

const values = (list: number[], low: number, high: number) =>
  pictureOf(makeSnapshot({ ...SIZE, layer: FIELD, values: Float32Array.from(list) }), { low, high });
const picturesOf =
  (width: number, height: number) =>
  (tissue: number[], immune: number[] = tissue.map(() => 0)) => {
    const [below, above] = [Uint8Array.from(tissue), Uint8Array.from(immune)];
    const window = { ...SIZE.window, width, height };
    const snapshot = { width, height, window, layer: STATES, values: null, tissue: below, immune: above };
    return pictureOf(makeSnapshot(snapshot), { low: 0, high: 1 });
  };
const states = picturesOf(3, 2);
const sheet = picturesOf(9, 9);
const ids = ({ texels }: { texels: Uint8Array }, layer = 0) => [...texels].filter((_, i) => i % 4 === layer);
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
    const plain = states([1, 2, 0, 0, 0, 0]);
    expect(onScale(plain, range).texels).toEqual(plain.texels);
  });

  it('tells of states where they are the same, only in one, or another, on either layer', () => {
    const [a, b] = [states([1, 2, 0, 1, 0, 3], [0, 0, 0, 4, 0, 4]), states([1, 1, 2, 0, 0, 3], [0, 0, 0, 4, 4, 0])];
    const { picture, counts, share } = differenceOf(a, b);
    expect(ids(picture)).toEqual([SAME, OTHER, ONLY_SECOND, ONLY_FIRST, 0, SAME]);
    expect(ids(picture, 1)).toEqual([0, 0, 0, 0, ONLY_SECOND, ONLY_FIRST]);
    expect(counts.slice(1)).toEqual([3, 2, 2, 1]);
    expect(share).toBeCloseTo(5 / 6);
  });

  it('tells of values by how much the second is more or less, around 0; what their coding rounds is no difference', () => {
    const { picture, share, most } = differenceOf(values([0, 1, 2, 3], 0, 3), values([0, 1, 1, 5], 0, 5));
    expect(most).toBeCloseTo(2, 3);
    expect(share).toBe(0.5);
    expect(picture.range).toEqual({ low: -2, high: 2 });
    const part = codes(picture).map((code) => (code - 1) / (VALUE_LEVELS - 1));
    for (const [i, wanted] of [0.5, 0.5, 0.25, 1].entries()) expect(part[i]).toBeCloseTo(wanted, 3);
    const nearly = differenceOf(values([0.1, 0.2, 0.3, 3], 0, 3), values([0.1, 0.2, 0.3, 3], 0, 4));
    expect(nearly).toMatchObject({ most: 0, share: 0 });
  });

  it('enlarges few sites that differ, and keeps many as they are', () => {
    const list = Array.from({ length: 81 }, () => 1);
    const one = differenceOf(sheet(list), sheet(list.with(40, 0)));
    const shown = ids(enlarged(one, 1));
    expect(shown.filter((id) => id === ONLY_FIRST)).toHaveLength(9);
    expect([shown[40], shown[30], shown[50], shown[42]]).toEqual([ONLY_FIRST, ONLY_FIRST, ONLY_FIRST, SAME]);
    const many = differenceOf(sheet(list), sheet(list.map((id, i) => (i % 3 === 0 ? 0 : id))));
    expect(enlarged(many, 1)).toBe(many.picture);
    const size = differenceOf(values([1, 1, 1, 1], 0, 1), values([1, 1, 1, 0], 0, 1));
    expect(codes(enlarged({ ...size, share: 0.01 }, 1))).toEqual([1, 1, 1, 1]);
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
