/** The host in a page or a worker: texts by fetch, WebGPU from the browser. */
import { UserError } from '../model/error.ts';
import { checkTextSize, decodeText } from './text.ts';
import type { Host } from './types.ts';

/** @param base URL that paths are relative to: the page's; a worker must be told it, since its own is the script's. */
export function createBrowserHost(base: string = globalThis.document?.baseURI ?? globalThis.location.href): Host {
  return {
    name: 'browser',
    readText: (path) => readText(base, path),
    resolve: (file, path) => new URL(path, new URL(file, base)).href,
    gpu: async () => globalThis.navigator?.gpu ?? null,
  };
}

async function readText(base: string, path: string): Promise<string> {
  const response = await fetch(new URL(path, base)).catch((error: unknown) => {
    throw new UserError(`${path} cannot be fetched (${error instanceof Error ? error.message : String(error)})`);
  });
  if (response.status === 404 || isFallbackPage(path, response)) {
    throw new UserError(`${path} does not exist; give the address of a text file`);
  }
  if (!response.ok) throw new UserError(`${path} cannot be fetched (status ${response.status} ${response.statusText})`);
  checkTextSize(path, Number(response.headers.get('content-length') ?? 0));
  return decodeText(path, new Uint8Array(await response.arrayBuffer()));
}

/** Static servers answer unknown paths with the application's own page and status 200. */
function isFallbackPage(path: string, response: Response): boolean {
  const isPage = (response.headers.get('content-type') ?? '').startsWith('text/html');
  return isPage && !/\.html?$/.test(path) && !path.startsWith('blob:') && !path.startsWith('data:');
}
