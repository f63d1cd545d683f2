/** The session as it is now, as data. */

import { VERSION } from '../index.ts';
import type { SavedSession } from '../model/session.ts';
import type { DroppedTable } from './protocol.ts';
import type { TimeMachine } from './time-machine.ts';

/** @param asked scene and table that it was loaded from */
export async function savedSession(
  machine: TimeMachine,
  asked: { readonly scene: string; readonly table: DroppedTable | null },
): Promise<SavedSession> {
  const { sim } = machine.replay;
  return {
    nidus_session: 1,
    version: VERSION,
    scene: asked.scene,
    model: machine.first.model.hash,
    ...(asked.table !== null && { table: asked.table }),
    seed: sim.scene.seed,
    backend: sim.backend,
    tick: sim.tick,
    hash: await sim.hash(),
    edits: machine.entries.slice(0, machine.applied).map((entry) => structuredClone(entry)),
  };
}
