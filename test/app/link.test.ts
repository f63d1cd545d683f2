import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSession, encodeSession, hasSession } from '../../src/app/link.ts';
import { savedSession } from '../../src/app/save.ts';
import { createTimeMachine } from '../../src/app/time-machine.ts';
import type { SavedSession } from '../../src/model/session.ts';
import { hashOf, openTiny, sessions } from '../support/sessions.ts';

const SESSION: SavedSession = {
  nidus_session: 1,
  version: '0.1.0',
  scene: 'scenes/x.yaml',
  model: '0123456789abcdef',
  seed: 3,
  backend: 'cpu',
  tick: 40,
  edits: [{ tick: 4, edit: { what: 'parameter', name: 'k', value: 0.25 } }],
  view: { layer: 'o', range: [0, 60], log: true, over: ['k'], contours: true, centre: [12.5, 30], across: 80 },
  views: [{ name: 'rim', layer: 'o', range: [5, 9] }],
};

const linkOf = (text: string) => `#s1=${deflateRawSync(text).toString('base64url')}`;

/** SESSION with something else in it, as JSON text. */
const altered = (change: object) => linkOf(JSON.stringify({ ...SESSION, ...change }));

describe('a session in a link', () => {
  it('carries 50 random sessions to the same state', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, async ({ entries, tick }) => {
        const machine = createTimeMachine(await openTiny(), entries, tick);
        await machine.begin();
        while (machine.replay.sim.tick < tick) await machine.step();
        const session = await savedSession(machine, { scene: 'scenes/x.yaml', table: null });
        machine.replay.sim.destroy();
        const received = await decodeSession(await encodeSession(session));
        expect(received).toEqual(session);
        expect(await hashOf(received.edits, received.tick)).toBe(session.hash);
      }),
      { numRuns: 50 },
    );
  });

  it('is short, and only of letters that addresses leave alone', async () => {
    const fragment = await encodeSession(SESSION);
    expect(fragment).toMatch(/^#s1=[\w-]+$/);
    expect(fragment.length).toBeLessThan(500);
    expect(hasSession(fragment)).toBe(true);
    expect(hasSession('#top')).toBe(false);
    expect(await decodeSession(fragment)).toEqual(SESSION);
  });

  it('refuses what it cannot carry', async () => {
    const table = { name: 'cells.csv', text: 'x,y' };
    await expect(encodeSession({ ...SESSION, table })).rejects.toThrow(/table of cells.*session file/);
  });

  it('is read only whole: any cut or changed letter is told plainly', async () => {
    const fragment = await encodeSession(SESSION);
    for (let length = 4; length < fragment.length - 1; length += 7) {
      await expect(decodeSession(fragment.slice(0, length))).rejects.toThrow(/nothing was opened/);
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (junk) => {
        await expect(decodeSession(`#s1=${junk}`)).rejects.toThrow(/nothing was opened/);
      }),
    );
  });

  const edit = (given: object) => altered({ edits: [{ tick: 1, edit: given }] });
  const area = { shape: 'disc', radius: 512, path: Array.from({ length: 400 }, (_, i) => [i % 2 ? 9000 : 0, 0]) };
  const hostile: readonly (readonly [string, string | Promise<string>, RegExp])[] = [
    ['10 MB of letters', `#s1=${'A'.repeat(1e7)}`, /longer than any/],
    ['a bomb of 100 MB in 100 kB', linkOf(' '.repeat(6e7)), /unfolds to more/],
    ['another version', '#s9=AAAA', /another version/],
    ['no JSON', linkOf('alert(1)'), /not JSON/],
    ['__proto__', linkOf(JSON.stringify(SESSION).replace('"version"', '"__proto__":{"a":1},"version"')), /__proto__/],
    ['constructor', linkOf('{"constructor":{"prototype":{}}}'), /constructor|prototype/],
    ['a key that is not known', altered({ onload: 'alert(1)' }), /Unrecognized key/],
    ['a scene elsewhere', altered({ scene: 'https://evil.example/x.yaml' }), /path of a scene/],
    ['a scene above', altered({ scene: 'scenes/../../x.yaml' }), /path of a scene/],
    ['a million ticks times ten', altered({ tick: 1e8 }), /tick/],
    ['edits out of order', altered({ edits: [3, 1].map((tick) => ({ ...SESSION.edits[0], tick })) }), /order/],
    ['an edit of no kind', edit({ what: 'eval', code: 'alert(1)' }), /edits\.0\.edit/],
    ['a name of 10,000 letters', edit({ what: 'parameter', name: 'k'.repeat(1e4), value: 1 }), /edits\.0\.edit\.name/],
    ['a value that is text', edit({ what: 'parameter', name: 'k', value: '<img src=x onerror=alert(1)>' }), /number/],
    ['a stroke that never ends', edit({ what: 'brush', edit: { put: 'nothing', of: 'all', area } }), /too long/],
    ['infinity', linkOf(JSON.stringify(SESSION).replace('0.25', '1e999')), /nothing was opened/],
  ];
  it.each(hostile)('refuses %s', async (_, fragment, message) => {
    const refusal = expect(decodeSession(await fragment)).rejects;
    await refusal.toThrow(message);
    await expect(decodeSession(await fragment)).rejects.toThrow(/nothing was opened/);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});
