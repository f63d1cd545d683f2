import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeptMoments } from '../../src/app/kept.ts';
import { savedSession } from '../../src/app/save.ts';
import { createTimeMachine, type TimeMachine } from '../../src/app/time-machine.ts';
import { createPlayer } from '../../src/index.ts';
import { checkSession, type Edit } from '../../src/model/session.ts';
import { edits, hashOf, openTiny, resumeTiny, sessions } from '../support/sessions.ts';

async function openMachine(): Promise<TimeMachine> {
  const machine = createTimeMachine(await openTiny());
  await machine.begin();
  return machine;
}

async function stepTo(machine: TimeMachine, tick: number): Promise<void> {
  while (machine.replay.sim.tick < tick) await machine.step();
}

/** Steps until what is being caught up with is reached. */
async function settle(machine: TimeMachine): Promise<void> {
  while (machine.goal !== null) await machine.step();
}

/** What a person does: an edit, some ticks, undo, redo, a look at another time, leaving what is ahead. */
const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: edits.map((edit) => ({ do: 'edit' as const, edit })) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }).map((ticks) => ({ do: 'step' as const, ticks })) },
    { weight: 2, arbitrary: fc.constantFrom({ do: 'undo' as const }, { do: 'redo' as const }) },
    { weight: 2, arbitrary: fc.nat(12).map((tick) => ({ do: 'seek' as const, tick })) },
    { weight: 1, arbitrary: fc.constant({ do: 'branch' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'take' as const }) },
  ),
  { minLength: 2, maxLength: 14 },
);

const EDIT = (value: number): Edit => ({ what: 'parameter', name: 'k_die', value });

describe('time machine', () => {
  it('goes on in another simulation from a moment at once, to where its whole log done over comes to', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, edits, fc.integer({ min: 1, max: 4 }), async ({ entries, tick }, edit, more) => {
        const before = entries.filter((entry) => entry.tick <= tick);
        const one = await openTiny();
        const player = createPlayer(one, before);
        await player.begin();
        while (one.sim.tick < tick) await player.step();
        const { replay, scene } = await resumeTiny(structuredClone(await one.checkpoint()));
        const machine = createTimeMachine(replay, before, tick, scene);
        await machine.begin();
        expect([machine.goal, replay.sim.tick]).toEqual([null, tick]);
        await machine.edit(edit);
        await stepTo(machine, tick + more);
        const session = await savedSession(machine, { scene: 'scenes/scene.yaml', table: null });
        expect(session.model).toBe(scene.model.hash);
        expect(await hashOf(session.edits, session.tick)).toBe(session.hash);
      }),
      { numRuns: 30 },
    );
  });

  it('is at every moment where its log, done over from the start, comes to', async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (list) => {
        const machine = await openMachine();
        for (const deed of list) {
          if (deed.do === 'edit') await machine.edit(deed.edit);
          else if (deed.do === 'step') await stepTo(machine, machine.replay.sim.tick + deed.ticks);
          else if (deed.do === 'seek') await machine.seek(deed.tick);
          else if (deed.do === 'branch') machine.branch();
          else if (deed.do === 'take') {
            if (machine.branches.length > 0) await machine.take(0);
          } else await machine[deed.do]();
          await settle(machine);
        }
        const session = await savedSession(machine, { scene: 'scenes/scene.yaml', table: null });
        const { edits: log, tick, hash } = checkSession(JSON.parse(JSON.stringify(session)));
        expect(await hashOf(log, tick)).toBe(hash);
        machine.replay.sim.destroy();
      }),
      { numRuns: 40 },
    );
  });

  it('undoes an edit as if it had never been made and comes back to the present, and does it again', async () => {
    const machine = await openMachine();
    await stepTo(machine, 3);
    await machine.edit(EDIT(0.9));
    await stepTo(machine, 8);
    const after = await machine.replay.sim.hash();
    await machine.undo();
    expect(machine.replay.sim.tick).toBeLessThan(8);
    expect(machine.goal).toBe(8);
    expect(machine.takeCut()).toBe(3);
    await settle(machine);
    expect(await machine.replay.sim.hash()).toBe(await hashOf([], 8));
    expect([machine.canUndo, machine.canRedo]).toEqual([false, true]);
    await machine.redo();
    await settle(machine);
    expect(await machine.replay.sim.hash()).toBe(after);
  });

  it('undoes edits of one gesture together and keeps one value of a knob per tick', async () => {
    const machine = await openMachine();
    await machine.edit(EDIT(0.1), 1);
    await machine.edit(EDIT(0.2), 1);
    await machine.step();
    await machine.edit(EDIT(0.3), 1);
    expect(machine.entries.map(({ tick, edit }) => [tick, edit])).toEqual([
      [0, EDIT(0.2)],
      [1, EDIT(0.3)],
    ]);
    await machine.undo();
    expect(machine.entries).toEqual([]);
  });

  it('plays on through edits ahead, and leaves them to a branch when something else is done before', async () => {
    const machine = await openMachine();
    await stepTo(machine, 4);
    await machine.edit(EDIT(0.9));
    await stepTo(machine, 6);
    const first = await machine.replay.sim.hash();
    await machine.seek(2);
    await settle(machine);
    expect([machine.replay.sim.tick, machine.applied, machine.reached]).toEqual([2, 0, 6]);
    await stepTo(machine, 6);
    expect(await machine.replay.sim.hash()).toBe(first);
    await machine.seek(2);
    await settle(machine);
    await machine.edit(EDIT(0));
    expect([machine.entries.length, machine.branches.length, machine.reached]).toEqual([1, 1, 2]);
    await machine.take(0);
    await settle(machine);
    expect(await machine.replay.sim.hash()).toBe(first);
  });

  it('says which edit of a log cannot be done, and stays before it', async () => {
    const log = [
      { tick: 0, edit: EDIT(0.5) },
      { tick: 1, edit: { what: 'parameter' as const, name: 'no_such', value: 1 } },
    ];
    const machine = createTimeMachine(await openTiny(), log, 4);
    await machine.begin();
    await expect(machine.step()).rejects.toThrow(/edit 2 \(parameter, tick 1\) cannot be done: .*no_such/);
    expect([machine.goal, machine.entries.length]).toEqual([null, 1]);
  });
});

describe('kept moments', () => {
  it('stay within their memory, spread over time, with the first and the last', () => {
    const kept = createKeptMoments(1000);
    for (let tick = 0; tick < 64; tick++) {
      const moment = { tick, bytes: 100 };
      const progress = { planned: [], equations: {}, rules: [], bound: [], switched: [] };
      kept.add({ replay: { moment, progress }, done: [] }, 0);
    }
    expect(kept.bytes).toBe(1000);
    expect(kept.ticks[0]).toBe(0);
    expect(kept.ticks.at(-1)).toBe(63);
    const gaps = kept.ticks.slice(1).map((tick, i) => tick - kept.ticks[i]!);
    expect(Math.max(...gaps)).toBeLessThan(24);
  });
});
