/** A real browser and a built page for the tests of this folder. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import { build } from 'vite';

/** Chrome or Chromium of this machine. @throws when there is none: these tests must not pass without. */
export function browserPath(): string {
  const given = process.env.PUPPETEER_EXECUTABLE_PATH ?? process.env.CHROME_PATH;
  const known = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];
  const found = [given, ...known].find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error('no Chromium found; install it or set PUPPETEER_EXECUTABLE_PATH');
  return found;
}

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page in `root` as vite would, and serves it. */
export async function serveBuilt(root: string, configFile: string | false): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'nidus-page-'));
  await build({
    root,
    configFile,
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, target: 'es2022', minify: false, emptyOutDir: true },
  });
  const server = createServer(sirv(outDir));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
