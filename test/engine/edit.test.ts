import { describe, expect, it } from 'vitest';
import { sitesOfArea } from '../../src/engine/area.ts';
import { createSimulationFrom } from '../../src/engine/simulation.ts';
import type { LatticeEdit, Simulation } from '../../src/index.ts';
import { withDevice } from '../support/device.ts';
import { gpuSimulation } from '../support/gpu-simulation.ts';
import { advance, partsOf, simulationOf, SMALL_TISSUE as TISSUE } from '../support/simulation.ts';

const SHAPE = { width: 33, height: 24, spacing: 20, edges: 'periodic', mixing: 'local' } as const;
const at = (x: number, y: number, radius = 2.5) =>
  ({ shape: 'disc', radius, path: [[x + 0.5, y + 0.5]] }) as LatticeEdit['area'];

/** Everything a hand can do, one after the other. */
const EDITS: readonly LatticeEdit[] = [
  { put: 'cell', state: 'cell.b', over: true, area: at(10, 10) },
  { put: 'cell', state: 'guard.on', share: 0.5, area: at(20, 12, 6) },
  { put: 'nothing', of: 'all', area: at(2, 2) },
  { put: 'matrix', variable: 'gel', value: 0.9, area: at(25, 5, 4) },
  { put: 'field', field: 'drug', value: 50, area: at(5, 18, 3) },
  { put: 'source', field: 'drug', value: 80, area: at(28, 18, 1.5) },
];

describe('the sites of a brush', () => {
  it('are those whose middle it covers, around the edges, along its path', () => {
    const sites = (area: LatticeEdit['area']) => [...sitesOfArea(area, SHAPE)];
    expect(sites(at(3, 2, 0))).toEqual([2 * 33 + 3]);
    expect(sites(at(3, 2, 1))).toEqual([33 + 3, 2 * 33 + 2, 2 * 33 + 3, 2 * 33 + 4, 3 * 33 + 3]);
    expect(sites({ ...at(0, 0, 1), shape: 'square' })).toHaveLength(9);
    expect(sites(at(0, 0, 1))).toContain(23 * 33);
    expect(sitesOfArea(at(0, 0, 1), { ...SHAPE, edges: 'walled' })).toHaveLength(3);
    const line = sites({ shape: 'disc', radius: 0.4, path: [[0.5, 3.5], [9.5, 3.5]] }); // biome-ignore format: points
    expect(line).toEqual(Array.from({ length: 10 }, (_, x) => 3 * 33 + x));
  });
});

async function tryAll(sim: Simulation): Promise<void> {
  await advance(sim, 3);
  const before = (await sim.measure()).counts;
  for (const edit of EDITS) await sim.edit(edit);
  const state = await sim.state();
  const disc = sitesOfArea(at(10, 10), SHAPE);
  const id = sim.scene.model.states.findIndex(({ label }) => label === 'cell.b') + 1;
  expect([...disc].every((i) => state.tissue.state[i] === id && state.tissue.since[i] === 3)).toBe(true);
  expect(new Set([...disc].map((i) => state.tissue.barcode[i])).size).toBe(disc.length);
  const after = (await sim.measure()).counts;
  const guards = after.at(-1)! - before.at(-1)!;
  const free = sitesOfArea(at(20, 12, 6), SHAPE).length;
  expect(guards).toBeGreaterThan(0.2 * free);
  expect(guards).toBeLessThan(0.8 * free);
  expect([...sitesOfArea(at(2, 2), SHAPE)].every((i) => state.tissue.state[i] === 0)).toBe(true);
  expect(state.matrix[0]![5 * 33 + 25]).toBeCloseTo(0.9, 6);
  expect(state.matrix[1]![5 * 33 + 25]).toBeCloseTo((0.5 + 9.5 * 0.9 ** 1.8) * 7.50062, 2);
  expect(state.fields[1]![18 * 33 + 5]).toBe(50);
  await advance(sim, 2);
  expect((await sim.state()).fields[1]![18 * 33 + 28]).toBeGreaterThan(75);
  expect(sim.held.length).toBe(sitesOfArea(at(28, 18, 1.5), SHAPE).length);
}

describe('an edit by hand', () => {
  it('does what it says', async () => tryAll(await simulationOf(TISSUE)));

  it('does the same on the whole GPU, and lets go of what it held', () =>
    withDevice(async (ctx) => {
      const { scene, tissue } = await partsOf({ ...TISSUE, scene: 'seed: 11' });
      const sim = await gpuSimulation(ctx, scene, tissue);
      await tryAll(sim);
      await sim.edit({ put: 'source', field: 'drug', value: null, area: at(28, 18, 3) });
      await sim.edit({ put: 'field', field: 'drug', value: 0, area: at(16, 12, 30) });
      await advance(sim, 1);
      expect(Math.max(...(await sim.state()).fields[1]!)).toBeLessThan(1e-3);
    }));

  it('done again at the same tick gives the same bytes, also after a checkpoint', async () => {
    const run = async (stop: boolean) => {
      let sim = await simulationOf(TISSUE);
      await advance(sim, 5);
      for (const edit of EDITS) await sim.edit(edit);
      if (stop) sim = await simulationOf({ ...TISSUE, options: { checkpoint: await sim.checkpoint() } });
      await advance(sim, 10);
      return sim.hash();
    };
    const first = await run(false);
    expect(await run(false)).toBe(first);
    expect(await run(true)).toBe(first);
    const plain = await simulationOf(TISSUE);
    await advance(plain, 15);
    expect(await plain.hash()).not.toBe(first);
  });

  it('says what is wrong with it and changes nothing', async () => {
    const { scene, tissue, host } = await partsOf(TISSUE);
    const sim = await createSimulationFrom(scene, tissue, { host, backend: 'cpu' });
    const hash = await sim.hash();
    const wrong: readonly [LatticeEdit, RegExp][] = [
      [{ put: 'cell', state: 'cell.c', area: at(1, 1) }, /state cell\.c is not known; did you mean cell\.[ab]/],
      [{ put: 'matrix', variable: 'stiffness', value: 1, area: at(1, 1) }, /matrix variable stiffness is not known/],
      [{ put: 'matrix', variable: 'gel', value: 2, area: at(1, 1) }, /gel cannot be 2 1; allowed: 0 to 1/],
      [{ put: 'field', field: 'drug', value: -1, area: at(1, 1) }, /drug cannot be -1/],
      [{ put: 'nothing', of: 'everyone', area: at(1, 1) }, /everyone is not known/],
      [{ put: 'nothing', of: 'all', share: 0, area: at(1, 1) }, /share 0 is not possible/],
      [{ put: 'nothing', of: 'all', area: { shape: 'disc', radius: 1, path: [] } }, /a path of 0 points/],
    ];
    for (const [edit, said] of wrong) await expect(sim.edit(edit)).rejects.toThrow(said);
    expect(await sim.hash()).toBe(hash);
  });
});
