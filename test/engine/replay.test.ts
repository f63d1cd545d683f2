import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlayer } from '../../src/index.ts';
import type { Edit } from '../../src/model/session.ts';
import { hashOf, openTiny, sessions } from '../support/sessions.ts';

const EVERYWHERE = { shape: 'square', radius: 20, path: [[8, 6]] } as const;
const area = () => ({ ...EVERYWHERE, path: [[8, 6]] as [number, number][] });

describe('replay', () => {
  it('ends in the same hash whenever a log is done over, and from any kept moment', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, fc.nat({ max: 13 }), async ({ entries, tick }, at) => {
        const replay = await openTiny();
        const player = createPlayer(replay, entries);
        await player.begin();
        while (replay.sim.tick < Math.min(at, tick)) await player.step();
        const kept = await replay.keep();
        const middle = await replay.sim.hash();
        while (replay.sim.tick < tick) await player.step();
        const end = await replay.sim.hash();
        await replay.goBack(kept);
        expect(await replay.sim.hash()).toBe(middle);
        const ahead = createPlayer(
          replay,
          entries.filter((entry) => entry.tick > kept.moment.tick),
        );
        await ahead.begin();
        while (replay.sim.tick < tick) await ahead.step();
        expect(await replay.sim.hash()).toBe(end);
        expect(await hashOf(entries, tick)).toBe(end);
        replay.sim.destroy();
      }),
      { numRuns: 25 },
    );
  });

  it('leaves the past of the blood as it was when the schedule changes', async () => {
    const replay = await openTiny();
    const player = createPlayer(replay, []);
    while (replay.sim.time < 12) await player.step();
    const past = [6, 8, 11].map((t) => replay.sim.blood(1, t));
    await replay.apply({ what: 'dosing', doses: [{ field: 'drug', hold: '7 nM' }] });
    expect([6, 8, 11].map((t) => replay.sim.blood(1, t))).toEqual(past);
    expect([12, 40].map((t) => replay.sim.blood(1, t))).toEqual([7, 7]);
    await replay.apply({ what: 'dosing', doses: [{ field: 'drug', dose: '10 nM', every: '24 h' }] });
    expect(replay.sim.dosing.at(-1)).toMatchObject({ from: 24 });
  });

  it('stops and gives a dose by the number of cells, and says when', async () => {
    const replay = await openTiny();
    await replay.apply({ what: 'dosing', doses: [{ field: 'drug', hold: '50 nM' }] });
    const rule = { field: 'drug', of: ['cell'], than: 'start' } as const;
    await replay.apply({
      what: 'rules',
      rules: [
        { ...rule, of: ['cell'], is: 'above', share: 1.1, do: 'stop' },
        { ...rule, of: ['cell'], is: 'below', share: 0.5, do: 'give' },
      ],
    });
    const player = createPlayer(replay, []);
    while (replay.switched.length === 0 && replay.sim.tick < 200) await player.step();
    const [first] = replay.switched;
    expect(first).toMatchObject({ field: 1, on: false });
    expect(replay.sim.blood(1, replay.sim.time + 40)).toBeLessThan(10);
    await replay.apply({ what: 'brush', edit: { area: area(), put: 'nothing', of: 'cell' } });
    await player.step();
    expect(replay.switched.at(-1)).toMatchObject({ on: true });
    expect(replay.sim.blood(1, replay.sim.time + 1)).toBe(50);
  });

  it('refuses what it does not know and changes nothing', async () => {
    const replay = await openTiny();
    const hash = await replay.sim.hash();
    const bad: readonly (readonly [Edit, RegExp])[] = [
      [{ what: 'parameter', name: 'k_dye', value: 1 }, /k_dye is not known; did you mean k_die/],
      [{ what: 'brush', edit: { area: area(), put: 'cell', state: 'cell.c' } }, /state cell\.c is not known/],
      [{ what: 'dosing', doses: [{ field: 'drug', hold: 'alert(1)' }] }, /dosing\[0\]\.hold/],
      [{ what: 'model', equations: { 'cells.cell.division.rate': 'fetch(1)' } }, /division\.rate/],
      [{ what: 'model', equations: { 'cells.cell.division.speed': '1' } }, /is not in the model/],
    ];
    for (const [edit, message] of bad) await expect(replay.apply(edit)).rejects.toThrow(message);
    expect(await replay.sim.hash()).toBe(hash);
  });
});
