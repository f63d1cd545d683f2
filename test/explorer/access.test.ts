/** Whatever axe-core can see of WCAG 2.2 A and AA, in light and dark, with every panel and dialogue open. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openExplorer, openPage, type Served, SMALL, serveExplorer, waitForTick } from './browser.ts';
import { choose, find, press, textOf } from './controls.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveExplorer({ small: SMALL });
  browser = await openBrowser(false);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** What axe-core finds wrong on the page as it is: rule, place, what is wrong there. */
async function violations(page: Page, where: string): Promise<readonly string[]> {
  const found = await page.evaluate(async (rules) => {
    type Found = { id: string; nodes: { target: unknown[]; failureSummary?: string }[] };
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Found[] }> } };
    const { violations } = await axe.run({
      runOnly: rules,
      resultTypes: ['violations'],
      preload: false,
      elementRef: false,
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ')}`,
      ),
    );
  }, RULES);
  return found.map((text) => `${where}: ${text}`);
}

/** Runs the page through all that can be opened. @returns what is wrong with any of it */
async function lookAround(page: Page, isPhone: boolean): Promise<readonly string[]> {
  const wrong: string[] = [];
  const look = async (where: string) => wrong.push(...(await violations(page, where)));
  await look('first');
  const tabs = isPhone ? ['Layers', 'Tools', 'Charts', 'Inspect', 'Model', 'Treat'] : ['Charts', 'Inspect', 'Model'];
  const { x, y } = await page.evaluate(() => nidus.pixelOf(20, 20)!);
  if (isPhone) await page.touchscreen.tap(x, y);
  else await page.mouse.click(x, y);
  await page.waitForSelector('.inspector:not(.empty)');
  for (const tab of tabs) {
    await press(page, tab, 'tab');
    await look(tab);
  }
  await press(page, 'Model', 'tab');
  await press(page, 'equations');
  await page.type('input[aria-label="Find an equation"]', 'death.background');
  await page.click('.model-panel button.equation');
  await look('equations');
  if (isPhone) await press(page, 'Layers', 'tab');
  await choose(page, 'Layer', 'oxygen');
  await page.waitForSelector('.scale');
  await look('a field');
  if (isPhone) await press(page, 'Tools', 'tab');
  await page.keyboard.press('b');
  await look('the brush');
  await page.keyboard.press('v');
  if (isPhone) await press(page, 'Treat', 'tab');
  await press(page, 'Conditional rules…');
  await look('rules');
  await close(page);
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open] kbd');
  await look('help');
  await close(page);
  for (const [name, settled] of [
    ['Keep and share', '.share-text, .share-group'],
    ['Claims', '.claim'],
    ['Record', '.fields'],
  ] as const) {
    await press(page, name);
    await page.waitForSelector(settled);
    await look(name);
    await close(page);
  }
  await page.click('.scene-button');
  await page.waitForSelector('.scene');
  await look('scenes');
  await close(page);
  await press(page, 'Compare treatments from here');
  await find(page, 'combobox', 'Treatment of arm 2');
  await look('choosing arms');
  await press(page, 'Compare', 'button');
  await page.waitForSelector('.difference-key');
  await press(page, 'Pause the arms');
  await look('arms');
  return wrong;
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('dialog') === null);
}

describe.each([
  ['dark', 1280, 720],
  ['light', 390, 844],
] as const)('the explorer, %s, %i × %i', (theme, width, height) => {
  it('has no violation of WCAG A or AA that axe-core knows', async () => {
    const { page, problems } = await openPage(browser, width, height, width < 500);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await openExplorer(page, `${served.url}?scene=small&backend=cpu`);
    await waitForTick(page, 2);
    await press(page, 'Pause');
    await page.evaluate(AXE);
    expect(await textOf(page, '.scene-button')).toBe('A small sheet');
    expect(await lookAround(page, width < 500)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });
});
