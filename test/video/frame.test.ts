import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestPage, type TestPage } from './browser.ts';
import type { Painted, Sample } from './page/paint.ts';

let opened: TestPage;

beforeAll(async () => {
  opened = await openTestPage();
});

afterAll(async () => {
  await opened?.close();
});

const USUAL: Sample = {
  width: 1280,
  height: 720,
  kind: 'field',
  sites: 128,
  states: 6,
  doses: 1,
  title: 'Persister niche',
};

async function paint(change: Partial<Sample>): Promise<Painted> {
  const sample = { ...USUAL, ...change };
  const painted = (await opened.page.evaluate(`paintSample(${JSON.stringify(sample)})`)) as Painted;
  await keepPicture(`${sample.kind}-${sample.width}x${sample.height}-${sample.states}`, painted.picture);
  return painted;
}

/** Writes the picture to the folder named by TEST_PICTURES, to be looked at; nothing without it. */
async function keepPicture(name: string, base64: string): Promise<void> {
  const folder = process.env.TEST_PICTURES;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}.png`, Buffer.from(base64, 'base64'));
}

describe('a frame', () => {
  test('says title, elapsed time, dose, colour scale with unit, length and seed', async () => {
    const { texts } = await paint({});
    const all = texts.map(({ text }) => text).join('\n');
    expect(all).toContain('Persister niche');
    expect(all).toContain('7 d 00 h 30 min');
    expect(all).toMatch(/compound.1/);
    expect(all).toMatch(/nM/);
    expect(all).toMatch(/oxygen/);
    expect(all).toMatch(/mmHg/);
    expect(all).toMatch(/^\d+ (µm|mm)$/m);
    expect(all).toMatch(/seed 4711/);
    expect(all).toMatch(/kind · state 1/);
  });

  test.each([
    {},
    { kind: 'states' as const },
    { width: 1920, height: 1080 },
    { width: 720, height: 1280 },
    { width: 640, height: 640 },
    { width: 320, height: 180 },
    { states: 20, doses: 2 },
    { title: 'Does a soft matrix around the vessels keep persister cells alive through three cycles of treatment?' },
  ])('cuts no text off: %j', async (change) => {
    const { width, height } = { ...USUAL, ...change };
    const { texts } = await paint(change);
    const outside = texts.filter((t) => t.left < 0 || t.top < 0 || t.right > width || t.bottom > height);
    expect(outside).toEqual([]);
  });

  test('gives the whole time, the dose and the seed even in the smallest frame', async () => {
    const all = (await paint({ width: 320, height: 180 })).texts.map(({ text }) => text);
    expect(all).toContain('7 d 00 h 30 min');
    expect(all).toContain('300 nM');
    expect(all.some((text) => text.startsWith('seed 4711'))).toBe(true);
  });

  test('keeps every state in its place, and says how many have no room', async () => {
    const labels = (painted: Painted) =>
      painted.texts.filter(({ text }) => /^kind · |^and /.test(text)).map(({ text }) => text);
    expect(labels(await paint({ states: 20 }))).toEqual(Array.from({ length: 20 }, (_, i) => `kind · state ${i + 1}`));
    const crowded = labels(await paint({ states: 60, doses: 2 }));
    const left = Number(/^and (\d+) more$/.exec(crowded.at(-1) ?? '')?.[1]);
    expect(crowded.length - 1 + left).toBe(60);
  });

  test('puts no text on another', async () => {
    for (const change of [
      {},
      { states: 20, doses: 2 },
      { states: 60 },
      { width: 320, height: 180 },
      { width: 720, height: 1280 },
    ]) {
      const { texts } = await paint(change);
      const clash = texts.filter((a, i) =>
        texts.some((b, j) => j < i && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
      );
      expect(clash).toEqual([]);
    }
  });
});
