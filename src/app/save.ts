/** The session as it is now, as data. */

import { VERSION } from '../index.ts';
import type { SavedSession } from '../model/session.ts';
import type { Request } from './protocol.ts';
import type { TimeMachine } from './time-machine.ts';

/** @param asked what it was loaded from */
export async function savedSession(
  machine: TimeMachine,
  asked: Pick<Extract<Request, { type: 'load' }>, 'scene' | 'table' | 'session'>,
): Promise<SavedSession> {
  const { sim } = machine.replay;
  const tick_h = asked.session?.tick_h;
  return {
    nidus_session: 1,
    version: VERSION,
    scene: asked.scene,
    model: machine.first.model.hash,
    ...(asked.table !== null && { table: asked.table }),
    seed: sim.scene.seed,
    ...(tick_h !== undefined && { tick_h }),
    backend: sim.backend,
    tick: sim.tick,
    hash: await sim.hash(),
    edits: machine.entries.slice(0, machine.applied).map((entry) => structuredClone(entry)),
  };
}
