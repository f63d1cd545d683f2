/** Simulations that share one device, so that a model is compiled once for all runs of a test file. */
import type { GpuContext } from '../../src/engine/gpu/context.ts';
import { createGpuLattice } from '../../src/engine/gpu/lattice.ts';
import { createSimulationFrom } from '../../src/engine/simulation.ts';
import type { InitialTissue, Simulation, SimulationOptions } from '../../src/engine/types.ts';
import type { Scene } from '../../src/model/types.ts';
import { memoryHost } from './memory-host.ts';

/** A simulation whose whole tick runs on this device, which stays open. */
export function gpuSimulation(
  ctx: GpuContext,
  scene: Scene,
  tissue: InitialTissue,
  options: Partial<SimulationOptions> = {},
): Promise<Simulation> {
  const whole = { backend: 'webgpu' as const, host: memoryHost({}), ...options };
  return createSimulationFrom(scene, tissue, whole, (spec) => createGpuLattice(ctx, spec));
}
