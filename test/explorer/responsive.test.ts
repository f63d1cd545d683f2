/** The page answers at once while the simulation works as hard as it can, and rests when nobody looks. */
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openExplorer, openPage, type Served, serveExplorer, waitForTick } from './browser.ts';
import { choose, setSpeed } from './controls.ts';

/** Milliseconds from an input event to its handler, at most: what the explorer promises. */
const MOST_DELAY = 100;

/** Larger than any scene of the package: a tick on the CPU takes far longer than a refresh of the screen. */
const LARGE = `nidus: 1
extends: sanctuary.yaml
title: A large sheet
lattice: { width: 320, height: 320, spacing: 20 um, edges: periodic, mixing: local }
`;

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveExplorer('explorer-responsive', { large: LARGE });
  browser = await openBrowser(false);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Runs the large scene on the CPU at top speed, until it does. */
async function openLarge(): Promise<{ page: Page; problems: string[] }> {
  const opened = await openPage(browser, 1280, 720);
  await openExplorer(opened.page, `${served.url}?scene=large&backend=cpu`);
  await setSpeed(opened.page, 7);
  await waitForTick(opened.page, 3);
  return opened;
}

const tickNow = (page: Page) => page.evaluate(() => nidus.status()!.tick);

/** Starts to note how long every press of a button or key waits for its handler. */
async function watchDelays(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const delays: number[] = [];
    for (const type of ['pointerdown', 'keydown'])
      addEventListener(type, (event) => delays.push(performance.now() - event.timeStamp), { capture: true });
    Object.assign(globalThis, { delays });
  });
  return () => page.evaluate(() => (globalThis as unknown as { delays: number[] }).delays.splice(0));
}

describe('while simulating on the CPU', () => {
  it.each(['states', 'oxygen'])(`%s: clicks and keys reach their handlers within ${MOST_DELAY} ms`, async (layer) => {
    const { page, problems } = await openLarge();
    await choose(page, 'Layer', layer);
    const delays = await watchDelays(page);
    const before = await tickNow(page);
    for (let k = 0; k < 40; k++) {
      const { x, y } = await page.evaluate((k) => nidus.pixelOf(40 + 5 * k, 100 + 2 * k)!, k);
      await page.mouse.click(x, y);
      await page.keyboard.press(['ArrowLeft', '+', 'ArrowRight', '-'][k % 4] as '+');
      await new Promise((resolve) => setTimeout(resolve, 20 + 7 * (k % 5)));
    }
    const sorted = [...(await delays())].sort((a, b) => a - b);
    const [median, worst] = [sorted[sorted.length >> 1]!, sorted.at(-1)!];
    process.stderr.write(`input delay, ${layer}: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms\n`);
    expect(sorted.length).toBe(80);
    expect(median).toBeLessThan(MOST_DELAY / 4);
    expect(worst).toBeLessThan(MOST_DELAY);
    expect(await tickNow(page)).toBeGreaterThan(before);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('goes on slowly behind another tab, and shows the latest moment at once when it comes back', async () => {
    const { page, problems } = await openLarge();
    const other = await browser.newPage();
    await other.bringToFront();
    await page.waitForFunction(() => document.visibilityState === 'hidden', { polling: 50 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const hidden = await tickNow(page);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await tickNow(page)).toBe(hidden);
    const seen = page.evaluate(
      (hidden) =>
        new Promise<{ after: number; tick: number }>((resolve) => {
          document.addEventListener('visibilitychange', () => {
            const since = performance.now();
            const look = () => {
              const { tick } = nidus.status()!;
              if (tick > hidden) resolve({ after: performance.now() - since, tick });
              else setTimeout(look, 5);
            };
            look();
          });
        }),
      hidden,
    );
    await page.bringToFront();
    const { after, tick } = await seen;
    process.stderr.write(`back from behind: ${tick - hidden} ticks on, shown after ${after.toFixed(0)} ms\n`);
    expect(tick - hidden).toBeGreaterThan(1);
    expect(tick - hidden).toBeLessThan(8 * 4);
    await other.close();
    expect(problems).toEqual([]);
    await page.close();
  });
});
