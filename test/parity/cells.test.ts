/** One exchange, fate, matrix step, hindrance, division, arrival and movement on the GPU against the CPU, from the same random state. */
import { beforeAll, describe, expect, it } from 'vitest';
import { countStates } from '../../src/engine/state.ts';
import type { LatticeState } from '../../src/engine/types.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { readModel } from '../../src/model/read-model.ts';
import type { LatticeShape, Model } from '../../src/model/types.ts';
import { type CellCase, cellCase, DT, mismatches } from '../support/cell-case.ts';
import { sharedDevice } from '../support/device.ts';
import { modelOf } from '../support/models.ts';
import { relativeError, TOLERANCES } from './tolerances.ts';

const SHAPE: LatticeShape = { width: 32, height: 24, spacing: 20, edges: 'periodic', mixing: 'local' };

const CASES: readonly [string, () => Promise<Model>, Partial<LatticeShape>][] = [
  ['the model of every feature', () => modelOf(), {}],
  ['the model of every feature, walled, odd', () => modelOf(), { width: 31, height: 23, edges: 'walled' }],
  ['the model of every feature, well mixed', () => modelOf(), { mixing: 'dish' }],
  ['the full model', () => readModel('scenes/models/persister.yaml', createNodeHost()), {}],
  ['a model with a cell cycle', () => readModel('scenes/models/cycle.yaml', createNodeHost()), {}],
];

describe.each(CASES)('cells of %s', (_, read, change) => {
  const device = sharedDevice();
  let model: Model;
  let both: CellCase;

  beforeAll(async () => {
    model = await read();
    both = await cellCase(device(), model, { ...SHAPE, ...change }, 7);
  });

  it.skipIf(change.mixing === 'dish')('exchange the same', async () => {
    both.restart();
    both.cpu.exchange();
    const terms = await both.exchange();
    let used = 0;
    both.terms.forEach((expected, f) => {
      for (const term of ['source', 'sink', 'uptake'] as const) {
        const largest = expected[term].reduce((most, v) => Math.max(most, Math.abs(v)), 0);
        if (largest > 0) used++;
        const error = relativeError(terms[f]![term], expected[term], 1e-6 * largest || 1);
        expect(error, `${model.fields[f]!.name} ${term}`).toBeLessThan(TOLERANCES.term);
      }
    });
    expect(used).toBeGreaterThan(3);
    expect(await both.fault()).toBeNull();
  });

  it('update traits and meet the same fate', async () => {
    let events = 0;
    let undecided = 0;
    let cells = 0;
    for (let tick = 100; tick < 130; tick++) {
      both.restart(tick);
      const before = both.copy();
      both.cpu.fate();
      const after = await both.fate();
      for (const layer of ['tissue', 'immune'] as const) {
        const found = mismatches(both, before, after, layer, tick);
        events += found.events;
        cells += found.cells;
        undecided += found.undecided;
        expect(found.wrong, `${layer} at tick ${tick}`).toEqual([]);
      }
    }
    expect(events).toBeGreaterThan(1000);
    expect(undecided / cells).toBeLessThan(TOLERANCES.undecided);
    expect(await both.fault()).toBeNull();
  });

  it('run the same matrix equations, and hinder the same', async () => {
    both.restart();
    both.cpu.matrix(1.5);
    const matrix = await both.matrix(1.5);
    both.state.matrix.forEach((expected, v) => {
      expect(relativeError(matrix[v]!, expected, 1e-6), model.matrix[v]!.name).toBeLessThan(TOLERANCES.matrix);
    });
    const factor = new Float32Array(both.state.tissue.state.length);
    const factors = await both.hindrance();
    factors.forEach((got, g) => {
      both.cpu.hindrance(g, factor);
      expect(relativeError(got, factor, 1e-6), `group ${g + 1}`).toBeLessThan(TOLERANCES.hindrance);
    });
    expect(await both.fault()).toBeNull();
  });

  it('derive the same matrix variables after a parameter has changed', async () => {
    both.restart();
    both.cpu.deriveMatrix();
    const matrix = await both.derive();
    both.state.matrix.forEach((expected, v) => {
      expect(relativeError(matrix[v]!, expected, 1e-6), model.matrix[v]!.name).toBeLessThan(TOLERANCES.matrix);
    });
  });

  it('are placed and moved the same, and counted', async () => {
    const happened = { divide: 0, arrive: 0, move: 0 };
    let undecided = 0;
    for (let tick = 100; tick < 110; tick++) {
      both.restart(tick);
      both.cpu.fate();
      for (const what of ['divide', 'arrive', 'move'] as const) {
        if (what === 'move' && change.mixing === 'dish') continue;
        const before = both.copy();
        both.upload();
        if (what === 'divide') both.cpu.divide(tick);
        else if (what === 'arrive') both.cpu.arrive(tick, DT);
        else both.cpu.move(tick, DT);
        const after = await both.place(what);
        const found = differentSites(both.state, after);
        happened[what] += differentSites(both.state, before).length;
        undecided += found.length;
        expect(found.length, `${what}, tick ${tick}: ${found}`).toBeLessThanOrEqual(TOLERANCES.misplaced);
        expect(await both.counts(), what).toEqual(countStates(model, after));
        expect(await both.fault()).toBeNull();
      }
    }
    expect(undecided).toBeLessThanOrEqual(2 * TOLERANCES.misplaced);
    expect(happened.divide).toBeGreaterThan(20);
    if (model.kinds.some((kind) => kind.arrivals.length > 0)) expect(happened.arrive).toBeGreaterThan(0);
    if (change.mixing !== 'dish') expect(happened.move).toBeGreaterThan(100);
  });
});

/** Sites at which anything that a cell carries is not the same; traits within their tolerance. */
function differentSites(a: LatticeState, b: LatticeState): number[] {
  const n = a.tissue.state.length;
  return Array.from({ length: n }, (_, i) => i).filter((i) =>
    (['tissue', 'immune'] as const).some((layer) => {
      const [one, other] = [a[layer], b[layer]];
      const words = (['state', 'barcode', 'divisions', 'since'] as const).some((key) => one[key][i] !== other[key][i]);
      if (words) return true;
      for (let at = i; at < one.traits.length; at += n) {
        const [x, y] = [one.traits[at]!, other.traits[at]!];
        if (!(Math.abs(x - y) <= TOLERANCES.trait * Math.max(0.1, Math.abs(y)))) return true;
      }
      return false;
    }),
  );
}
