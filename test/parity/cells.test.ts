/** One exchange, fate, matrix step, hindrance and start on the GPU against the CPU, from the same random state. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { readModel } from '../../src/model/read-model.ts';
import type { LatticeShape, Model } from '../../src/model/types.ts';
import { type CellCase, cellCase, mismatches } from '../support/cell-case.ts';
import { sharedDevice } from '../support/device.ts';
import { modelOf } from '../support/models.ts';
import { relativeError, TOLERANCES } from './tolerances.ts';

const SHAPE: LatticeShape = { width: 32, height: 24, spacing: 20, edges: 'periodic', mixing: 'local' };

const CASES: readonly [string, () => Promise<Model>, Partial<LatticeShape>][] = [
  ['the model of every feature', () => modelOf(), {}],
  ['the model of every feature, walled, odd', () => modelOf(), { width: 31, height: 23, edges: 'walled' }],
  ['the model of every feature, well mixed', () => modelOf(), { mixing: 'dish' }],
  ['the full model', () => readModel('scenes/models/persister.yaml', createNodeHost()), {}],
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

  it('start with the same traits', async () => {
    both.restart();
    both.cpu.startTraits();
    const started = await both.start();
    for (const layer of ['tissue', 'immune'] as const) {
      expect(relativeError(started[layer].traits, both.state[layer].traits, 1)).toBeLessThan(TOLERANCES.trait);
    }
  });
});
