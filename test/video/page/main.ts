/** Page of the tests: records bars that need no simulation, decodes videos, paints frames, and is a recorder itself. */
import { ALL_FORMATS, BlobSource, CanvasSink, Input } from 'mediabunny';
import type { Snapshot } from '../../../src/engine/types.ts';
import { planVideo } from '../../../src/video/plan.ts';
import { startRecordPage } from '../../../src/video/record-entry.ts';
import { recordInPage } from '../../../src/video/record-page.ts';
import { fidelity } from './fidelity.ts';
import { paintSample } from './paint.ts';

interface Trial {
  readonly out: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
  /** Abort once that many frames are encoded; never when absent. */
  readonly abortAfter?: number;
  /** The simulation ends early. */
  readonly has?: number;
}

interface Outcome {
  readonly error: string;
  readonly size: number;
  readonly progress: number[];
  readonly painted: number;
  readonly duration: number;
  readonly timestamps: number[];
  /** Brightness of the marked strip of each decoded frame, read back as the frame's number. */
  readonly numbers: number[];
}

const BITS = 8;

/** Draws the frame's number as black and white bars. */
function paintNumber(canvas: OffscreenCanvas, number: number): void {
  const pen = canvas.getContext('2d')!;
  const bar = canvas.width / BITS;
  for (let bit = 0; bit < BITS; bit++) {
    pen.fillStyle = (number >> bit) & 1 ? '#fff' : '#000';
    pen.fillRect(bit * bar, 0, bar, canvas.height);
  }
}

function readNumber(canvas: HTMLCanvasElement | OffscreenCanvas): number {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const pen = copy.getContext('2d')!;
  pen.drawImage(canvas, 0, 0);
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = Math.floor(((bit + 0.5) * canvas.width) / BITS);
    const red = pen.getImageData(x, Math.floor(canvas.height / 2), 1, 1).data[0] ?? 0;
    if (red > 127) number |= 1 << bit;
  }
  return number;
}

async function decode(blob: Blob) {
  const input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  const timestamps: number[] = [];
  const numbers: number[] = [];
  for await (const { canvas, timestamp } of new CanvasSink(track!).canvases()) {
    timestamps.push(timestamp);
    numbers.push(readNumber(canvas));
  }
  return { duration: await input.computeDuration(), timestamps, numbers };
}

interface Decoded {
  readonly duration: number;
  readonly timestamps: number[];
  readonly sizes: string[];
  /** SHA-256 of the pixels of each frame. */
  readonly hashes: string[];
}

/** Frames of a whole file. */
async function decodeFile(base64: string): Promise<Decoded> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const input = new Input({ source: new BlobSource(new Blob([bytes])), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  const timestamps: number[] = [];
  const sizes: string[] = [];
  const hashes: string[] = [];
  for await (const { canvas, timestamp } of new CanvasSink(track!).canvases()) {
    timestamps.push(timestamp);
    sizes.push(`${canvas.width}x${canvas.height}`);
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const pen = copy.getContext('2d')!;
    pen.drawImage(canvas, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    hashes.push(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  }
  return { duration: await input.computeDuration(), timestamps, sizes, hashes };
}

async function attempt(trial: Trial): Promise<Outcome> {
  const { width, height, fps } = trial;
  const plan = planVideo({ out: trial.out, width, height, fps, every: 1, until: trial.frames - 1 });
  const canvas = new OffscreenCanvas(width, height);
  const abort = new AbortController();
  const progress: number[] = [];
  let made = 0;
  let painted = 0;
  const blank = { size: 0, duration: 0, timestamps: [], numbers: [] };
  try {
    const blob = await recordInPage(
      {
        plan,
        title: 'test',
        nextFrame: async () => (made < (trial.has ?? Infinity) ? ({ tick: made++ } as Snapshot) : null),
        painter: {
          canvas,
          paint(snapshot) {
            painted++;
            paintNumber(canvas, snapshot.tick);
          },
        },
      },
      {
        signal: abort.signal,
        onProgress(done) {
          progress.push(done);
          if (done === trial.abortAfter) abort.abort();
        },
      },
    );
    return { error: '', size: blob!.size, progress, painted, ...(await decode(blob!)) };
  } catch (error) {
    return { error: String(error), progress, painted, ...blank };
  }
}

Object.assign(globalThis, { attempt, paintSample, decodeFile, fidelity });
startRecordPage();

export type { Decoded, Outcome, Trial };
