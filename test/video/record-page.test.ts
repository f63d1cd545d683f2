import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestPage, type TestPage } from './browser.ts';
import type { Outcome, Trial } from './page/main.ts';

let opened: TestPage;

beforeAll(async () => {
  opened = await openTestPage();
});

afterAll(async () => {
  await opened?.close();
});

function attempt(trial: Trial): Promise<Outcome> {
  return opened.page.evaluate(`attempt(${JSON.stringify(trial)})`) as Promise<Outcome>;
}

const SMALL = { width: 320, height: 180, fps: 30 } as const;
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('recordInPage', () => {
  test.each(['x.mp4', 'x.webm'])('%s holds every frame once, in order, on time', async (out) => {
    const got = await attempt({ ...SMALL, out, frames: 75 });
    expect(got.error).toBe('');
    expect(got.painted).toBe(75);
    expect(got.numbers).toEqual(upTo(75));
    expect(got.progress).toEqual(upTo(75).map((i) => i + 1));
    got.timestamps.forEach((t, i) => {
      expect(Math.abs(t - i / 30)).toBeLessThan(0.001);
    });
    expect(got.duration).toBeCloseTo(2.5, 2);
  });

  test.each(['x.mp4', 'x.webm'])('%s keeps figures and cells sharp', async (out) => {
    const lost = (await opened.page.evaluate(`fidelity('${out}')`)) as { figures: number; cells: number };
    expect(lost.figures).toBeLessThan(2.5);
    expect(lost.cells).toBeLessThan(5);
  });

  test('a single frame is a video too, and odd sizes fit in WebM', async () => {
    const got = await attempt({ width: 321, height: 181, fps: 24, out: 'x.webm', frames: 1 });
    expect(got.error).toBe('');
    expect(got.numbers).toEqual([0]);
  });

  test('cancelling stops the frames and says so in one line', async () => {
    const got = await attempt({ ...SMALL, out: 'x.mp4', frames: 200, abortAfter: 5 });
    expect(got.error).toBe('RunError: the recording was cancelled; no video was written');
    expect(got.painted).toBe(5);
  });

  test('a simulation that ends early is an error, not a short video', async () => {
    const got = await attempt({ ...SMALL, out: 'x.mp4', frames: 10, has: 4 });
    expect(got.error).toBe('RunError: the simulation ended after 4 of 10 frames');
  });

  test('a size beyond the encoder names codec, size and remedy', async () => {
    const got = await attempt({ width: 8192, height: 8192, fps: 30, out: 'x.mp4', frames: 1 });
    expect(got.error).toMatch(/^RunError: this browser cannot encode H\.264 at 8192x8192.*smaller size.*\.webm/);
  });
});
