/** Sessions in a real browser: undo, going back, links and files, done as a person would. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { checkSession, createPlayer, openSession } from '../../src/index.ts';
import {
  openBrowser,
  openExplorer,
  openPage,
  SCREENSHOTS,
  type Served,
  serveExplorer,
  waitForTick,
} from './browser.ts';
import { find, press, setSpeed, textOf, waitForText } from './controls.ts';

const TINY = `nidus: 1
title: Tiny tissue
question: What does it take?
extends: sanctuary.yaml
lattice: { width: 40, height: 30 }
until: 6 d
seed: 4
`;

let served: Served;
let browser: Browser;
const downloads = mkdtempSync(join(tmpdir(), 'nidus-downloads-'));

beforeAll(async () => {
  served = await serveExplorer({ tiny: TINY });
  browser = await openBrowser(false);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(downloads, { recursive: true, force: true });
});

/** Does something on a page of the tiny scene; nothing of it may be a problem to the console. */
async function onPage(address: string, deed: (page: Page) => Promise<void>, width = 1280, height = 720): Promise<void> {
  const { page, problems } = await openPage(browser, width, height);
  try {
    await openExplorer(page, served.url + address);
    await deed(page);
    expect(problems).toEqual([]);
  } finally {
    await page.close({ runBeforeUnload: false });
  }
}

const tickOf = (page: Page): Promise<number> => page.evaluate(() => nidus.status()?.tick ?? -1);
const hashOf = (page: Page): Promise<string> => page.evaluate(() => nidus.hash());

async function pauseAt(page: Page, tick: number): Promise<void> {
  await setSpeed(page, 4);
  await waitForTick(page, tick);
  await press(page, 'Pause');
  await find(page, 'button', 'Play');
}

/** Moves by a step the first slider of the parameters that is found by a word. */
async function moveSlider(page: Page, word: string): Promise<void> {
  await press(page, 'Model', 'tab');
  await page.evaluate(() => document.querySelector('details.parameters')?.setAttribute('open', ''));
  await page.type('input[aria-label="Find a parameter"]', word);
  const slider = await page.waitForSelector('.parameter input[type=range]');
  await slider?.focus();
  await page.keyboard.press('ArrowRight');
}

describe('sessions in the browser', () => {
  it('undoes and does again what was changed, by key, to the very same state', async () => {
    await onPage('?scene=tiny', async (page) => {
      await pauseAt(page, 8);
      const before = await hashOf(page);
      await moveSlider(page, 'b_S');
      await press(page, 'Single step');
      const after = await hashOf(page);
      await page.focus('.stage-canvas');
      await page.keyboard.down('Control');
      await page.keyboard.press('z');
      await page.keyboard.up('Control');
      await page.waitForFunction(() => document.querySelector('.parameter .link') === null);
      await page.keyboard.down('Control');
      await page.keyboard.down('Shift');
      await page.keyboard.press('z');
      await page.keyboard.up('Shift');
      await page.keyboard.up('Control');
      await page.waitForSelector('.parameter .link');
      await page.waitForFunction((hash) => nidus.hash().then((now) => now === hash), { polling: 200 }, after);
      expect(after).not.toBe(before);
    });
  });

  it('shares by link and by file: a fresh page comes to the same state and look', async () => {
    let link = '';
    let hash = '';
    await onPage('?scene=tiny', async (page) => {
      await pauseAt(page, 6);
      await moveSlider(page, 'b_S');
      await press(page, 'Single step');
      await press(page, 'Keep and share');
      await press(page, 'Copy link');
      await page.waitForSelector('.share-text');
      link = await page.$eval('.share-text', (element) => (element as HTMLTextAreaElement).value);
      hash = await hashOf(page);
      await page.screenshot({ path: join(SCREENSHOTS, 'share.png') });
      const session = await page.createCDPSession();
      await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
      const saves = {
        'Save session': /^Session/,
        Picture: /^Picture/,
        'Cells (CSV)': /^Cells/,
        'Fields (CSV)': /^Fields/,
      };
      for (const [name, said] of Object.entries({ ...saves, 'Counts (CSV)': /^Counts/ })) {
        await press(page, name);
        await waitForText(page, '.dialogue [role=status]', said);
      }
      await press(page, 'Copy debug info');
      await waitForText(page, '.dialogue [role=status]', /Debug info copied/);
    });
    const address = link.slice(link.indexOf('#'));
    await onPage(address, async (page) => {
      await waitForText(page, '.notices', /change.* made again, to the very same state/);
      expect(await hashOf(page)).toBe(hash);
    });
    const files = await waitForFiles(5);
    expect(files.map((name) => name.replace(/^tiny/, ''))).toEqual([
      '.cells.csv',
      '.counts.csv',
      '.fields.csv',
      '.png',
      '.session.json',
    ]);
    const saved = JSON.parse(readFileSync(join(downloads, 'tiny.session.json'), 'utf8'));
    expect(await hashInNode(saved)).toBe(hash);
    expect(saved).toMatchObject({ hash, scene: 'scenes/tiny.yaml', seed: 4 });
    await onPage('?scene=tiny', async (page) => {
      await press(page, 'Keep and share');
      const input = await page.waitForSelector('input[aria-label="Session file"]');
      await (input as Awaited<ReturnType<typeof page.$<'input'>>>)!.uploadFile(join(downloads, 'tiny.session.json'));
      await waitForText(page, '.notices', /very same state/);
      expect(await hashOf(page)).toBe(hash);
    });
  });

  it('carries named views and the range of the colours to someone who has none', async () => {
    let link = '';
    await onPage('?scene=tiny', async (page) => {
      await pauseAt(page, 3);
      await page.select('select[aria-label="Layer"]', 'oxygen');
      await page.select('select[aria-label="Range of the colour scale"]', 'fixed');
      for (const [end, value] of [
        ['High', '55'],
        ['Low', '5'],
      ] as const) {
        const input = await page.waitForSelector(`input[aria-label^="${end} end"]`);
        await input!.click({ count: 3 });
        await page.keyboard.type(`${value}\n`);
      }
      await press(page, 'contours');
      await press(page, 'Name what is shown now');
      await page.keyboard.type('Where it is dim\n');
      await find(page, 'button', 'Where it is dim');
      await page.select('select[aria-label="Layer"]', 'states');
      await press(page, 'Where it is dim');
      await press(page, 'Keep and share');
      await press(page, 'Copy link');
      await page.waitForSelector('.share-text');
      link = await page.$eval('.share-text', (element) => (element as HTMLTextAreaElement).value);
      await page.evaluate(() => localStorage.removeItem('nidus views'));
    });
    await onPage(link.slice(link.indexOf('#')), async (page) => {
      await waitForText(page, '.notices', /very same state/);
      expect(await page.$eval('select[aria-label="Layer"]', (select) => (select as HTMLSelectElement).value)).toBe(
        'oxygen',
      );
      const ends = () => page.$$eval('.ends input', (all) => all.map((one) => (one as HTMLInputElement).value));
      expect(await ends()).toEqual(['5', '55']);
      expect(await textOf(page, '.over .chip[aria-pressed="true"]')).toBe('contours');
      await page.select('select[aria-label="Layer"]', 'states');
      await press(page, 'Where it is dim');
      expect(await ends()).toEqual(['5', '55']);
      await waitForText(page, '.scale-ticks', /10.*50/);
      await page.evaluate(() => localStorage.removeItem('nidus views'));
    });
  });

  it('changes the treatment by dragging, typing and keys, and goes back and ahead in time', async () => {
    await onPage('?scene=tiny', async (page) => {
      await pauseAt(page, 10);
      const peak = () => textOf(page, '.track-peak');
      const before = await peak();
      const block = await page.waitForSelector('.dose-block:not(.past)');
      const box = (await block!.boundingBox())!;
      await page.mouse.move(box.x + box.width / 2, box.y + 8);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y - 16, { steps: 4 });
      await page.mouse.up();
      await page.waitForFunction((old) => document.querySelector('.track-peak')?.textContent !== old, {}, before);
      await press(page, 'Undo');
      await page.waitForFunction((old) => document.querySelector('.track-peak')?.textContent === old, {}, before);
      await (await page.waitForSelector('.dose-block:not(.past)'))!.focus();
      await page.keyboard.press('Enter');
      const amount = await page.waitForSelector('.line-editor input');
      await amount!.click({ count: 3 });
      await page.keyboard.type('40');
      await page.screenshot({ path: join(SCREENSHOTS, 'treatment.png') });
      await press(page, 'Set');
      await page.waitForFunction((old) => document.querySelector('.track-peak')?.textContent !== old, {}, before);
      await press(page, 'Conditional rules…');
      await press(page, 'Adaptive: stop below 50 %, give above 100 %');
      await page.screenshot({ path: join(SCREENSHOTS, 'rules.png') });
      await press(page, 'Set rules');
      await find(page, 'button', '2 conditional rules…');
      const hash = await hashOf(page);
      const here = await tickOf(page);
      const ruler = await find(page, 'slider', 'Time');
      const axis = (await ruler.boundingBox())!;
      await page.mouse.click(axis.x + 1, axis.y + 14);
      await page.waitForFunction(() => nidus.status()?.tick === 0);
      expect(await page.$$('.ruler-mark.ahead')).not.toHaveLength(0);
      await ruler.focus();
      for (let k = 0; k < 2; k++) await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => nidus.status()?.tick === 2);
      await page.type('input[aria-label="Run until"]', `${here / 2} h`);
      await page.keyboard.press('Enter');
      await waitForTick(page, here);
      await find(page, 'button', 'Play');
      expect(await hashOf(page)).toBe(hash);
    });
  });

  it('compares arms in lock-step, with one camera, a map of where they differ, and goes on with one', async () => {
    await onPage('?scene=tiny', async (page) => {
      await pauseAt(page, 48);
      await press(page, 'Compare treatments from here');
      await page.select('select[aria-label="Treatment of arm 2"]', 'none');
      await press(page, 'Compare', 'button');
      await page.waitForFunction(
        () => /[1-9]/.test(document.querySelector('[aria-label="Share of sites that differ"]')?.textContent ?? ''),
        { timeout: 60_000 },
      );
      await press(page, 'Pause the arms');
      expect(await page.$('.arm .problem')).toBeNull();
      expect(await textOf(page, '.difference-key')).toMatch(
        /only in arm 1 ?\d.*only in arm 2 ?\d.*another state ?\d.*the same ?[1-9]/,
      );
      await page.select('select[aria-label="Layer of the arms"]', 'tki');
      expect(await waitForText(page, '.difference-key', /apart/)).toMatch(
        /more in arm 1 −[\d.]+.*nM more in arm 2.*at most [\d.]+ nM/,
      );
      expect(await textOf(page, '.compare-head .scale-strip')).toMatch(/nM/);
      await page.screenshot({ path: join(SCREENSHOTS, 'compare-field.png') });
      await page.select('select[aria-label="Layer of the arms"]', 'states');
      await page.mouse.move(200, 200);
      await page.mouse.wheel({ deltaY: -300 });
      await new Promise((resolve) => setTimeout(resolve, 1500)); // the pictures, on a machine without a GPU
      await page.screenshot({ path: join(SCREENSHOTS, 'compare.png') });
      const opens = await page.$$('.arm figcaption .small-button');
      expect(opens).toHaveLength(2);
      await opens[1]!.click();
      await waitForText(page, '.notices', /very same state/);
      expect(await tickOf(page)).toBeGreaterThan(48);
    });
  });

  it('opens nothing of a hostile link and says why', async () => {
    for (const [fragment, message] of [
      ['#s1=AAAA', /damaged or cut short/],
      [`#s1=${'A'.repeat(200_000)}`, /longer than any/],
      ['#s9=AAAA', /another version/],
    ] as const) {
      await onPage(`?scene=tiny${fragment}`, async (page) => {
        await waitForText(page, '.notices', message);
        expect(await textOf(page, '.notices')).toMatch(/nothing was opened/);
        expect(await tickOf(page)).toBe(0);
      });
    }
  });

  it('keeps what was changed when another scene is opened, and asks before the page is left', async () => {
    await onPage('?scene=tiny', async (page) => {
      await pauseAt(page, 4);
      await moveSlider(page, 'b_S');
      const hash = await hashOf(page);
      await press(page, 'Restart');
      await waitForText(page, '.notices', /are kept until you leave|is kept until you leave|kept until/);
      await press(page, 'Back to it');
      await waitForText(page, '.notices', /very same state/);
      expect(await hashOf(page)).toBe(hash);
    });
  });
});

/** State hash of a session done over by the library, as `nidus run` does it. */
async function hashInNode(saved: object): Promise<string> {
  const session = checkSession(saved);
  const scenes = join(downloads, 'scenes');
  cpSync(join(import.meta.dirname, '..', '..', 'scenes'), scenes, { recursive: true });
  writeFileSync(join(scenes, 'tiny.yaml'), TINY);
  const host = createNodeHost();
  const replay = await openSession(session, join(downloads, session.scene), { backend: session.backend, host });
  const player = createPlayer(replay, session.edits);
  await player.begin();
  while (replay.sim.tick < session.tick) await player.step();
  const hash = await replay.sim.hash();
  replay.sim.destroy();
  host.close();
  rmSync(scenes, { recursive: true });
  return hash;
}

async function waitForFiles(count: number): Promise<string[]> {
  for (let tries = 0; tries < 100; tries++) {
    const names = readdirSync(downloads).filter((name) => !name.endsWith('.crdownload'));
    if (names.length >= count) return names.sort();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return readdirSync(downloads).sort();
}
