/** What a person does to the tissue and learns from it: tools, layers, model, charts, the first minute. One small lattice. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  openBrowser,
  openExplorer,
  openPage,
  SCREENSHOTS,
  type Served,
  serveExplorer,
  waitForTick,
} from './browser.ts';
import { choose, cutOff, find, pictureOf, press, textOf, waitForText } from './controls.ts';

const SMALL = `nidus: 1
extends: immune.yaml
title: A small sheet
lattice: { width: 48, height: 48, spacing: 20 um, edges: periodic, mixing: local }
views:
  oxygen near vessels: { layer: oxygen, range: [0, 60], over: [vessel], contours: true }
`;

let served: Served;
let browser: Browser;
let page: Page;
let problems: string[];
const folder = mkdtempSync(join(tmpdir(), 'nidus-charts-'));

beforeAll(async () => {
  served = await serveExplorer({ small: SMALL });
  browser = await openBrowser(false);
  ({ page, problems } = await openPage(browser, 1280, 720));
  const client = await page.createCDPSession();
  await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  await openExplorer(page, `${served.url}?scene=small&backend=cpu`, true);
  await waitForTick(page, 1);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => expect(problems.splice(0)).toEqual([]));

const at = (x: number, y: number) => page.evaluate((x, y) => nidus.pixelOf(x, y)!, x, y);

/** Drags with a button from one site to another. */
async function drag(from: [number, number], to: [number, number], button: 'left' | 'right' = 'left'): Promise<void> {
  const [a, b] = [await at(...from), await at(...to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down({ button });
  await page.mouse.move(b.x, b.y, { steps: 6 });
  await page.mouse.up({ button });
}

/** Number of cells of a state as the key tells it; 0 when it is not listed. */
const countOf = (label: string) =>
  page.$$eval(
    '.key-row',
    (rows, label) => {
      const row = rows.find((one) => one.querySelector('.key-label')?.textContent === label);
      return Number((row?.querySelector('.key-count')?.textContent ?? '0').replace(/\D/g, ''));
    },
    label,
  );

async function until(measure: () => Promise<boolean>): Promise<void> {
  for (let k = 0; k < 60; k++) {
    if (await measure()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('waited in vain');
}

/** A number once it stands. */
async function settled(measure: () => Promise<number>): Promise<number> {
  let last = Number.NaN;
  await until(async () => {
    const before = last;
    await new Promise((resolve) => setTimeout(resolve, 300));
    last = await measure();
    return last === before;
  });
  return last;
}

describe('the first minute', () => {
  it('runs, offers a tour that can be skipped, then a hint to paint', async () => {
    expect(await page.evaluate(() => nidus.status()?.running)).toBe(true);
    await waitForText(page, '.tour', /1 of 5/);
    await press(page, 'Next');
    await waitForText(page, '.tour', /Intervene/);
    await press(page, 'Skip, let me in');
    await waitForText(page, '.paint-hint', /Try painting/);
    await press(page, 'Pause');
    await press(page, 'Try painting');
    await page.waitForSelector('.paint-hint', { hidden: true });
    await find(page, 'combobox', 'Paint with');
  });
});

describe('tools', () => {
  it('paint cells with the left button, take them away with the right, and undo both', async () => {
    const label = 'caf · my';
    const before = await countOf(label);
    await choose(page, 'State to paint', 'caf.my');
    await drag([10, 10], [24, 10]);
    await until(async () => (await countOf(label)) > before + 60);
    const painted = await settled(() => countOf(label));
    await drag([10, 10], [24, 10], 'right');
    await until(async () => (await countOf(label)) < painted - 60);
    await page.keyboard.down('Control');
    await page.keyboard.press('z');
    await page.keyboard.up('Control');
    await until(async () => (await countOf(label)) === painted);
    await press(page, 'square');
    await choose(page, 'Paint with', 'nothing');
    await choose(page, 'Remove to paint', 'all');
    const whole = await countOf('cancer · sensitive');
    await drag([30, 30], [40, 30]);
    await until(async () => (await countOf('cancer · sensitive')) < whole - 40);
  });

  it('leave a lasting source, which the field shows', async () => {
    await choose(page, 'Layer', 'tki');
    await choose(page, 'Paint with', 'source');
    await choose(page, 'Field to paint', 'tki');
    const { x, y } = await at(24, 24);
    await page.mouse.click(x, y);
    await press(page, 'Single step');
    await page.keyboard.press('v');
    await page.mouse.move(x + 1, y + 1);
    const read = await waitForText(page, '.hover-card', /tki[1-9]/);
    expect(Number(/tki([\d.]+) nM/.exec(read)?.[1])).toBeGreaterThan(50);
  });

  it('inspect a cell: hazards with their equations; it is followed while it moves', async () => {
    await choose(page, 'Layer', 'states');
    const { x, y } = await at(12, 10);
    await page.mouse.click(x, y);
    const seen = await waitForText(page, '.inspector', /What may happen, per hour/);
    expect(seen).toMatch(/caf · my/);
    expect(await textOf(page, '.hazards .equation')).toMatch(/\w/);
    const lineage = /lineage#?(\d+)/.exec(seen)?.[1];
    for (let k = 0; k < 4; k++) await page.keyboard.press('s');
    await until(async () => ((await textOf(page, '.inspector')).match(/lineage#?(\d+)/) ?? [])[1] === lineage);
    await page.keyboard.press('Escape');
  });

  it('count a region over time and measure a distance', async () => {
    await page.keyboard.press('m');
    await drag([8, 8], [27, 17]);
    await press(page, 'Inspect', 'tab');
    expect(await waitForText(page, '.region-panel', /\/mm²/)).toMatch(/Region, 400 µm × 200 µm/);
    await page.keyboard.press('d');
    await drag([5, 40], [25, 40]);
    expect(await textOf(page, '.mark-text')).toBe('400 µm');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('v');
  });
});

describe('layers', () => {
  it('take a view of the scene: fixed range in units, contours, vessels over it; then log, arrows, a hazard', async () => {
    await press(page, 'oxygen near vessels');
    await waitForText(page, '.scale-head', /mmHg/);
    expect(await page.$eval('input[aria-label^="High end"]', (input) => (input as HTMLInputElement).value)).toBe('60');
    expect(await page.$$eval('.over .chip[aria-pressed="true"]', (all) => all.map((chip) => chip.textContent))).toEqual(
      ['vessel', 'contours'],
    );
    const plain = await pictureOf(page);
    await page.screenshot({ path: join(SCREENSHOTS, 'layers-1280.png') });
    await press(page, 'log');
    await page.keyboard.press('g');
    await expect.poll(() => pictureOf(page), { timeout: 10_000, interval: 200 }).not.toEqual(plain);
    const hazards = await page.$$eval('optgroup[label="Hazards of events"] option', (all) =>
      all.map((one) => (one as HTMLOptionElement).value),
    );
    expect(hazards).toContain('cancer: division');
    await choose(page, 'Layer', 'cancer: division');
    expect(await waitForText(page, '.scale-head', /division/)).toMatch(/1\/h/);
    await page.keyboard.press('g');
    await choose(page, 'Layer', 'states');
  });
});

describe('the model', () => {
  it('marks changed parameters and resets them', async () => {
    await page.keyboard.press('3');
    await page.type('input[aria-label="Find a parameter"]', 'b_S');
    const number = await page.waitForSelector('.parameter input[type=number]');
    await number?.click({ count: 3 });
    await page.keyboard.type('0.05\n');
    await page.waitForSelector('.parameter.changed');
    await waitForText(page, '.model-actions', /changed \(1\)/);
    await press(page, 'Reset all');
    await page.waitForSelector('.parameter.changed', { hidden: true });
  });

  it('checks an equation while it is written, draws its response, applies it and switches the rule off', async () => {
    await press(page, 'equations');
    await page.type('input[aria-label="Find an equation"]', 'death.background');
    await page.click('button.equation');
    await page.keyboard.type(' + oxigen');
    expect(await waitForText(page, '.equation-editor .problem', /\w/)).toMatch(/oxigen.*did you mean oxygen/);
    for (let k = 0; k < ' + oxigen'.length; k++) await page.keyboard.press('Backspace');
    await page.keyboard.type('*hill(tki, 10 nM, 1)');
    await page.waitForSelector('.curve polyline.curve-after');
    await page.screenshot({ path: join(SCREENSHOTS, 'equation-1280.png') });
    await press(page, 'Apply');
    await page.waitForSelector('button.equation.changed');
    await page.click('.rule .switch');
    await page.waitForSelector('.rule .switch[aria-checked="false"]');
    await press(page, 'Reset all');
    await page.waitForSelector('button.equation.changed', { hidden: true });
  });
});

describe('charts', () => {
  it('draw fractions, traits, fields and lineages, and save what they show', async () => {
    await page.keyboard.press('1');
    await press(page, 'Play');
    const tick = await page.evaluate(() => nidus.status()!.tick);
    await waitForTick(page, tick + 12);
    for (const kind of ['fractions', 'survival', 'traits', 'fields']) {
      await choose(page, 'Chart', kind);
      await page.waitForSelector('.chart canvas');
    }
    await choose(page, 'Chart', 'clones');
    await page.waitForSelector('.muller polygon');
    await press(page, 'Pause');
    await choose(page, 'Chart', 'counts');
    for (const file of ['CSV', 'SVG', 'PNG']) await press(page, `Save the chart as ${file}`);
    const written = (ending: string) => join(folder, `small-counts.${ending}`);
    await until(async () => ['csv', 'svg', 'png'].every((ending) => existsSync(written(ending))));
    await until(async () => readdirSync(folder).every((name) => !name.endsWith('.crdownload')));
    const [head, ...rows] = readFileSync(written('csv'), 'utf8').trim().split('\n');
    expect(head).toMatch(/^time_h,cancer · sensitive/);
    expect(rows.length).toBeGreaterThan(10);
    expect(readFileSync(written('svg'), 'utf8')).toMatch(/<path d="M.*cancer · sensitive/s);
    expect(readFileSync(written('png')).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('the layout', () => {
  it('folds its sides, hides all with H, shows live pictures of scenes, and is lit', async () => {
    const width = () => page.$eval('.stage', (stage) => stage.clientWidth);
    const before = await width();
    await press(page, 'Fold the left panel');
    await press(page, 'Fold the right panel');
    expect(await width()).toBeGreaterThan(before + 500);
    await page.keyboard.press('h');
    await page.waitForSelector('.header', { hidden: true });
    expect(await page.$eval('.stage', (stage) => stage.clientHeight)).toBe(720);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.header', { visible: true });
    await page.keyboard.press(',');
    await page.keyboard.press('.');
    expect(await width()).toBe(before);
    await press(page, 'Light or dark');
    expect(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)).toBe('rgb(243, 244, 246)');
    expect(await cutOff(page)).toEqual([]);
    await page.screenshot({ path: join(SCREENSHOTS, 'light-1280.png') });
    await page.click('.scene-button');
    await page.waitForFunction(
      () => [...document.querySelectorAll<HTMLCanvasElement>('.scene-picture')].some(({ width }) => width > 10),
      { timeout: 30_000 },
    );
    expect((await textOf(page, '.scene-question')).length).toBeGreaterThan(10);
    await page.screenshot({ path: join(SCREENSHOTS, 'gallery-1280.png') });
  });
});
