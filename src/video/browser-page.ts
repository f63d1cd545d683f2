/** A headless Chromium with one page, for recording: opened, watched for failures, always closed. */
import type { Browser, ConsoleMessage, Page } from 'puppeteer-core';
import { RunError } from '../model/error.ts';

export interface WatchedPage {
  readonly page: Page;
  /** Rejects with a RunError when the page or the browser fails; never resolves. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** WebGL and WebCodecs need none of these on a machine with a GPU; without one, drawing falls back to software. */
const FLAGS = ['--enable-unsafe-swiftshader', '--enable-unsafe-webgpu', '--hide-scrollbars', '--mute-audio'];
/** A WebGPU adapter in software, for machines without a GPU. */
const SOFTWARE_WEBGPU = '--use-webgpu-adapter=swiftshader';

/**
 * Opens `url` in the browser at path `executable`.
 * @param webgpu the page needs a WebGPU adapter: a software one where the machine has no other.
 * @throws RunError when the browser or the page does not open.
 */
export async function openWatchedPage(executable: string, url: string, webgpu: boolean): Promise<WatchedPage> {
  const opened = await openWith(executable, url, FLAGS);
  if (!webgpu || (await hasAdapter(opened.page))) return opened;
  await opened.close();
  return openWith(executable, url, [...FLAGS, SOFTWARE_WEBGPU]);
}

async function openWith(executable: string, url: string, flags: readonly string[]): Promise<WatchedPage> {
  const browser = await launch(executable, flags);
  try {
    const page = await browser.newPage();
    const failed = watch(browser, page);
    const response = await page.goto(url, { waitUntil: 'load' });
    if (!response?.ok()) throw new Error(`status ${response?.status() ?? 'none'}`);
    return { page, failed, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw new RunError(
      `the recording page ${url} does not open (${firstLine(error)}); build Nidus again: npm run build`,
    );
  }
}

/** A pipe instead of a port: the browser ends with this process, however that ends. */
async function launch(executable: string, flags: readonly string[]): Promise<Browser> {
  const { launch } = await import('puppeteer-core');
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return launch({
    executablePath: executable,
    pipe: true,
    args: [...flags, ...asRoot],
    protocolTimeout: 0,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  }).catch((error: unknown) => {
    throw new RunError(`the browser ${executable} does not start (${firstLine(error)}); set NIDUS_CHROME to another`);
  });
}

function watch(browser: Browser, page: Page): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    const fail = (what: string) => reject(new RunError(`recording page: ${what}`));
    page.on('error', (error) => fail(`the page crashed (${firstLine(error)}); a smaller size needs less memory`));
    page.on('pageerror', (error) => fail(firstLine(error)));
    page.on('console', (message) => {
      if (isFailure(message)) fail(firstLine(message.text()));
    });
    browser.on('disconnected', () => fail('the browser ended unexpectedly'));
  });
  failed.catch(() => undefined);
  return failed;
}

/** Browsers ask for an icon unasked; that none is served matters to nobody. */
function isFailure(message: ConsoleMessage): boolean {
  return message.type() === 'error' && !message.location().url?.endsWith('/favicon.ico');
}

async function hasAdapter(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0] ?? '';
}
