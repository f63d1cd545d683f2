/** Pages inside pages of others: three levels of interface, and the snippet that gives them. */
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openExplorer, openPage, SCREENSHOTS, type Served, serveExplorer, TINY } from './browser.ts';
import { choose, find, press, textOf, waitForText } from './controls.ts';

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveExplorer({ tiny: TINY });
  browser = await openBrowser(false);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Opens an address as a new visitor does. */
async function onPage(address: string, deed: (page: Page) => Promise<void>): Promise<void> {
  const { page, problems } = await openPage(browser, 800, 600);
  try {
    await openExplorer(page, address, true);
    await deed(page);
    expect(problems).toEqual([]);
  } finally {
    await page.close({ runBeforeUnload: false });
  }
}

/** Those of the main parts that can be seen. */
const partsOf = (page: Page) =>
  page.$$eval('.header, .rail, .stage-canvas, .zoom, .transport, .status, .tour, .phone-tabs', (all) =>
    all.filter((one) => one.checkVisibility() && one.clientWidth > 0).map((one) => one.className.split(' ')[0]),
  );

/** Names of all buttons that can be pressed. */
const buttonsOf = (page: Page) =>
  page.$$eval('button', (all) =>
    all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('aria-label') ?? one.textContent),
  );

describe('an embedded page', () => {
  it('shows the tissue and time with ui=basic, and no tour', async () => {
    await onPage(`${served.url}?scene=tiny&ui=basic`, async (page) => {
      expect(await partsOf(page)).toEqual(['stage-canvas', 'zoom', 'transport']);
      expect(await buttonsOf(page)).toEqual(expect.arrayContaining(['Pause', 'Restart', 'Zoom in']));
      await page.screenshot({ path: join(SCREENSHOTS, 'embed-basic.png') });
    });
  });

  it('shows nothing but the tissue with ui=none', async () => {
    await onPage(`${served.url}?scene=tiny&ui=none`, async (page) => {
      expect(await partsOf(page)).toEqual(['stage-canvas']);
      expect(await buttonsOf(page)).toEqual([]);
      expect(await page.$eval('.stage', (stage) => [stage.clientWidth, stage.clientHeight])).toEqual([800, 600]);
      await page.screenshot({ path: join(SCREENSHOTS, 'embed-none.png') });
    });
  });

  it('says which ui there is not, and shows everything', async () => {
    await onPage(`${served.url}?scene=tiny&ui=basics`, async (page) => {
      await waitForText(page, '.notice.error', /no ui basics; did you mean basic/);
      expect(await partsOf(page)).toEqual(expect.arrayContaining(['header', 'rail', 'transport']));
    });
  });

  it('is what the snippet gives, at the level that was chosen', async () => {
    const sources: Record<string, string> = {};
    await onPage(`${served.url}?scene=tiny`, async (page) => {
      await press(page, 'Skip, let me in');
      await press(page, 'Pause');
      await press(page, 'Keep and share');
      await find(page, 'button', 'Copy embed snippet');
      for (const level of ['full', 'basic', 'none']) {
        await choose(page, 'What an embedded page shows', level);
        await press(page, 'Copy embed snippet');
        await waitForText(page, '.dialogue [role=status]', /Snippet copied/);
        await page.waitForFunction(
          (ui) => document.querySelector<HTMLTextAreaElement>('.share-text')?.value.includes(ui),
          {},
          level === 'full' ? '<iframe' : `ui=${level}`,
        );
        const snippet = await page.$eval('.share-text', (text) => (text as HTMLTextAreaElement).value);
        sources[level] = /^<iframe src="([^"]+)" .*<\/iframe>$/.exec(snippet)![1]!.replaceAll('&amp;', '&');
      }
      expect(Object.values(sources).map((source) => new URL(source).searchParams.get('ui'))).toEqual([
        null,
        'basic',
        'none',
      ]);
    });
    await onPage(sources.none!, async (page) => {
      await waitForText(page, '.notices', /very same state/);
      expect(await partsOf(page)).toEqual(['stage-canvas']);
      expect(await textOf(page, '.notices')).not.toMatch(/error/);
    });
  });
});
