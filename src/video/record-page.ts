/** Frame-exact recording in the page: every frame is simulated, drawn and encoded once, however long that takes. */
import type { Snapshot } from '../engine/types.ts';
import { RunError } from '../model/error.ts';
import { openEncoding, type PixelCanvas, type WriteChunk } from './encoder.ts';
import { cancelledError, checkCancelled, type VideoPlan } from './plan.ts';

/** Draws one moment onto its own canvas of `plan.width × plan.height` pixels. */
export interface Painter {
  readonly canvas: PixelCanvas;
  paint(snapshot: Snapshot): void;
}

export interface PageRecording {
  readonly plan: VideoPlan;
  /** Written into the file. */
  readonly title: string;
  /** The next moment, the first at time 0; null when the simulation has no more. */
  readonly nextFrame: () => Promise<Snapshot | null>;
  readonly painter: Painter;
}

export interface RecordHooks {
  /** Called after each encoded frame. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Takes the file piece by piece; without it the whole file is returned. */
  readonly write?: WriteChunk;
}

/**
 * Records exactly `plan.frames` frames. The next moment is computed while the last one is drawn and encoded.
 * @returns the file, or null when `write` took it.
 * @throws RunError when cancelled, when the codec is missing, or when a frame is.
 */
export async function recordInPage(recording: PageRecording, hooks: RecordHooks = {}): Promise<Blob | null> {
  const { plan, painter } = recording;
  checkCancelled(hooks.signal);
  const encoding = await openEncoding(plan, painter.canvas, recording.title, hooks.write ?? null);
  try {
    let coming = recording.nextFrame();
    for (let done = 0; done < plan.frames; done++) {
      const snapshot = await unlessCancelled(coming, hooks.signal);
      if (!snapshot) throw new RunError(`the simulation ended after ${done} of ${plan.frames} frames`);
      if (done + 1 < plan.frames) coming = awaitedLater(recording.nextFrame());
      painter.paint(snapshot);
      await encoding.add();
      hooks.onProgress?.(done + 1, plan.frames);
    }
    checkCancelled(hooks.signal);
    return await encoding.finish();
  } finally {
    await encoding.cancel();
  }
}

/** The promise, or the cancelling of the recording, whichever comes first: a tick may take long. */
async function unlessCancelled<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  checkCancelled(signal);
  if (!signal) return promise;
  let stop = () => {};
  const cancelled = new Promise<never>((_, reject) => {
    stop = () => reject(cancelledError());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, cancelled]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A promise that may fail before it is awaited, without that counting as unhandled. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
