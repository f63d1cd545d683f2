/** Random sessions on a tiny lattice, for property tests. */
import fc from 'fast-check';
import { createSimulationFrom } from '../../src/engine/simulation.ts';
import { createPlayer, type ReplayCheckpoint, replayOf, resumeReplay } from '../../src/index.ts';
import type { Edit, Entry } from '../../src/model/session.ts';
import { partsOf, SMALL_TISSUE } from './simulation.ts';

export const WIDTH = 16;
export const HEIGHT = 12;

const site = fc.tuple(fc.integer({ min: -3, max: WIDTH + 3 }), fc.integer({ min: -3, max: HEIGHT + 3 }));

const on = {
  area: fc.record({
    shape: fc.constantFrom('disc' as const, 'square' as const),
    radius: fc.integer({ min: 0, max: 4 }),
    path: fc.array(site, { minLength: 1, maxLength: 4 }),
  }),
  share: fc.constantFrom(1, 0.5),
};

const brush = fc.record({
  what: fc.constant('brush' as const),
  edit: fc.oneof(
    fc.record({
      ...on,
      put: fc.constant('cell' as const),
      state: fc.constantFrom('cell.a', 'cell.b', 'guard.on'),
      over: fc.boolean(),
    }),
    fc.record({ ...on, put: fc.constant('nothing' as const), of: fc.constantFrom('all', 'immune', 'cell.a') }),
    fc.record({
      ...on,
      put: fc.constant('matrix' as const),
      variable: fc.constant('gel'),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ ...on, put: fc.constant('field' as const), field: fc.constant('drug'), value: fc.nat(500) }),
    fc.record({
      ...on,
      put: fc.constant('source' as const),
      field: fc.constantFrom('drug', 'food'),
      value: fc.constantFrom(40, null),
    }),
  ),
});

const slider = fc.record({
  what: fc.constant('parameter' as const),
  name: fc.constant('k_die'),
  value: fc.double({ min: 0, max: 1, noNaN: true }),
});

const dosing = fc.record({
  what: fc.constant('dosing' as const),
  doses: fc.array(
    fc.record({ field: fc.constant('drug'), dose: fc.constantFrom('30 nM', '200 nM'), every: fc.constant('6 h') }),
    { maxLength: 2 },
  ),
});

const model = fc.record({
  what: fc.constant('model' as const),
  equations: fc.record({
    'cells.cell.division.rate': fc.constantFrom('0.2 [/h]*hill(food, 2 mM, 2)', '0 [/h]', null),
  }),
});

const rules = fc.record({
  what: fc.constant('rules' as const),
  rules: fc.constantFrom(
    [],
    [{ field: 'drug', of: ['cell'], is: 'below' as const, share: 0.98, than: 'set' as const, do: 'stop' as const }],
    [{ field: 'drug', of: ['cell.a'], is: 'above' as const, share: 1, than: 'start' as const, do: 'stop' as const }],
  ),
});

/** Anything that can be done to the tiny tissue. */
export const edits: fc.Arbitrary<Edit> = fc.oneof(brush, slider, dosing, model, rules) as fc.Arbitrary<Edit>;

/** A log of up to 8 edits within 12 ticks, and how many ticks to do in all. */
export const sessions: fc.Arbitrary<{ readonly entries: readonly Entry[]; readonly tick: number }> = fc
  .record({
    entries: fc.array(fc.record({ tick: fc.integer({ min: 0, max: 12 }), edit: edits }), { maxLength: 8 }),
    tick: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ entries, tick }) => ({ entries: [...entries].sort((a, b) => a.tick - b.tick), tick }));

/** A new simulation of the tiny tissue, ready for edits. */
export async function openTiny() {
  const { scene, tissue, host } = await partsOf({ ...SMALL_TISSUE, width: WIDTH, height: HEIGHT });
  return replayOf(await createSimulationFrom(scene, tissue, { backend: 'cpu', host }), host);
}

/** Another simulation of the tiny tissue, which goes on from a moment of one; and its scene. */
export async function resumeTiny(moment: ReplayCheckpoint) {
  const { scene, host } = await partsOf({ ...SMALL_TISSUE, width: WIDTH, height: HEIGHT });
  return { scene, replay: await resumeReplay(scene, moment, { backend: 'cpu', host }) };
}

/** Does a log from the start. @returns the state hash at `tick` */
export async function hashOf(entries: readonly Entry[], tick: number): Promise<string> {
  const replay = await openTiny();
  const player = createPlayer(replay, entries);
  await player.begin();
  while (replay.sim.tick < tick) await player.step();
  const hash = await replay.sim.hash();
  replay.sim.destroy();
  return hash;
}
