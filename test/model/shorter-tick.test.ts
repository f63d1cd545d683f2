import { expect, it } from 'vitest';
import { checkSession, overridesOf, type SavedSession } from '../../src/model/session.ts';
import { inShorterTicks } from '../../src/model/shorter-ticks.ts';

const SESSION: SavedSession = {
  nidus_session: 1,
  version: '0.1.0',
  scene: 'scenes/x.yaml',
  model: '0123456789abcdef',
  seed: 3,
  backend: 'cpu',
  tick: 40,
  hash: 'a'.repeat(64),
  edits: [{ tick: 4, edit: { what: 'parameter', name: 'k', value: 0.25 } }],
};

it('a session in shorter ticks does the same at the same times, and claims no state', () => {
  const shorter = inShorterTicks(SESSION, 0.5, 4);
  expect(shorter).toEqual({
    ...SESSION,
    hash: undefined,
    tick_h: 0.125,
    tick: 160,
    edits: [{ ...SESSION.edits[0], tick: 16 }],
  });
  expect(checkSession(JSON.parse(JSON.stringify(shorter))).tick_h).toBe(0.125);
  expect(overridesOf(shorter)).toEqual({ seed: 3, tick: '0.125 h' });
  expect(overridesOf(SESSION)).toEqual({ seed: 3 });
});
