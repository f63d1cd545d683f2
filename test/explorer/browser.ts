/** The built explorer, served, and pages of a real Chromium that fail on anything the console calls an error. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer';
import { startServer } from '../../src/cli/serve.ts';
import { findChrome } from '../../src/host/chrome.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
/** Git-ignored; for people to look at. */
export const SCREENSHOTS = join(ROOT, 'out', 'screenshots');

/** Chromium draws its own address bar as web pages, which costs it two seconds of work in every browser that is started. */
const NO_ADDRESS_BAR = '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup';
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Scenes that a page opens at once: with immune cells, and as small as one can still look at. */
export const SMALL = `nidus: 1
extends: immune.yaml
title: A small sheet
lattice: { width: 48, height: 48, spacing: 20 um, edges: periodic, mixing: local }
`;
export const TINY = `nidus: 1
title: Tiny tissue
extends: sanctuary.yaml
lattice: { width: 40, height: 30 }
`;

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the pages, which `test/support/before-all.ts` has built.
 * @param more scenes by name besides those of the package, YAML
 */
export async function serveExplorer(more: Readonly<Record<string, string>> = {}): Promise<Served> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const scenes = mkdtempSync(join(tmpdir(), 'nidus-scenes-'));
  cpSync(join(ROOT, 'scenes'), scenes, { recursive: true });
  for (const [scene, text] of Object.entries(more)) writeFileSync(join(scenes, `${scene}.yaml`), text);
  const server = await startServer({ port: 0, explorer: join(ROOT, 'dist', 'explorer'), scenes });
  return {
    url: server.url,
    async close() {
      await server.close();
      rmSync(scenes, { recursive: true, force: true });
    },
  };
}

/** @param webgpu offer a software WebGPU adapter @param more flags */
export async function openBrowser(webgpu: boolean, more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChrome();
  if (executablePath === null) throw new Error('no Chrome or Chromium on this machine');
  const flags = [
    '--no-sandbox',
    '--enable-unsafe-swiftshader',
    '--disable-background-networking',
    '--hide-scrollbars',
    '--force-color-profile=srgb',
    NO_ADDRESS_BAR,
  ];
  return launch({
    executablePath,
    headless: true,
    pipe: true,
    args: [...flags, ...(webgpu ? SOFTWARE_WEBGPU : []), ...more],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** Console errors and uncaught errors so far. */
  readonly problems: string[];
}

/** A page of that size whose problems are collected (but not the driver's remarks on taking screenshots); `touch` makes it a phone. */
export async function openPage(browser: Browser, width: number, height: number, touch = false): Promise<WatchedPage> {
  const page = await browser.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: touch ? 2 : 1, isMobile: touch, hasTouch: touch });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  const problems: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (/GPU stall due to ReadPixels/.test(text)) return;
    if (message.type() === 'error' || message.type() === 'warn') problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return { page, problems };
}

/** Opens the explorer and waits for the first picture; unless `isNew`, as someone who has been here before: no tour. */
export async function openExplorer(page: Page, url: string, isNew = false): Promise<void> {
  if (!isNew) await page.evaluateOnNewDocument(() => localStorage.setItem('nidus seen', 'yes'));
  await page.goto(url, { waitUntil: 'load' });
  await page.evaluate(() => nidus.ready);
}

/** Waits until that many ticks are done. */
export async function waitForTick(page: Page, tick: number): Promise<void> {
  await page.waitForFunction((wanted) => (nidus.status()?.tick ?? 0) >= wanted, { timeout: 60_000, polling: 50 }, tick);
}
