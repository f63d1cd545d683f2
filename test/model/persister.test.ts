import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { readModel } from '../../src/model/read-model.ts';
import { readScene } from '../../src/model/read-scene.ts';

/** How far a number can be trusted, as the model's `about` explains. */
const TRUST = /\[(pub✔2?( file)?|pub-M|derived|assumption)|assumption\]|\bknob\b/;

describe.each(['persister', 'resistance', 'cycle'])('the model %s', (name) => {
  const file = `scenes/models/${name}.yaml`;

  it('gives every parameter a source with its trust, a meaning and a range', async () => {
    const { parameters } = await readModel(file, createNodeHost());
    expect(parameters.filter(({ source }) => !TRUST.test(source)).map(({ name }) => name)).toEqual([]);
    expect(parameters.filter(({ about }) => about === '').map(({ name }) => name)).toEqual([]);
    expect(parameters.filter(({ range }) => range === null).map(({ name }) => name)).toEqual([]);
  });

  it('gives every field, matrix variable, trait and rule a source, every state a colour of its own', async () => {
    const { fields, matrix, kinds, states } = await readModel(file, createNodeHost());
    const rules = kinds.flatMap((kind) => [
      ...[...kind.transitions, ...kind.death, ...kind.arrivals, ...(kind.division ? [kind.division] : [])],
    ]);
    const traits = kinds.flatMap((kind) => kind.traits);
    const unsourced = [...fields, ...matrix, ...traits, ...rules].filter(({ source }) => source === '');
    expect(unsourced).toEqual([]);
    const colours = states.map(({ colour }) => colour);
    expect(colours).not.toContain(null);
    expect(new Set(colours).size).toBe(states.length);
  });
});

describe('scenes', () => {
  const files = ['', 'presets/'].flatMap((folder) =>
    readdirSync(`scenes/${folder}`).flatMap((name) => (name.endsWith('.yaml') ? [folder + name] : [])),
  );

  it.each(files)('%s reads and says what it asks', async (file) => {
    const scene = await readScene(`scenes/${file}`, createNodeHost());
    expect(scene.title).not.toBe('');
    expect(scene.about).not.toBe('');
    expect(scene.question).toMatch(/\?$/);
  });
});
