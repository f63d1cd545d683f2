/** A real browser and a built page for the tests of this folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Page } from 'puppeteer';
import sirv from 'sirv';
import { build } from 'vite';
import { CHROME_HINT, findChrome } from '../../src/host/chrome.mjs';

/** Chrome or Chromium of this machine. @throws when there is none: these tests must not pass without. */
export function browserPath(): string {
  const found = findChrome();
  if (found === null) throw new Error(`no browser; ${CHROME_HINT}`);
  return found;
}

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the page in a folder of the repository, '' for the explorer's own, with its settings, and serves it. */
export async function serveBuilt(folder: string): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'nidus-page-'));
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, minify: false, emptyOutDir: true, rollupOptions: { input: join(ROOT, folder, 'index.html') } },
  });
  const server = createServer(sirv(outDir));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${folder}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

export interface TestPage {
  readonly url: string;
  readonly page: Page;
  close(): Promise<void>;
}

/** The page of `test/video/page`, built and open. */
export async function openTestPage(): Promise<TestPage> {
  const site = await serveBuilt('test/video/page/');
  const args = ['--enable-unsafe-swiftshader', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const browser = await puppeteer.launch({ executablePath: browserPath(), pipe: true, args });
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction('"attempt" in globalThis');
  return {
    url: site.url,
    page,
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
