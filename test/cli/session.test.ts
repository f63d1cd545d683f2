/** `nidus run session.json`. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { createPlayer, openSession, type SavedSession } from '../../src/index.ts';
import { nidus, SCENE, workplace } from './nidus.ts';

const { folder, path } = workplace();

const AREA = { shape: 'disc', radius: 4 } as const;

const SESSION: SavedSession = {
  nidus_session: 1,
  version: '0',
  scene: 'tiny-scene.yaml',
  model: '00000000',
  seed: 9,
  backend: 'cpu',
  tick: 14,
  edits: [
    { tick: 2, edit: { what: 'brush', edit: { put: 'nothing', of: 'all', area: { ...AREA, path: [[9, 9]] } } } },
    { tick: 5, edit: { what: 'dosing', doses: [{ field: 'tki', hold: '900 nM' }] } },
    {
      tick: 14,
      edit: { what: 'brush', edit: { put: 'cell', state: 'cancer.dtp', area: { ...AREA, path: [[9, 9]] } } },
    },
  ],
};

describe('nidus run session.json', () => {
  it('does the session over to the hash that another program got, and says when it is another', async () => {
    for (const file of ['tiny-scene.yaml', 'tiny-model.yaml']) {
      copyFileSync(join(dirname(SCENE), file), path(file));
    }
    const host = createNodeHost();
    const replay = await openSession(SESSION, path('tiny-scene.yaml'), { backend: 'cpu', host });
    const player = createPlayer(replay, SESSION.edits);
    await player.begin();
    while (replay.sim.tick < 14) await player.step();
    const hash = await replay.sim.hash();
    const model = replay.sim.scene.model.hash;
    replay.sim.destroy();
    host.close();
    writeFileSync(path('good.json'), JSON.stringify({ ...SESSION, model, hash }));
    const good = await nidus('run', path('good.json'), '--json');
    expect(good.code, good.stderr).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ state_hash: hash, ticks: 14, seed: 9, warnings: [] });
    writeFileSync(path('other.json'), JSON.stringify({ ...SESSION, model, hash, seed: 10 }));
    const other = await nidus('run', path('other.json'), '--json');
    expect(JSON.parse(other.stdout).warnings).toEqual([expect.stringMatching(/state hash is not the one/)]);
  });

  it('refuses damaged sessions and options that a session decides, in one line', async () => {
    writeFileSync(path('cut.json'), JSON.stringify(SESSION).slice(0, 90));
    writeFileSync(path('proto.json'), JSON.stringify(SESSION).replace('"version"', '"__proto__":{},"version"'));
    writeFileSync(path('away.json'), JSON.stringify({ ...SESSION, scene: '../secret.yaml' }));
    writeFileSync(path('whole.json'), JSON.stringify(SESSION));
    const refused: readonly (readonly [string[], RegExp])[] = [
      [['cut.json'], /damaged or cut short/],
      [['proto.json'], /__proto__ cannot be there/],
      [['away.json'], /scene: needs the path of a scene/],
      [['whole.json', '--seed', '3'], /--seed: a session decides that/],
      [['none.json'], /cannot be read/],
    ];
    for (const [[file, ...more], message] of refused) {
      const { code, stderr } = await nidus('run', join(folder, file!), ...more);
      expect(code).toBe(2);
      expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(message)]);
    }
  });
});
