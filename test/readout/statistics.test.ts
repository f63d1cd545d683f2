import { beforeEach, describe, expect, it } from 'vitest';
import { modelEvents } from '../../src/engine/events.ts';
import { allocateState, countStates } from '../../src/engine/state.ts';
import type { LatticeState } from '../../src/engine/types.ts';
import { evaluateMeasure, parseMeasure } from '../../src/model/measures.ts';
import type { LatticeShape } from '../../src/model/types.ts';

import { type Moment, needsLattice, signalsOf, statisticValue } from '../../src/readout/statistics.ts';
import { modelOf } from '../support/models.ts';

import { bareModel } from '../support/tissue-scene.ts';

const model = bareModel();
const shape: LatticeShape = { width: 12, height: 6, spacing: 20, edges: 'walled', mixing: 'local' };
const N = shape.width * shape.height;
const site = (x: number, y: number) => y * shape.width + x;
let state: LatticeState;

/** A tumour of 5 × 6 sites at the left wall with stroma in its middle; oxygen 0, 1, 2 … from the left. */
beforeEach(() => {
  state = allocateState(model, N, [Float32Array.from({ length: N }, (_, i) => i % 12), new Float32Array(N).fill(250)]);
  for (let y = 0; y < 6; y++) {
    for (let x = 0; x < 5; x++) {
      const i = site(x, y);
      state.tissue.state[i] = x === 2 && y === 3 ? 3 : 1;
      state.tissue.barcode[i] = x === 2 && y === 3 ? 0 : 1 + y;
      state.matrix[0][i] = x < 2 ? 0.1 : 0.3;
    }
  }
  state.tissue.state[site(10, 3)] = 4;
  for (const [x, y] of [
    [1, 1],
    [2, 3],
    [4, 0],
    [8, 3],
  ])
    state.immune.state[site(x, y)] = 5;
});

function worth(text: string, changes: Partial<Moment> = {}): number {
  const counts = countStates(model, state);
  const moment = {
    model,
    shape,
    counts,
    startCounts: counts.map((count) => 2 * count),
    events: null,
    state,
    ...changes,
  };
  return evaluateMeasure(parseMeasure(text, model), (node) => statisticValue(node, moment));
}

describe('statistics of a lattice', () => {
  it('count cells and sites that meet conditions', () => {
    expect(worth('count(tumour)')).toBe(29);
    expect(worth('count(tumour, killer)')).toBe(33);
    expect(worth('start(tumour)')).toBe(58);
    expect(worth('count(sites)')).toBe(72);
    expect(worth('count(tumour; oxygen < 2 mmHg)')).toBe(12);
    expect(worth('count(tumour; oxygen < 2 mmHg, fibre == 10%)')).toBe(12);
    expect(worth('count(tumour, killer; oxygen < 2 mmHg)')).toBe(13);
  });

  it('say how states share a set, without looking at sites where counts are enough', () => {
    expect(worth('state_entropy(tumour, vessel)')).toBeCloseTo(
      -(29 / 30) * Math.log(29 / 30) - Math.log(1 / 30) / 30,
      12,
    );
    expect(worth('state_entropy(tumour, vessel)', { state: null })).toBe(worth('state_entropy(tumour, vessel)'));
    expect(worth('state_entropy(tumour, vessel; oxygen < 5 mmHg)')).toBe(0);
    expect(worth('state_entropy(killer.tired)')).toBeNaN();
  });

  it('say how like neighbours are', () => {
    expect(worth('moran(sites; oxygen; 20 um)')).toBeGreaterThan(0.8);
    expect(worth('moran(killer; oxygen; 20 um)')).toBeNaN();
    expect(worth('moran(sites; drug; 20 um)')).toBeNaN();
  });

  it('signals, which whoever measures has worked out', () => {
    const kinds = model.kinds.map((kind) =>
      kind.name === 'tumour' ? { ...kind, signals: [{ name: 'glow', value: [] }] } : kind,
    );
    const glowing = { ...model, kinds };
    const expr = parseMeasure('average(tumour; glow > 3; glow) + 100*count(tumour; glow > 3)', glowing);
    expect(signalsOf(expr)).toEqual(['tumour.glow', 'tumour.glow', 'tumour.glow']);
    const signals = new Map([['tumour.glow', Float32Array.from({ length: N }, (_, i) => i % 12)]]);
    const counts = countStates(model, state);
    const moment = { model: glowing, shape, counts, startCounts: counts, events: null, state: { ...state, signals } };
    expect(evaluateMeasure(expr, (node) => statisticValue(node, moment))).toBe(604);
    expect(() => parseMeasure('average(tumour; glows)', glowing)).toThrow('did you mean glow?');
  });

  it('share of those below a threshold', () => {
    expect(worth('share(tumour; oxygen < 2 mmHg)')).toBeCloseTo(12 / 29, 12);
    expect(worth('share(sites; oxygen >= 9 mmHg)')).toBe(0.25);
    expect(worth('share(tumour; drug < 0.3 uM)')).toBe(1);
    expect(worth('share(vessel; fibre > 0)')).toBe(0);
    expect(worth('share(killer.tired; oxygen < 2 mmHg)')).toBeNaN();
  });

  it('average of a field, a matrix variable or a trait, in the unit shown', () => {
    expect(worth('average(sites; oxygen)')).toBe(5.5);
    expect(worth('average(tumour, stroma; oxygen; 100%)')).toBe(4);
    expect(worth('average(killer; oxygen > 1 mmHg; oxygen)')).toBeCloseTo((2 + 4 + 8) / 3, 12);
    expect(worth('average(vessel; drug)')).toBe(0.25);
    expect(worth('average(stroma; fibre)')).toBeCloseTo(0.3, 6);
    state.tissue.traits.fill(0.5, 0, N);
    expect(worth('average(tumour; adapted)')).toBe(50);
    expect(worth('average(killer.tired; oxygen)')).toBeNaN();
    expect(() => worth('average(tumour)')).toThrow('needs what to average behind the set');
    expect(() => worth('average(tumour; oxigen)')).toThrow('did you mean oxygen?');
  });

  it('diversity of lineages', () => {
    expect(worth('lineages(tumour)')).toBe(6);
    const shares = [6 / 29 - 1 / 29, 6 / 29 - 1 / 29, 5 / 29, 5 / 29, 5 / 29, 4 / 29];
    const entropy = -shares.reduce((sum, p) => sum + p * Math.log(p), 0);
    expect(worth('entropy(tumour)')).toBeCloseTo(entropy, 12);
    expect(worth('evenness(tumour)')).toBeCloseTo(entropy / Math.log(6), 12);
    expect(worth('simpson(tumour)')).toBeCloseTo(1 - shares.reduce((sum, p) => sum + p * p, 0), 12);
    expect(worth('dominance(tumour)')).toBeCloseTo(5 / 29, 12);
    expect(worth('evenness(tumour; oxygen == 0)')).toBeCloseTo(1, 12);
  });

  it('distance to the nearest, in um: mean and quantile', () => {
    expect(worth('distance(vessel; tumour)')).toBe(6 * 20);
    expect(worth('distance(killer; vessel)')).toBeCloseTo((20 * (Math.hypot(9, 2) + 8 + Math.hypot(6, 3) + 2)) / 4, 10);
    expect(worth('distance(killer; vessel; 0)')).toBe(40);
    expect(worth('distance(killer; stroma)')).toBeCloseTo((20 * (Math.hypot(1, 2) + 0 + Math.hypot(2, 3) + 6)) / 4, 10);
    expect(worth('distance(killer; sites; oxygen >= 9 mmHg; 100%)')).toBe(160);
    expect(worth('distance(tumour.growing; oxygen > 3 mmHg; vessel; 50%)')).toBeCloseTo(
      20 * ((Math.hypot(6, 1) + Math.hypot(6, 2)) / 2),
      10,
    );
    expect(worth('distance(tumour; killer.tired)')).toBeNaN();
    expect(worth('distance(killer.tired; tumour)')).toBeNaN();
  });

  it('distance goes round where the lattice does', () => {
    expect(worth('distance(vessel; tumour)', { shape: { ...shape, edges: 'periodic' } })).toBe(40);
  });

  it('depth inside a region, in um', () => {
    expect(worth('depth(killer; tumour, stroma)')).toBeCloseTo((20 * (3.5 + 2.5 + 0.5)) / 3, 10);
    expect(worth('depth(killer; tumour; 20 um)')).toBeCloseTo((20 * (3.5 + 2.5 + 0.5)) / 3, 10);
    expect(worth('depth(killer; tumour; 20 um, 50%)')).toBe(50);
    expect(worth('depth(killer; tumour)')).toBeCloseTo((20 * (Math.sqrt(5) - 0.5 + 0.5)) / 2, 10);
    expect(worth('depth(killer; vessel)')).toBeNaN();
    expect(worth('depth(killer; sites)')).toBeNaN();
  });

  it('how alike relatives are, and lineages between quarters', () => {
    expect(worth('related(tumour; oxygen)')).toBeLessThan(0);
    expect(worth('overlap(tumour; tumour)')).toBeNaN();
    expect(() => worth('related(tumour)')).toThrow('needs what to compare behind the set');
  });

  it('transitions since the start, of those who went from one set to the other', async () => {
    const tiny = await modelOf();
    const { list } = modelEvents(tiny);
    const own = list.findIndex(({ event }) => event.includes(' -> '));
    const events = list.map((_, i) => (i === own ? 7 : 100));
    const [from, to] = list[own]!.event.split(' -> ').map((name) => `${list[own]!.kind}.${name}`);
    const value = (text: string, known: readonly number[] | null) => {
      const moment = { model: tiny, shape, counts: [], startCounts: [], events: known, state };
      return evaluateMeasure(parseMeasure(text, tiny), (node) => statisticValue(node, moment));
    };
    expect(value(`switched(${from}; ${to})`, events)).toBe(7);
    expect(value(`switched(${from}; ${from})`, events)).toBe(0);
    expect(value(`switched(${from}; ${to})`, null)).toBeNaN();
    expect(() => value(`switched(${from}; ${to}; ecm > 0.1)`, events)).toThrow('switched()');
  });

  it('pairs against chance', () => {
    expect(worth('paired(killer; stroma; 0 um)')).toBeCloseTo(1 / ((4 * 1 * N) / N ** 2), 12);
    expect(worth('paired(killer; stroma; 0 um, 20 um)')).toBe(0);
    const pairs = 2 * (4 * 6 + 5 * 5) - 8;
    const apart = 2 * (11 * 6 + 12 * 5);
    expect(worth('paired(tumour; tumour; 20 um)')).toBeCloseTo(pairs / ((29 * 28 * apart) / (N * (N - 1))), 12);
    expect(worth('paired(tumour, stroma; tumour, stroma; tumour, stroma; 20 um)')).toBeCloseTo(1, 12);
    expect(worth('paired(tumour; killer.tired; 20 um)')).toBeNaN();
  });
});

describe('what a measure needs', () => {
  it.each([
    ['count(tumour) / start(tumour)', false],
    ['min(1, -count(killer)) + 2', false],
    ['count(sites)', true],
    ['count(tumour; cycled > 0.5)', true],
    ['log(lineages(tumour))', true],
    ['1 - distance(tumour; vessel)', true],
  ])('%s: the lattice is read %s', (text, needed) => {
    expect(needsLattice(parseMeasure(text, model))).toBe(needed);
    if (!needed) expect(worth(text, { state: null })).not.toBeNaN();
    else expect(() => worth(text, { state: null })).toThrow('but only counts are given');
  });
});
