/** A run whose device is lost in the middle goes on, and ends as if it had not been. */
import { afterAll, expect, it } from 'vitest';
import { openGpu } from '../../../src/engine/gpu/adapter.ts';
import type { GpuContext } from '../../../src/engine/gpu/context.ts';
import { createGpuLattice } from '../../../src/engine/gpu/lattice.ts';
import type { LatticeSpec } from '../../../src/engine/lattice.ts';
import { openRecovering } from '../../../src/engine/recovery.ts';
import { createSimulationFrom } from '../../../src/engine/simulation.ts';
import { createNodeHost } from '../../../src/host/node.ts';
import { RunError } from '../../../src/model/error.ts';
import { partsOf, SMALL_TISSUE } from '../../support/simulation.ts';

const host = createNodeHost();
afterAll(() => host.close());

/** Opens lattices on devices of their own, the last of which can be destroyed, up to `most` times. */
function devices(most = Infinity) {
  const opened: GpuContext[] = [];
  return {
    opened,
    async open(spec: LatticeSpec) {
      if (opened.length >= most) throw new RunError('no WebGPU adapter found');
      const ctx = (await openGpu(host, 'webgpu'))!;
      opened.push(ctx);
      return createGpuLattice(ctx, spec);
    },
    lose: () => opened.at(-1)!.device.destroy(),
    close() {
      for (const ctx of opened) ctx.destroy();
    },
  };
}

async function run(lossesAt: readonly number[], most?: number) {
  const gpu = devices(most);
  const { scene, tissue } = await partsOf({ ...SMALL_TISSUE, width: 17, height: 12 });
  const rows: number[] = [];
  const sim = await createSimulationFrom(
    scene,
    tissue,
    { backend: 'webgpu', host, onCounts: ({ tick }) => rows.push(tick) },
    (spec) => openRecovering(gpu.open, spec),
  );
  try {
    for (let tick = 0; tick < 26; tick++) {
      if (tick === 5) sim.setParameter('k_die', 0.2);
      if (lossesAt.includes(tick)) gpu.lose();
      const [, shown] = await Promise.all([sim.step(), tick % 5 === 0 ? sim.snapshot('food') : null]);
      if (shown !== null) expect(shown.values!.every((value) => value > 0)).toBe(true);
    }
    return { hash: await sim.hash(), rows, warnings: sim.warnings };
  } finally {
    gpu.close();
  }
}

it('ends in the same bytes, says so, and tells every tick once', async () => {
  const whole = await run([]);
  const lost = await run([9, 20]); // at 20 a picture is asked for meanwhile
  expect(lost.hash).toBe(whole.hash);
  expect(lost.rows).toEqual(Array.from({ length: 26 }, (_, k) => k + 1));
  expect(lost.warnings).toHaveLength(2);
  expect(lost.warnings[0]).toMatch(/^.+ was lost and opened again: \d+ ticks were done a second time, on /);
});

it('says in one line that there is no device any more', async () => {
  await expect(run([9], 1)).rejects.toThrow(
    /^WebGPU on .*: device lost: .*; it could not be opened again: no WebGPU adapter found$/,
  );
});
