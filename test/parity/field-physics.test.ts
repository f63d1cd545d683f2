/** The physics that any field solver must get right, on the GPU; small lattices, since a software adapter must do. */
import { createGpuFields } from '../../src/engine/gpu/multigrid.ts';
import { sharedDevice } from '../support/device.ts';
import { fieldPhysics } from '../support/field-physics.ts';

const device = sharedDevice();

fieldPhysics('GPU', (shape, initial) => createGpuFields(device(), shape, initial), {
  sizes: [
    [9, 13],
    [37, 20],
  ],
  tolerance: 2e-6,
  runs: 8,
});
