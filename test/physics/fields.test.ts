import { createCpuFields } from '../../src/engine/cpu/multigrid.ts';
import { fieldPhysics } from '../support/field-physics.ts';

fieldPhysics('CPU', createCpuFields, {
  sizes: [
    [8, 8],
    [9, 13],
    [37, 64],
    [100, 75],
    [127, 128],
  ],
  tolerance: 1e-6,
});
