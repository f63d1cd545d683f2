import { RunError } from '../model/error.ts';
import type { LatticeShape, Model } from '../model/types.ts';
import { createCpuFields } from './cpu/multigrid.ts';
import { type HindranceGroups, solverShape, uniformFields } from './fields.ts';
import { openGpu } from './gpu/adapter.ts';
import { createGpuFields } from './gpu/multigrid.ts';
import type { BackendName, FieldProblem, FieldSolver, SimulationOptions } from './types.ts';

/** A solver, where it runs, and how to let go of the device. */
export interface OpenedFields {
  readonly solver: FieldSolver;
  readonly backend: BackendName;
  readonly adapter: string | null;
  /** Bytes allocated on the GPU, null where there is none. */
  deviceBytes(): number | null;
  close(): void;
}

/**
 * The field solver beside cells in TypeScript. `auto` takes a hardware GPU that holds the fields; a well-mixed lattice has
 * nothing to solve and never opens a device. @throws RunError when `hybrid` is wanted and there is no GPU.
 */
export async function openFields(
  model: Model,
  shape: LatticeShape,
  groups: HindranceGroups,
  problems: readonly FieldProblem[],
  options: SimulationOptions,
): Promise<OpenedFields> {
  const onCpu = (solver: FieldSolver): OpenedFields => ({
    solver,
    backend: 'cpu',
    adapter: null,
    deviceBytes: () => null,
    close: () => {},
  });
  if (shape.mixing === 'dish') return onCpu(uniformFields(model, shape.width * shape.height));
  const solving = solverShape(shape, groups, problems);
  const gpu = options.backend === 'cpu' ? null : await openGpu(options.host, options.backend);
  if (gpu === null) return onCpu(createCpuFields(solving, [], options.host.startThread));
  try {
    const solver = createGpuFields(gpu, solving);
    return {
      solver,
      backend: 'hybrid',
      adapter: gpu.adapter,
      deviceBytes: () => gpu.allocated,
      close: () => gpu.destroy(),
    };
  } catch (error) {
    gpu.destroy();
    if (options.backend === 'auto' && error instanceof RunError)
      return onCpu(createCpuFields(solving, [], options.host.startThread));
    throw error;
  }
}
