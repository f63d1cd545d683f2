/** Which lattice a simulation gets. */
import { RunError, UserError } from '../model/error.ts';
import { createCpuLattice } from './cpu/lattice.ts';
import { openGpu } from './gpu/adapter.ts';
import type { GpuContext } from './gpu/context.ts';
import { createGpuLattice } from './gpu/lattice.ts';
import type { Lattice, LatticeSpec } from './lattice.ts';
import { openFields } from './open-fields.ts';
import { openRecovering } from './recovery.ts';

/**
 * The lattice for a backend choice. `auto` takes the whole GPU where there is a hardware adapter that holds the lattice, else what
 * runs, and warns of what it could not have.
 * @throws RunError when the wanted one is not there; UserError for a cell rule on `webgpu`
 */
export function openLattice(spec: LatticeSpec): Promise<Lattice> {
  return spec.options.backend === 'cpu' ? openOnce(spec) : openRecovering(openOnce, spec);
}

async function openOnce(spec: LatticeSpec): Promise<Lattice> {
  const { backend, rule, host } = spec.options;
  if (backend === 'webgpu' && rule) {
    throw new UserError('a cell rule in TypeScript cannot run on backend webgpu; use hybrid or cpu');
  }
  if (backend === 'webgpu' || (backend === 'auto' && !rule)) {
    const gpu = await openGpu(host, backend);
    try {
      if (gpu !== null) return closing(await createGpuLattice(gpu, spec), gpu);
    } catch (error) {
      gpu?.destroy();
      if (backend !== 'auto' || !(error instanceof RunError)) throw error;
      spec.listener.warn('backend', `not the whole tick on the GPU: ${error.message}`);
    }
  }
  const { scene, shape, groups, problems, options } = spec;
  return createCpuLattice(spec, await openFields(scene.model, shape, groups, problems, options));
}

/** A lattice that takes its device with it. */
function closing(lattice: Lattice, gpu: GpuContext): Lattice {
  return Object.create(lattice, {
    destroy: {
      value() {
        lattice.destroy();
        gpu.destroy();
      },
    },
  });
}
