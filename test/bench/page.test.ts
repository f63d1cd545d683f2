/** The benchmark page in a real browser, at tiny sizes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BenchReport } from '../../bench/report.ts';
import { openBrowser, openPage, SCREENSHOTS, type Served, serveExplorer } from '../explorer/browser.ts';
import { press } from '../explorer/controls.ts';

let served: Served;
const folder = mkdtempSync(join(tmpdir(), 'nidus-bench-'));

beforeAll(async () => {
  served = await serveExplorer();
});

afterAll(async () => {
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(page: Page, query: string): Promise<void> {
  await page.goto(`${served.url}bench.html${query}`);
  await page.waitForFunction(() => document.querySelector<HTMLButtonElement>('.run')?.disabled === false);
}

async function runToEnd(page: Page): Promise<void> {
  await press(page, 'Run');
  await page.waitForFunction(
    () => document.querySelector('.run')?.textContent === 'Run again' && document.querySelector('.progress') === null,
    { timeout: 200_000 },
  );
}

const textOf = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent ?? '');

async function downloaded(page: Page): Promise<{ name: string; report: BenchReport }> {
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  await press(page, 'Download JSON');
  for (let tries = 0; tries < 100; tries++) {
    const name = readdirSync(folder).find((file) => file.endsWith('.json'));
    if (name !== undefined) return { name, report: JSON.parse(readFileSync(join(folder, name), 'utf8')) };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nothing was downloaded');
}

async function dropJson(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    (file, content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], file, { type: 'application/json' }));
      for (const type of ['dragover', 'drop']) {
        document.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    name,
    text,
  );
}

describe('the benchmark page on a software adapter', () => {
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let report: BenchReport;

  beforeAll(async () => {
    browser = await openBrowser(true);
    await browser
      .defaultBrowserContext()
      .overridePermissions(new URL(served.url).origin, ['clipboard-read', 'clipboard-sanitized-write']);
    ({ page, problems } = await openPage(browser, 1280, 720));
    await open(page, '?sizes=16,32&only=residual,view');
  });

  afterAll(() => browser?.close());
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  it('names the adapter and says that it is software', async () => {
    expect(await textOf(page, '.device')).toMatch(/swiftshader.*software adapter.*no figure tells anything of a GPU/);
  });

  it('runs every case, checked, and draws a bar for each', async () => {
    await runToEnd(page);
    expect(await page.$$eval('.bar-name', (all) => all.map((e) => e.textContent))).toEqual(['residual', 'view']);
    const widths = await page.$$eval('.bar-now', (all) => all.map((e) => e.getBoundingClientRect().width));
    expect(widths.every((width) => width > 1)).toBe(true);
    expect(await textOf(page, '.bars')).toMatch(/%/);
    expect(await page.$$eval('tbody tr', (all) => all.length)).toBe(2 + 2 * 2);
    await page.screenshot({ path: join(SCREENSHOTS, 'bench.png'), fullPage: true });
  });

  it('gives JSON of the agreed shape for download', async () => {
    const file = await downloaded(page);
    ({ report } = file);
    expect(file.name).toMatch(/^nidus-bench-google-swiftshader-\d{4}-\d\d-\d\d\.json$/);
    expect(report).toMatchObject({ backend: 'webgpu', software: true, skipped: [] });
    expect(report.adapter).toMatch(/swiftshader/);
    expect(report.browser).toMatch(/Chrome/);
    expect(report.copy_gbps).toBeGreaterThan(0);
    for (const one of report.cases) {
      expect(one, one.name).toMatchObject({ passed: true });
      expect(one.batches, one.name).toBeGreaterThanOrEqual(10);
      expect(one.min_ms!, one.name).toBeLessThanOrEqual(one.median_ms!);
      expect(one.gbps, one.name).toBeCloseTo(((one.bytes_per_site ?? 0) / (one.ns_per_site ?? 0)) as number, 1);
    }
  });

  it('copies the same to the clipboard', async () => {
    await page.bringToFront();
    await press(page, 'Copy JSON');
    await page.waitForFunction(() => document.querySelector('.message')?.textContent?.includes('clipboard'));
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(report);
  });

  it('compares with an earlier result that is dropped on it', async () => {
    const twice = report.cases.map((one) => ({
      ...one,
      median_ms: 2 * one.median_ms!,
      percent_of_copy: one.percent_of_copy! / 2,
    }));
    await dropJson(
      page,
      'before.json',
      JSON.stringify({ ...report, cases: twice.filter(({ name }) => name !== 'view') }),
    );
    await page.waitForSelector('.bar-before');
    expect(await page.$$eval('.bar-ratio', (all) => all.map((e) => e.textContent))).toEqual(['2.00 ×', 'not in it']);
    expect(await textOf(page, '.compare')).toMatch(/Compared with before\.json/);
    await page.screenshot({ path: join(SCREENSHOTS, 'bench-compared.png'), fullPage: true });
    await press(page, 'Forget it');
    await page.waitForFunction(() => document.querySelector('.bar-before') === null);
  });

  it.each([
    ['not-json.txt', 'hello', /not-json\.txt is not JSON/],
    ['other.json', '{"cases": []}', /other\.json: adapter/],
  ])('refuses %s in one sentence', async (name, text, says) => {
    await dropJson(page, name, text);
    await page.waitForFunction((file) => document.querySelector('.message.bad')?.textContent?.includes(file), {}, name);
    expect(await textOf(page, '.message')).toMatch(says);
  });

  it('stops when asked and runs again', async () => {
    await press(page, 'Run again');
    await page.waitForSelector('.progress');
    await press(page, 'Stop');
    await page.waitForFunction(() => document.querySelector('.progress') === null);
    expect(await textOf(page, '.run')).toBe('Run again');
  });

  it('is reached from the explorer', async () => {
    await page.goto(served.url);
    await page.waitForFunction(() => 'nidus' in globalThis);
    await press(page, 'Help');
    await page.waitForSelector('a[href="bench.html"]');
    await Promise.all([page.waitForNavigation(), page.click('a[href="bench.html"]')]);
    expect(await page.title()).toBe('Nidus benchmark');
  });
});

describe('the benchmark page without WebGPU', () => {
  it('measures the CPU and says so; nothing is wider than a phone', async () => {
    const browser = await openBrowser(false, ['--disable-features=WebGPU']);
    try {
      const { page, problems } = await openPage(browser, 390, 844, true);
      await open(page, '?sizes=16&only=exchange,divide,tick');
      expect(await textOf(page, '.device')).toMatch(/no WebGPU adapter.*CPU backend is measured/);
      await runToEnd(page);
      expect(await page.$$eval('.bar-name', (all) => all.map((e) => e.textContent))).toEqual([
        'exchange',
        'divide',
        'tick',
      ]);
      expect(await textOf(page, '.facts-end')).toMatch(/^cpu on/);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.screenshot({ path: join(SCREENSHOTS, 'bench-phone.png'), fullPage: true });
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
