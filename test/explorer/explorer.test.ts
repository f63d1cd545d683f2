import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
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
import { choose, cutOff, dropFile, find, pictureOf, press, setSpeed, textOf, waitForText } from './controls.ts';

/** Small, with a drug, vessels and immune cells. */
const SCENE = 'immune';

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveExplorer();
  browser = await openBrowser(true);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('the explorer in a browser with WebGPU', () => {
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    ({ page, problems } = await openPage(browser, 1280, 720));
    await openExplorer(page, `${served.url}?scene=${SCENE}`);
  });

  afterEach(() => expect(problems.splice(0)).toEqual([]));

  it('opens running, with the tissue drawn in the colours of its states', async () => {
    await waitForTick(page, 3);
    expect(await page.evaluate(() => nidus.status())).toMatchObject({ running: true, scene: `scenes/${SCENE}.yaml` });
    expect(await page.evaluate(() => nidus.version)).toMatch(/^\d+\.\d+\.\d+/);
    expect(new Set(await pictureOf(page)).size).toBeGreaterThan(6);
    const swatches = await page.$$eval('.key .swatch', (all) => all.map((s) => getComputedStyle(s).backgroundColor));
    const drawn = (await pictureOf(page)).map((rgb) => rgb.split(',').map(Number));
    const isDrawn = (swatch: string) => {
      const wanted = swatch.match(/\d+/g)!.map(Number);
      return drawn.some((pixel) => pixel.every((value, c) => Math.abs(value - wanted[c]!) <= 2));
    };
    expect(swatches.filter(isDrawn).length).toBeGreaterThan(swatches.length / 2);
  });

  it('says where it runs: a software adapter is not used by itself', async () => {
    expect(await textOf(page, '.status')).toContain('CPU backend: WebGPU here is software only');
    expect(await textOf(page, '.status')).toContain('128 × 128 sites');
  });

  it('pauses, steps by one tick, plays and restarts, by button and by key', async () => {
    await press(page, 'Pause');
    await find(page, 'button', 'Play');
    await page.waitForFunction(() => nidus.status()?.running === false);
    const paused = await page.evaluate(() => nidus.status()!.tick);
    await press(page, 'Single step');
    await page.waitForFunction((tick) => nidus.status()?.tick === tick, {}, paused + 1);
    await page.keyboard.press('s');
    await page.waitForFunction((tick) => nidus.status()?.tick === tick, {}, paused + 2);
    await press(page, 'Restart');
    await page.waitForFunction(() => nidus.status()?.tick === 0);
    await page.keyboard.press('Space');
    await waitForTick(page, 2);
    await page.keyboard.press('r');
    await page.waitForFunction(() => (nidus.status()?.tick ?? 9) < 2);
    await page.keyboard.press('Space');
    await find(page, 'button', 'Play');
  });

  it('changes speed', async () => {
    await setSpeed(page, 0);
    expect(await textOf(page, '.speed-text')).toContain('up to 1 ticks/s');
    await setSpeed(page, 7);
    expect(await textOf(page, '.speed-text')).toBe('top speed');
  });

  it('shows any layer with a labelled scale, range and colours to choose', async () => {
    await page.waitForFunction(() => nidus.status()?.running === false);
    const states = await pictureOf(page);
    await choose(page, 'Layer', 'oxygen');
    expect(await waitForText(page, '.scale-head', /oxygen/)).toContain('mmHg');
    const viridis = await pictureOf(page);
    expect(viridis).not.toEqual(states);
    await choose(page, 'Colours of the scale', 'magma');
    await expect.poll(() => pictureOf(page), { timeout: 10_000, interval: 200 }).not.toEqual(viridis);
    await choose(page, 'Range of the colour scale', 'widest');
    for (const layer of ['stiffness', 'barcode']) {
      await choose(page, 'Layer', layer);
      await waitForText(page, '.layer-card', layer === 'barcode' ? /lineage/ : /kPa/);
    }
    const traits = await page.$$eval('optgroup[label="Traits"] option', (all) =>
      all.map((o) => (o as HTMLOptionElement).value),
    );
    expect(traits.length).toBeGreaterThan(3);
    await choose(page, 'Layer', traits[0]!);
    await find(page, 'image', `Colour scale of ${await textOf(page, 'optgroup[label="Traits"] option')}`);
    await choose(page, 'Layer', 'states');
    await page.waitForFunction(() => document.querySelector('.scale') === null);
  });

  it('zooms by wheel, buttons and keys, drags, and fits again', async () => {
    const bar = () => textOf(page, '.scale-bar');
    const whole = await bar();
    const at = (x: number, y: number) => page.evaluate((x, y) => nidus.pixelOf(x, y)!, x, y);
    const before = await at(64, 64);
    const [x, y] = [Math.round(before.x), Math.round(before.y)]; // as pointers report it; half a pixel is four after zooming in
    await page.mouse.move(x, y);
    await page.mouse.wheel({ deltaY: -900 });
    await page.waitForFunction((text) => document.querySelector('.scale-bar')?.textContent !== text, {}, whole);
    const zoomed = await at(64, 64);
    expect(Math.hypot(zoomed.x - before.x, zoomed.y - before.y)).toBeLessThan(6);
    await page.mouse.down();
    await page.mouse.move(x - 100, y - 50, { steps: 5 });
    await page.mouse.up();
    expect((await at(64, 64)).x).toBeCloseTo(zoomed.x - 100, 0);
    expect((await at(64, 64)).y).toBeCloseTo(zoomed.y - 50, 0);
    await press(page, 'Zoom in');
    await press(page, 'Zoom out');
    await page.keyboard.press('ArrowLeft');
    expect((await at(64, 64)).x).not.toBeCloseTo(zoomed.x - 100, 0);
    await press(page, 'Show everything');
    expect(await bar()).toBe(whole);
    expect(await at(64, 64)).toEqual(before);
  });

  it('inspects the clicked site, follows it in time, and closes', async () => {
    const { x, y } = await page.evaluate(() => nidus.pixelOf(30, 40)!);
    await page.mouse.click(x, y);
    await waitForText(page, '.inspector', /Site 30, 40/);
    const seen = await waitForText(page, '.inspector-body', /Fields here/);
    expect(seen).toMatch(/oxygen[\d.]+ mmHg/);
    expect(seen).toMatch(/stiffness[\d.]+ kPa/);
    await press(page, 'Single step');
    await page.waitForFunction((text) => document.querySelector('.inspector-body')?.textContent !== text, {}, seen);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.inspector.empty');
  });

  it('hides a state on the map, and switches the counts to logarithmic', async () => {
    await press(page, 'Charts', 'tab');
    const all = await pictureOf(page);
    await page.click('.key-row');
    await page.waitForSelector('.key-row[aria-pressed="false"]');
    await expect.poll(() => pictureOf(page), { timeout: 10_000, interval: 200 }).not.toEqual(all);
    await page.click('.key-row');
    await press(page, 'log');
    expect(await page.$eval('.charts-panel .segments button:last-child', (b) => b.getAttribute('aria-pressed'))).toBe(
      'true',
    );
    expect(await page.$('.chart canvas')).not.toBeNull();
  });

  it('turns a drug off and on', async () => {
    const curve = () => page.$eval('svg[aria-label*="at most"]', (svg) => svg.innerHTML);
    const given = await curve();
    await page.click('.switch');
    await page.waitForSelector('.switch[aria-checked="false"]');
    await expect.poll(curve, { timeout: 10_000 }).not.toBe(given);
    await page.click('.switch');
    await page.waitForSelector('.switch[aria-checked="true"]');
    await expect.poll(curve, { timeout: 10_000 }).toBe(given);
  });

  it('moves a parameter and back', async () => {
    await press(page, 'Model', 'tab');
    await page.type('input[type=search]', 'b_S');
    const slider = await page.waitForSelector('.parameter input[type=range]');
    const before = await textOf(page, '.parameter-head .figure');
    await slider?.press('ArrowRight');
    await page.waitForFunction(
      (text) => document.querySelector('.parameter-head .figure')?.textContent !== text,
      {},
      before,
    );
    await page.click('.parameter .link');
    expect(await textOf(page, '.parameter-head .figure')).toBe(before);
    await press(page, 'Charts', 'tab');
  });

  it('starts the scene of a dropped table, reports how its cells were placed, and refuses another file plainly', async () => {
    await press(page, 'Restart');
    await page.evaluate(() => document.querySelector<HTMLButtonElement>('.scene-button')?.click());
    await page.waitForSelector('.scene');
    const titles = await page.$$eval('.scene-title', (all) => all.map((s) => s.textContent));
    await (await page.$$('.scene'))[titles.indexOf('Drug holiday in a real tissue')]?.click();
    await waitForText(page, '.notice.error', /drop one on the page/);
    problems.length = 0;
    await press(page, 'Dismiss');
    const labels = ['cancer', 'fibroblast', 'T_CD8', 'other'];
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${(i % 20) * 15},${Math.floor(i / 20) * 15},${labels[i % 7] ?? 'cancer'}`,
    );
    await dropFile(page, 'section.csv', `x_um,y_um,cell_type\n${rows.join('\n')}\n`);
    expect(await waitForText(page, '.notice.info', /section\.csv/)).toMatch(/\d+ cells placed.*0 lost/);
    expect(await page.evaluate(() => nidus.status()?.scene)).toBe('scenes/tissue-drug-holiday.yaml');
    await press(page, 'Dismiss');
    await dropFile(page, 'notes.txt', 'nothing,of,use\n1,2,3\n');
    await waitForText(page, '.notice.error', /notes\.txt/);
    await press(page, 'Dismiss');
  });

  it('chooses a scene with its question, and puts it into the address', async () => {
    await page.click('.scene-button');
    await page.waitForSelector('.scene');
    expect((await page.$$('.scene')).length).toBeGreaterThan(3);
    const index = await page.$$eval('.scene', (list) => list.findIndex((one) => one.textContent?.includes('disc')));
    await (await page.$$('.scene'))[index]!.click();
    await page.waitForFunction(() => nidus.status()?.scene === 'scenes/disc.yaml');
    expect(page.url()).toContain('scene=disc');
    expect(await textOf(page, '.question')).toMatch(/\?$/);
  });

  it('opens and closes help', async () => {
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] kbd');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('dialog') === null);
  });

  it('records a video and offers it as a file; can be cancelled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nidus-'));
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await press(page, 'Record');
    await page.waitForSelector('.fields');
    await fill(page, 2, '30 d');
    expect(await waitForText(page, '.dialogue [role=status]', /frames/)).toContain('721 frames');
    await page.click('.dialogue .primary');
    await waitForText(page, '.recording', /frame [1-9]/);
    await page.click('.dialogue .plain');
    await page.waitForSelector('.fields');
    await fill(page, 2, '3 h');
    await page.click('.dialogue .primary');
    await page.waitForFunction(() => document.querySelector('dialog') === null, { timeout: 60_000 });
    const file = join(folder, 'disc.mp4');
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(readdirSync(folder)).toEqual(['disc.mp4']);
    expect(statSync(file).size).toBeGreaterThan(5000);
    rmSync(folder, { recursive: true });
  });

  it('computes on a software adapter when the address asks for it', async () => {
    await page.goto(`${served.url}?scene=disc&backend=webgpu`, { waitUntil: 'load' });
    await page.waitForFunction(() => 'nidus' in globalThis);
    await waitForTick(page, 2);
    await waitForText(page, '.status', /GPU: \S.*sites/);
  });

  it('lists the claims by theme with their verdicts, and loads the scene of one', async () => {
    await page.goto(`${served.url}?scene=disc`, { waitUntil: 'load' });
    await page.evaluate(() => nidus.ready);
    await press(page, 'Claims');
    await page.waitForSelector('.claim');
    expect((await page.$$('.claim')).length).toBeGreaterThan(90);
    const krogh = await page.waitForSelector('.claim ::-p-text(capillary supplies)');
    await krogh!.click();
    await waitForText(page, '.claim[open] .experiment', /V03.*Krogh.*radius at 38 mmHg.*pass/s);
    await page.screenshot({ path: join(SCREENSHOTS, 'claims-1280x720.png') });
    await (await page.waitForSelector('.claim[open] .experiment button'))!.click();
    await page.waitForFunction(() => nidus.status()?.scene.endsWith('experiments/v03-krogh-cylinder.yaml'));
    expect(problems).toEqual([]);
  });

  it('says plainly which scene does not exist', async () => {
    await page.goto(`${served.url}?scene=imune`, { waitUntil: 'load' });
    await waitForText(page, '.notice.error', /no scene imune; did you mean immune/);
  });
});

/** Replaces the text of the nth field that takes text: 1 is "every", 2 "until". */
async function fill(page: Page, nth: number, text: string): Promise<void> {
  const fields = await page.$$('.fields input[type=text]');
  await fields[nth - 1]?.click({ count: 3 });
  await page.keyboard.type(text);
}

describe('the explorer without WebGPU', () => {
  it('zooms by pinch and moves by one finger', async () => {
    const { page, problems } = await openPage(browser, 390, 844, true);
    await openExplorer(page, `${served.url}?scene=disc&backend=cpu`);
    const at = (x: number, y: number) => page.evaluate((x, y) => nidus.pixelOf(x, y)!, x, y);
    const [a, b] = [await at(50, 50), await at(60, 50)];
    let since = performance.now();
    const one = await page.touchscreen.touchStart(a.x, a.y);
    const two = await page.touchscreen.touchStart(b.x, b.y);
    let isLong = performance.now() - since > 400; // on a busy machine a finger rests long enough to inspect
    await one.move(a.x - 30, a.y);
    await two.move(b.x + 30, b.y);
    await one.end();
    await two.end();
    const [a2, b2] = [await at(50, 50), await at(60, 50)];
    expect(Math.abs(b2.x - a2.x - (b.x - a.x + 60))).toBeLessThan(5); // touches fall on whole pixels
    since = performance.now();
    const finger = await page.touchscreen.touchStart(200, 300);
    await finger.move(210, 320);
    isLong ||= performance.now() - since > 400;
    await finger.move(220, 340);
    await finger.end();
    expect((await at(50, 50)).y - a2.y).toBeCloseTo(40, 0);
    if (!isLong) expect(await page.$('.inspector:not(.empty)')).toBeNull();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('without WebGL, says so and goes on counting', async () => {
    const plain = await openBrowser(false, ['--disable-gpu', '--disable-software-rasterizer']);
    try {
      const { page } = await openPage(plain, 1280, 720);
      await openExplorer(page, `${served.url}?scene=disc`);
      await waitForText(page, '.notice.error', /no WebGL.*counts still run/);
      await waitForTick(page, 2);
      expect((await page.$$('.key-row')).length).toBeGreaterThan(1);
    } finally {
      await plain.close();
    }
  });

  it('runs on the CPU and says so; nothing is cut off on screens of three sizes', async () => {
    const plain = await openBrowser(false);
    try {
      for (const [width, height] of [
        [1280, 720],
        [1920, 1080],
        [390, 844],
      ] as const) {
        const { page, problems } = await openPage(plain, width, height, width < 500);
        await openExplorer(page, `${served.url}?scene=${SCENE}`);
        await waitForTick(page, 2);
        await waitForText(page, '.status', /CPU backend: no WebGPU in this browser/);
        await press(page, 'Pause');
        await page.waitForSelector('.key-row');
        expect(await cutOff(page)).toEqual([]);
        await page.screenshot({ path: join(SCREENSHOTS, `states-${width}.png`) });
        await choose(page, 'Layer', 'oxygen');
        await waitForText(page, '.scale-head', /mmHg/);
        const { x, y } = await page.evaluate(() => nidus.pixelOf(30, 40)!);
        if (width < 500) await page.touchscreen.tap(x, y);
        else await page.mouse.click(x, y);
        await waitForText(page, '.inspector', /Fields here/);
        expect(await cutOff(page)).toEqual([]);
        await page.screenshot({ path: join(SCREENSHOTS, `oxygen-${width}.png`) });
        expect(problems).toEqual([]);
        await page.close();
      }
    } finally {
      await plain.close();
    }
  });
});
