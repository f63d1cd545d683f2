import type { Lattice, LatticeSpec } from '../lattice.ts';
import type { GpuContext } from './context.ts';

export async function createGpuLattice(_gpu: GpuContext, _spec: LatticeSpec): Promise<Lattice> {
  throw new Error('not yet');
}
