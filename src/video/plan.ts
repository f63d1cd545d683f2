/** What a recording will be: container, size, frames. Checked before anything is simulated. */
import { RunError, UserError } from '../model/error.ts';

/** File name ending → what is written. `avc` is H.264. */
const CONTAINERS = {
  '.mp4': { container: 'mp4', codec: 'avc', codecName: 'H.264', mime: 'video/mp4' },
  '.webm': { container: 'webm', codec: 'vp9', codecName: 'VP9', mime: 'video/webm' },
} as const;

export type VideoFormat = (typeof CONTAINERS)[keyof typeof CONTAINERS];

/** Sides of a picture [px] that the encoders and the caption can cope with. */
const SMALLEST = 64;
const LARGEST = 8192;
const FASTEST = 120;

/** Frames are ticks picked out, so sums of hours carry rounding: this much of one `every` is forgiven. */
const ROUNDING = 1e-6;

export interface VideoPlan {
  readonly format: VideoFormat;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Simulated hours from one frame to the next. */
  readonly every: number;
  /** floor(until / every) + 1: time 0 is a frame too. */
  readonly frames: number;
  /** Playing time. */
  readonly seconds: number;
}

export interface VideoRequest {
  /** File name; its ending decides the container. */
  readonly out: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** h */
  readonly every: number;
  readonly until: number;
}

/** Checks what the user asked for. @throws UserError saying what is allowed. */
export function planVideo(request: VideoRequest): VideoPlan {
  const { out, width, height, fps, every, until } = request;
  const format = videoFormat(out);
  checkSize(format, width, height);
  if (!(fps >= 1 && fps <= FASTEST)) {
    throw new UserError(`frames per second: ${fps} is not possible; give 1 to ${FASTEST}, e.g. 30`);
  }
  if (!(every > 0 && Number.isFinite(every))) {
    throw new UserError(`time between frames: ${every} h is not possible; give more than 0, e.g. 1 h`);
  }
  if (!(until >= 0 && Number.isFinite(until))) {
    throw new UserError(`end of the recording: ${until} h is not possible; give 0 or more, e.g. 14 d`);
  }
  const frames = Math.floor(until / every + ROUNDING) + 1;
  return { format, width, height, fps, every, frames, seconds: frames / fps };
}

/** The container by file name. @throws UserError for any other ending. */
export function videoFormat(file: string): VideoFormat {
  const ending = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
  const format = (CONTAINERS as Readonly<Record<string, VideoFormat>>)[ending];
  if (format) return format;
  const given = ending === '' ? 'has no ending' : `ends in ${ending}`;
  throw new UserError(`${file}: the name ${given}; it must end in .mp4 (H.264) or .webm (VP9)`);
}

function checkSize(format: VideoFormat, width: number, height: number): void {
  const size = `size ${width}x${height}`;
  const fits = (side: number) => Number.isInteger(side) && side >= SMALLEST && side <= LARGEST;
  if (!fits(width) || !fits(height)) {
    throw new UserError(`${size} is not possible; width and height are whole pixels from ${SMALLEST} to ${LARGEST}`);
  }
  if (format.codec !== 'avc' || (width % 2 === 0 && height % 2 === 0)) return;
  const even = `${width + (width % 2)}x${height + (height % 2)}`;
  throw new UserError(`${size}: H.264 needs even numbers; the nearest size is ${even}, or name the file .webm`);
}

/**
 * Ticks from one frame to the next.
 * @throws UserError unless `every` [h] is a whole number of ticks [h]: frames would repeat or be uneven.
 */
export function ticksPerFrame(every: number, tick: number): number {
  const ticks = Math.round(every / tick);
  if (ticks >= 1 && Math.abs(ticks * tick - every) <= ROUNDING * every) return ticks;
  const minutes = (hours: number) => `${Number((hours * 60).toPrecision(6))} min`;
  const near = Math.max(1, ticks) * tick;
  throw new UserError(
    `time between frames: ${minutes(every)} is not a whole number of ticks of ${minutes(tick)}; the nearest is ${minutes(near)}`,
  );
}

/** What every part of a recording throws when it was cancelled. */
export function cancelledError(): RunError {
  return new RunError('the recording was cancelled; no video was written');
}

/** @throws RunError when the recording was cancelled. */
export function checkCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelledError();
}
