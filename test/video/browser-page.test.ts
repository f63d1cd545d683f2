import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RunError } from '../../src/model/error.ts';
import { openWatchedPage, type WatchedPage } from '../../src/video/browser-page.ts';
import { browserPath } from './browser.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/quiet': '<link rel="icon" href="/favicon.ico"><script>console.warn("only a warning")</script>',
  '/console': '<script>console.error("shader lost\\nmore")</script>',
  '/throws': '<script>setTimeout(() => { throw new Error("no such buffer") })</script>',
  '/asset': '<script src="/missing.js"></script>',
};

let server: Server;
let base: string;
let opened: WatchedPage | null = null;

beforeAll(async () => {
  server = createServer((request, response) => {
    const page = PAGES[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/html' });
    response.end(page);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await opened?.close();
  opened = null;
});

afterAll(() => server?.close());

test.each([
  ['/console', 'recording page: shader lost'],
  ['/throws', 'recording page: no such buffer'],
  ['/asset', 'recording page: Failed to load resource: the server responded with a status of 404 (Not Found)'],
])('an error in page %s is one line', async (path, message) => {
  opened = await openWatchedPage(browserPath(), base + path, false);
  await expect(opened.failed).rejects.toThrow(new RunError(message));
});

test('warnings and a missing icon are no failure; the end of the browser is', async () => {
  opened = await openWatchedPage(browserPath(), `${base}/quiet`, false);
  const early = await Promise.race([opened.failed.catch(String), new Promise((done) => setTimeout(done, 300, 'fine'))]);
  expect(early).toBe('fine');
  opened.page.browser().process()?.kill('SIGKILL');
  await expect(opened.failed).rejects.toThrow(new RunError('recording page: the browser ended unexpectedly'));
});

test('a page that is not there is one line', async () => {
  await expect(openWatchedPage(browserPath(), `${base}/none`, false)).rejects.toThrow(
    new RunError(`the recording page ${base}/none does not open (status 404); build Nidus again: npm run build`),
  );
});

test('where a WebGPU adapter is needed there is one, in software if need be', async () => {
  opened = await openWatchedPage(browserPath(), `${base}/quiet`, true);
  expect(await opened.page.evaluate(async () => (await navigator.gpu.requestAdapter()) !== null)).toBe(true);
});
