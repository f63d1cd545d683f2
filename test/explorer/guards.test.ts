/** What the page says when a run means less than it seems to, and the buttons that do something about it. */
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSession, encodeSession } from '../../src/app/link.ts';
import type { Entry, SavedSession } from '../../src/model/session.ts';
import { openBrowser, openExplorer, openPage, type Served, serveExplorer, TINY, waitForTick } from './browser.ts';
import { find, press, textOf, waitForText } from './controls.ts';

let served: Served;
let browser: Browser;
let plain: SavedSession;

beforeAll(async () => {
  served = await serveExplorer({ tiny: TINY });
  browser = await openBrowser(false);
  plain = await takeSession();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The session of the scene as it is when it was opened. */
async function takeSession(): Promise<SavedSession> {
  const { page } = await openPage(browser, 1280, 720);
  await openExplorer(page, `${served.url}?scene=tiny`);
  await press(page, 'Pause');
  await press(page, 'Keep and share');
  await press(page, 'Copy link');
  await page.waitForSelector('.share-text');
  const link = await page.$eval('.share-text', (text) => new URL((text as HTMLTextAreaElement).value).hash);
  await page.close({ runBeforeUnload: false });
  const { hash: _, view: __, ...session } = await decodeSession(link);
  return session;
}

/** Opens it as a session to which that was done, at its first tick. */
async function onSession(edits: readonly Entry[], deed: (page: Page) => Promise<void>): Promise<void> {
  const fragment = await encodeSession({ ...plain, tick: 0, edits: [...edits] });
  const opened = await openPage(browser, 1280, 720);
  await openExplorer(opened.page, `${served.url}${fragment}`);
  await deed(opened.page);
  await opened.page.close({ runBeforeUnload: false });
}

const equation = (tick: number, path: string, text: string): Entry => ({
  tick,
  edit: { what: 'model', equations: { [path]: text } },
});

describe('guard-rails', () => {
  it('what is not a number: the run stops, and a button leads back to the last good moment', async () => {
    const spoiled = equation(6, 'cells.cancer.exchange.oxygen.uptake', 'a_oxygen*sqrt(0 - oxygen/(1 [mmHg]) - 1)');
    await onSession([spoiled], async (page) => {
      await press(page, 'Play');
      expect(await waitForText(page, '.notice.error', /not a number/)).toMatch(/tick 6.*oxygen/);
      await find(page, 'button', 'Play');
      await press(page, 'Back to the last good moment');
      await page.waitForFunction(() => nidus.status()?.tick === 5);
      await press(page, 'Single step');
      await page.waitForFunction(() => nidus.status()?.tick === 6);
    });
  });

  it('a rate too large for the tick: a button does all of it over in shorter ticks, another goes back', async () => {
    const fast = equation(2, 'cells.cancer.division.rate.sensitive', '3 [/h]');
    await onSession([fast], async (page) => {
      await press(page, 'Play');
      await waitForTick(page, 12);
      expect(await waitForText(page, '.notices', /in one tick of 0\.5 h/)).toMatch(/78 %.*shorter tick/);
      await press(page, 'Pause');
      await find(page, 'button', 'Play');
      await page.waitForFunction(() => nidus.status()?.running === false);
      const time = await textOf(page, '.clock-time');
      const tick = await page.evaluate(() => nidus.status()!.tick);
      await press(page, 'Do it over in ticks of 7.5 min');
      await page.waitForFunction((tick) => nidus.status()?.tick === tick, { timeout: 60_000 }, 4 * tick);
      expect(await textOf(page, '.clock-time')).toBe(time);
      await press(page, 'Back to longer ticks');
      await page.waitForFunction((tick) => nidus.status()?.tick === tick, { timeout: 60_000 }, tick);
      await waitForText(page, '.notices', /very same state/);
    });
  });
});
