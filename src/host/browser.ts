/** The host in a page or a worker: texts by fetch, WebGPU from the browser. */
import { UserError } from '../model/error.ts';
import { checkTextSize, decodeText } from './text.ts';
import { createThread } from './thread.ts';
import type { Host, Thread } from './types.ts';

/** @param base URL that paths are relative to: the page's; a worker must be told it, since its own is the script's. */
export function createBrowserHost(base: string = globalThis.document?.baseURI ?? globalThis.location.href): Host {
  return {
    name: 'browser',
    readText: (path) => readText(base, path),
    resolve: (file, path) => new URL(path, new URL(file, base)).href,
    gpu: async () => globalThis.navigator?.gpu ?? null,
    startThread,
  };
}

/** Memory is shared only in pages that are isolated from other origins: served with COOP and COEP. */
function startThread(script: string): Thread | null {
  if (!globalThis.crossOriginIsolated || navigator.hardwareConcurrency < 2) return null;
  return createThread(({ answer, fail }) => {
    const address = URL.createObjectURL(new Blob([`const port = self;\n${script}`], { type: 'text/javascript' }));
    const worker = new Worker(address);
    worker.onmessage = ({ data }) => answer(data);
    worker.onerror = ({ message }) => fail(message ?? 'its script did not load');
    return {
      post: (message) => worker.postMessage(message),
      hold: () => {},
      close: () => {
        worker.terminate();
        URL.revokeObjectURL(address);
      },
    };
  });
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
