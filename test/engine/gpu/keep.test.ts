import { expect, it } from 'vitest';
import type { LatticeEdit } from '../../../src/index.ts';
import { withDevice } from '../../support/device.ts';
import { gpuSimulation } from '../../support/gpu-simulation.ts';
import { advance, partsOf, SMALL_TISSUE } from '../../support/simulation.ts';

const HOLE: LatticeEdit = { put: 'nothing', of: 'all', area: { shape: 'disc', radius: 4, path: [[12, 12]] } };
const SOURCE: LatticeEdit = { ...HOLE, put: 'source', field: 'drug', value: 60 };

it('goes back to a kept moment on the device, and comes to the same bytes again, past blocks of ticks', () =>
  withDevice(async (ctx) => {
    const { scene, tissue } = await partsOf(SMALL_TISSUE);
    const sim = await gpuSimulation(ctx, scene, tissue);
    await advance(sim, 5);
    const kept = await sim.keep();
    const then = await sim.hash();
    await advance(sim, 40);
    const end = await sim.hash();
    for (const edit of [HOLE, SOURCE]) await sim.edit(edit);
    sim.setParameter('k_die', 0.5);
    await advance(sim, 3);
    await sim.goBack(kept);
    expect(sim.tick).toBe(5);
    expect(sim.held).toEqual([]);
    expect(await sim.hash()).toBe(then);
    await advance(sim, 40);
    expect(await sim.hash()).toBe(end);
    sim.destroy();
  }));
