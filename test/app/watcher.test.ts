import { describe, expect, it } from 'vitest';
import { createWatcher, tooFast } from '../../src/app/watcher.ts';
import type { Simulation } from '../../src/engine/types.ts';

const CELL = { kind: 'a', state: 'b', barcode: 1, divisions: 0, timeInState: 0, traits: [], signals: [] };
const cell = (rate: number) => ({
  ...CELL,
  hazards: [{ event: 'death: x', rate, source: '', equation: '', path: '' }],
});

function simulation(over: object): Simulation {
  return {
    shape: { width: 4, height: 5 },
    scene: { tick: 0.5, seed: 1, model: { states: [{ id: 1, layer: 'tissue' }] } },
    tick: 3,
    warnings: [],
    startCounts: [5],
    measure: async () => ({ counts: [10] }),
    inspect: async () => ({ tissue: cell(0.1), immune: null }),
    ...over,
  } as unknown as Simulation;
}

async function look(sim: Simulation, isEdited = false, times = 1) {
  const watcher = createWatcher();
  const found: unknown[] = [];
  for (let k = 0; k < times; k++) {
    const clock = performance.now;
    performance.now = () => clock.call(performance) + 10_000 * (k + 1);
    try {
      found.push(...(await watcher.look(sim, isEdited)));
    } finally {
      performance.now = clock;
    }
  }
  return found;
}

describe('the watcher', () => {
  it('is silent about a run that is sound', async () => {
    expect(await look(simulation({}), true, 2)).toEqual([]);
  });

  it('says once that a rate is too large for the tick, and how many ticks to make of one; with the cell, where that were too many', async () => {
    const found = await look(simulation({ inspect: async () => ({ tissue: null, immune: cell(3) }) }), false, 3);
    expect(found).toEqual([
      {
        remedy: 'shorten',
        parts: 4,
        text: expect.stringMatching(/a\.b.*3 per hour, 78 % in one tick of 0\.5 h/),
      },
    ]);
    const wild = await look(simulation({ inspect: async () => ({ tissue: cell(1e3), immune: null }) }));
    expect(wild).toMatchObject([{ remedy: 'show', site: expect.anything() }]);
    expect(tooFast(cell(1), 0.5)).toBeNull();
    expect(tooFast(cell(1.1), 0.5)).not.toBeNull();
  });

  it('says that the tissue has become full, unless it began so', async () => {
    const full = { measure: async () => ({ counts: [20] }) };
    expect(await look(simulation(full))).toMatchObject([{ remedy: 'pause', text: expect.stringMatching(/full/) }]);
    expect(await look(simulation({ ...full, startCounts: [20] }))).toEqual([]);
  });

  it('says that a field was not solved, and offers to undo where something was changed', async () => {
    const sim = simulation({
      warnings: ['food was not solved to tolerance at t = 3 h: residual 1e-2 after 12 cycles'],
    });
    expect(await look(sim, true)).toMatchObject([{ remedy: 'undo', text: expect.stringMatching(/^food could not/) }]);
    expect(await look(sim, false)).toMatchObject([{ remedy: 'warnings' }]);
  });
});
