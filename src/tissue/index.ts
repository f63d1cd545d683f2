import type { InitialTissue } from '../engine/types.ts';
import type { Host } from '../host/types.ts';
import { suggest, UserError } from '../model/error.ts';
import type { Scene } from '../model/types.ts';
import { GENERATORS } from './generators.ts';
import { importTissue } from './import.ts';

/**
 * Makes the tissue that a scene starts from: by its generator, or from its table of cells, which the host reads.
 * The same scene and seed give the same tissue.
 * @throws UserError for arguments a generator cannot use and for tables that cannot be read.
 */
export async function initialTissue(scene: Scene, host: Host): Promise<InitialTissue> {
  const plan = scene.tissue;
  if (plan.from === 'table') {
    if (plan.path === null) {
      throw new UserError(
        `${scene.path}: tissue needs a table of cells; give tissue.table or, on the command line, --tissue FILE`,
      );
    }
    const file = host.resolve(scene.path, plan.path);
    return importTissue(scene, plan, await host.readText(file), file);
  }
  const generator = Object.hasOwn(GENERATORS, plan.generator) ? GENERATORS[plan.generator] : undefined;
  if (!generator) {
    const known = Object.keys(GENERATORS);
    throw new UserError(
      `${scene.path}: tissue.generator ${plan.generator} is not known${suggest(plan.generator, known)}`,
    );
  }
  if (!scene.lattice)
    throw new UserError(`${scene.path}: lattice is missing; the generator ${plan.generator} needs one`);
  return generator({
    model: scene.model,
    shape: scene.lattice,
    seed: scene.seed,
    args: plan.args,
    place: `${scene.path}: tissue`,
  });
}
