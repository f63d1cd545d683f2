/** The host under Node: files from disk, WebGPU from Dawn (`webgpu` package). */
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../model/error.ts';
import { checkTextSize, decodeText } from './text.ts';
import { createThread } from './thread.ts';
import type { Host, Thread } from './types.ts';
import { openDawn } from './vulkan.ts';

/** A host that holds Dawn open; `close` lets the process end. */
export interface NodeHost extends Host {
  /** Drops the WebGPU entry point. Destroy contexts first: promises on them do not settle any more. */
  close(): void;
}

/**
 * Entry points in use. Dawn's promises settle only while its object is referenced; if it were collected, Node would find
 * nothing to wait for and end with status 0 in the middle of an `await`.
 */
const inUse = new Set<GPU>();

/** Files are relative to the working directory; `gpu()` is opened once and null where Dawn finds no adapter. */
export function createNodeHost(): NodeHost {
  let opening: Promise<GPU | null> | null = null;
  let entry: GPU | null = null;
  return {
    name: 'node',
    readText,
    resolve: (file, path) => (isAbsolute(path) ? path : join(dirname(file), path)),
    gpu() {
      opening ??= openDawn().then((gpu) => {
        if (gpu !== null) inUse.add(gpu);
        entry = gpu;
        return gpu;
      });
      return opening;
    },
    startThread,
    close() {
      if (entry !== null) inUse.delete(entry);
      entry = null;
      opening = null;
    },
  };
}

function startThread(script: string): Thread | null {
  if (availableParallelism() < 2) return null;
  return createThread(({ answer, fail }) => {
    const code = `const port = require('node:worker_threads').parentPort;\n${script}`;
    // Options of the process, --input-type say, are not for this script.
    const worker = new Worker(code, { eval: true, execArgv: [] });
    worker.on('message', answer);
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', () => fail('it ended'));
    worker.unref();
    return {
      post: (message) => worker.postMessage(message),
      hold: (on) => (on ? worker.ref() : worker.unref()),
      close: () => void worker.terminate(),
    };
  });
}

async function readText(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw refusal(path, error);
  });
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw new UserError(`${path} is a folder; expected a text file`);
    checkTextSize(path, info.size);
    return decodeText(path, await file.readFile());
  } finally {
    await file.close();
  }
}

function refusal(path: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError(`${path} does not exist; give the path of a text file`);
  if (code === 'EACCES' || code === 'EPERM') return new UserError(`${path} may not be read; change its permissions`);
  if (code === 'EISDIR') return new UserError(`${path} is a folder; expected a text file`);
  return new UserError(`${path} cannot be read (${code ?? String(error)})`);
}
