/** Records a scene into a file from Node: a headless browser simulates, draws and encodes; Node only writes. */
import type { BackendName } from '../engine/types.ts';
import type { Host } from '../host/types.ts';
import { RunError } from '../model/error.ts';
import type { Scene } from '../model/types.ts';
import { openWatchedPage, type WatchedPage } from './browser-page.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import { cancelledError, checkCancelled, planVideo, ticksPerFrame, type VideoPlan } from './plan.ts';
import { fromFailure, type RecordReply, type RecordRequest, type RunSummary, type SceneChanges } from './request.ts';
import { keepAnswers } from './scene-files.ts';
import { checkLayer, readChangedScene } from './scene-run.ts';

export interface RecordOptions extends SceneChanges {
  /** Path of the scene. */
  readonly scene: string;
  /** File to write; `.mp4` or `.webm`. */
  readonly out: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Simulated hours between frames; default: about 1, in whole ticks of the scene. */
  readonly every_h?: number;
  /** Simulated hours; default: the scene's. */
  readonly until_h?: number;
  /** Default: the one the scene shows first. */
  readonly layer?: string;
  readonly backend: BackendName | 'auto';
  /** Reads the scene's files. */
  readonly host: Host;
  /** Path of Chrome or Chromium. */
  readonly browser: string;
  /** Address of the built explorer, e.g. `http://localhost:5173/`. */
  readonly serverUrl: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface Recorded extends RunSummary {
  readonly frames: number;
  /** Playing time. */
  readonly seconds: number;
}

/**
 * Records a scene. The file appears under its name when it is whole; cancelled or failed, nothing is left of it.
 * @throws UserError for a bad scene, size, name or place; RunError when cancelled or when the recording fails.
 */
export async function recordVideo(options: RecordOptions): Promise<Recorded> {
  checkCancelled(options.signal);
  const request = await prepare(options);
  const file = await openPartFile(options.out);
  try {
    const summary = await recordInBrowser(request, file, options);
    checkCancelled(options.signal);
    await file.commit();
    const { frames, seconds } = request.plan;
    return { ...summary, frames, seconds };
  } finally {
    await file.discard();
  }
}

/** Reads and checks everything that can be checked without a browser. */
async function prepare(options: RecordOptions): Promise<RecordRequest> {
  const { scene: path, seed, tissue, set, backend, layer } = options;
  const changes = {
    ...(seed !== undefined && { seed }),
    ...(tissue !== undefined && { tissue }),
    ...(set && { set }),
  };
  const kept = keepAnswers(options.host);
  const { scene } = await readChangedScene(path, kept.host, changes);
  checkLayer(scene, layer);
  const shown = layer === undefined ? {} : { layer };
  return { scene: path, files: kept.files, changes, backend, ...shown, plan: planFor(scene, options) };
}

function planFor(scene: Scene, options: RecordOptions): VideoPlan {
  const { out, width, height, fps } = options;
  const every = options.every_h ?? Math.max(1, Math.round(1 / scene.tick)) * scene.tick;
  const plan = planVideo({ out, width, height, fps, every, until: options.until_h ?? scene.until });
  ticksPerFrame(every, scene.tick);
  return plan;
}

async function recordInBrowser(request: RecordRequest, file: PartFile, options: RecordOptions): Promise<RunSummary> {
  const url = new URL('?record', options.serverUrl).href;
  const opened = await openWatchedPage(options.browser, url, request.backend === 'webgpu');
  const cancelled = whenCancelled(options.signal);
  try {
    const written = await connect(opened, file, options);
    return await Promise.race([drive(opened, request), written.failed, opened.failed, cancelled.promise]);
  } finally {
    cancelled.forget();
    await opened.close();
  }
}

/** Gives the page its ways back: pieces of the file and progress. */
async function connect({ page }: WatchedPage, file: PartFile, options: RecordOptions) {
  let fail = (_: unknown) => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  await page.exposeFunction('nidusWrite', (base64: string, position: number) =>
    file.write(Buffer.from(base64, 'base64'), position).catch(fail),
  );
  await page.exposeFunction('nidusProgress', (done: number, total: number) => options.onProgress?.(done, total));
  return { failed };
}

async function drive({ page }: WatchedPage, request: RecordRequest): Promise<RunSummary> {
  await page
    .waitForFunction(() => 'nidusRecord' in globalThis, { timeout: 30_000 })
    .catch(() => {
      throw new RunError('the recording page does not start; build Nidus again: npm run build');
    });
  const reply: RecordReply = await page.evaluate((r) => globalThis.nidusRecord(r), request);
  if ('failure' in reply) throw fromFailure(reply.failure);
  return reply.done;
}

function whenCancelled(signal: AbortSignal | undefined) {
  let stop = () => {};
  const promise = new Promise<never>((_, reject) => {
    stop = () => reject(cancelledError());
    signal?.addEventListener('abort', stop, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal?.removeEventListener('abort', stop) };
}
