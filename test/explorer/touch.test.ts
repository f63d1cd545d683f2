/** A phone in the hand: what fingers do to the tissue. */
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  openBrowser,
  openExplorer,
  openPage,
  SCREENSHOTS,
  type Served,
  SMALL,
  serveExplorer,
  waitForTick,
} from './browser.ts';
import { choose, cutOff, find, press, textOf, waitForText } from './controls.ts';

let served: Served;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  served = await serveExplorer({ small: SMALL });
  browser = await openBrowser(false);
  ({ page, problems } = await openPage(browser, 390, 844, true));
  await openExplorer(page, `${served.url}?scene=small&backend=cpu`);
  await waitForTick(page, 1);
  await press(page, 'Pause');
  await find(page, 'button', 'Play');
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

afterEach(() => expect(problems.splice(0)).toEqual([]));

const at = (x: number, y: number) => page.evaluate((x, y) => nidus.pixelOf(x, y)!, x, y);
const edits = async () => (await page.evaluate(() => document.querySelectorAll('.ruler-mark').length)) > 0;

/** Lays a finger on a site and leaves it there until the page has answered. */
async function hold(x: number, y: number): Promise<void> {
  const spot = await at(x, y);
  const finger = await page.touchscreen.touchStart(spot.x, spot.y);
  await waitForText(page, '.inspector', new RegExp(`Site ${x}, ${y}`));
  await finger.end();
}

/** Draws with one finger from one site to another. */
async function draw(from: [number, number], to: [number, number]): Promise<void> {
  const [a, b] = [await at(...from), await at(...to)];
  const finger = await page.touchscreen.touchStart(a.x, a.y);
  for (let k = 1; k <= 6; k++) await finger.move(a.x + ((b.x - a.x) * k) / 6, a.y + ((b.y - a.y) * k) / 6);
  await finger.end();
}

describe('every tab of a phone', () => {
  it('has nothing cut off, the time and the numbers along it neither', async () => {
    for (const tab of ['Layers', 'Tools', 'Charts', 'Model', 'Treat']) {
      await press(page, tab, 'tab');
      expect(await cutOff(page), tab).toEqual([]);
    }
    await page.screenshot({ path: join(SCREENSHOTS, 'treat-390.png') });
  });
});

describe('fingers', () => {
  it('hold a cell to inspect it, and the panel for that opens', async () => {
    await press(page, 'Tools', 'tab');
    expect(await textOf(page, '.tools-panel .hint')).toMatch(/Pinch to zoom. Hold a cell/);
    await hold(20, 20);
    expect(await page.$eval('.inspector', (panel) => panel.checkVisibility())).toBe(true);
    expect(await textOf(page, '.phone-tabs [aria-selected="true"]')).toBe('Inspect');
    await page.screenshot({ path: join(SCREENSHOTS, 'touch-inspect-390.png') });
  });

  it('paint with the brush, which a held finger does not', async () => {
    await press(page, 'Tools', 'tab');
    await press(page, 'Brush');
    await choose(page, 'State to paint', 'caf.my');
    await hold(30, 30);
    expect(await edits()).toBe(false);
    const painted = () =>
      page.$$eval('.key-row', (rows) => {
        const row = rows.find((one) => one.querySelector('.key-label')?.textContent === 'caf · my');
        return Number((row?.querySelector('.key-count')?.textContent ?? '0').replace(/\D/g, ''));
      });
    await press(page, 'Charts', 'tab');
    await page.waitForSelector('.key-row');
    const before = await painted();
    await draw([10, 10], [24, 10]);
    await expect.poll(painted, { timeout: 10_000 }).toBeGreaterThan(before + 60);
    expect(await edits()).toBe(true);
    await page.screenshot({ path: join(SCREENSHOTS, 'touch-brush-390.png') });
  });

  it('pinch to zoom with the brush in hand, and paint nothing', async () => {
    const marks = await page.$$eval('.ruler-mark', (all) => all.map((mark) => mark.getAttribute('title')));
    const [a, b] = [await at(20, 30), await at(30, 30)];
    const one = await page.touchscreen.touchStart(a.x, a.y);
    const two = await page.touchscreen.touchStart(b.x, b.y);
    await one.move(a.x - 20, a.y);
    await two.move(b.x + 20, b.y);
    await one.end();
    await two.end();
    const [a2, b2] = [await at(20, 30), await at(30, 30)];
    expect(b2.x - a2.x).toBeGreaterThan(b.x - a.x + 30);
    expect(await page.$$eval('.ruler-mark', (all) => all.map((mark) => mark.getAttribute('title')))).toEqual(marks);
  });
});
