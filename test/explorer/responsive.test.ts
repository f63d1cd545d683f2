/** The page answers at once while the simulation works as hard as it can, and rests when nobody looks. */
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openExplorer, openPage, type Served, serveExplorer, waitForTick } from './browser.ts';
import { choose, find, pictureOf, press, setSpeed } from './controls.ts';

const sheet = (side: number) => `nidus: 1
extends: sanctuary.yaml
title: A sheet of ${side} by ${side}
lattice: { width: ${side}, height: ${side}, spacing: 20 um, edges: periodic, mixing: local }
`;
/** A tick of `large` on the CPU takes far longer than a refresh of the screen; `wide` is too large to be shown whole. */
const SCENES = { large: sheet(512), wide: sheet(640) };

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveExplorer(SCENES);
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
  await waitForTick(opened.page, 2);
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

/** How late a machine that others keep busy runs a process that has nothing to do. @returns the most [ms] */
function watchMachine(): () => number {
  let most = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    most = Math.max(most, performance.now() - last - 5);
    last = performance.now();
  }, 5);
  return () => {
    clearInterval(timer);
    return most;
  };
}

describe('while simulating on the CPU', () => {
  it.each(['states', 'oxygen'])(
    '%s: clicks and keys all reach their handlers while it computes; how late is printed',
    async (layer) => {
      const { page, problems } = await openLarge();
      await choose(page, 'Layer', layer);
      const delays = await watchDelays(page);
      const before = await tickNow(page);
      const lateness = watchMachine();
      for (let k = 0; k < 20; k++) {
        const { x, y } = await page.evaluate((k) => nidus.pixelOf(40 + 5 * k, 100 + 2 * k)!, k);
        await page.mouse.click(x, y);
        await page.keyboard.press(['ArrowLeft', '+', 'ArrowRight', '-'][k % 4] as '+');
        await pause(20 + 7 * (k % 5));
      }
      const sorted = [...(await delays())].sort((a, b) => a - b);
      const [median, worst] = [sorted[sorted.length >> 1]!, sorted.at(-1)!];
      const late = lateness();
      const said = `median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms; this process late by ${late.toFixed(1)} ms`;
      process.stderr.write(`input delay, ${layer}: ${said}\n`);
      expect(sorted.length).toBe(40);
      await waitForTick(page, before + 1);
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  it('goes on slowly behind another tab, and shows the latest moment at once when it comes back', async () => {
    const { page, problems } = await openLarge();
    const other = await browser.newPage();
    await other.bringToFront();
    await page.waitForFunction(() => document.visibilityState === 'hidden', { polling: 50 });
    await pause(500);
    const hidden = await tickNow(page);
    await pause(2000);
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
    expect(tick - hidden).toBeGreaterThan(0);
    expect(tick - hidden).toBeLessThan(8 * 4);
    await other.close();
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('a lattice too large to be shown whole', () => {
  it('is there wherever one looks, also while time stands', async () => {
    const { page, problems } = await openPage(browser, 1280, 720);
    await openExplorer(page, `${served.url}?scene=wide&backend=cpu`);
    await press(page, 'Pause');
    await find(page, 'button', 'Play');
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ground'));
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(ground.trim().slice(at, at + 2), 16));
    const bare = async () => {
      const pixels = await pictureOf(page);
      return pixels.filter((pixel) => pixel === `${r},${g},${b}`).length / pixels.length;
    };
    for (let k = 0; k < 7; k++) await page.keyboard.press('+');
    await settle(bare, (part) => part < 0.3);
    for (let k = 0; k < 12; k++) await page.keyboard.press('ArrowRight');
    await settle(bare, (part) => part < 0.3);
    await page.keyboard.press('f');
    await settle(bare, (part) => part < 0.3);
    expect(problems).toEqual([]);
    await page.close();
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until a number is as it should be. */
async function settle(measure: () => Promise<number>, met: (value: number) => boolean): Promise<void> {
  await pause(1000); // for the picture before to be gone
  let value = await measure();
  for (let k = 0; k < 40 && !met(value); k++) {
    await pause(250);
    value = await measure();
  }
  expect(met(value), String(value)).toBe(true);
}
