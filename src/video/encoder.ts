/** One video file being written, frame by frame, in the page: WebCodecs makes the packets, mediabunny the container. */
import {
  BufferTarget,
  CanvasSource,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from 'mediabunny';
import { RunError } from '../model/error.ts';
import type { VideoFormat, VideoPlan } from './plan.ts';

/** Takes a piece of the file at its byte offset; pieces come in any order and may overwrite earlier ones. */
export type WriteChunk = (data: Uint8Array<ArrayBuffer>, position: number) => Promise<void>;

export type PixelCanvas = HTMLCanvasElement | OffscreenCanvas;

export interface VideoEncoding {
  /** Encodes the canvas as it is now as the next frame. */
  add(): Promise<void>;
  /** Ends the file; the whole of it where no `write` was given. @throws RunError when the encoder lost a frame. */
  finish(): Promise<Blob | null>;
  /** Frees the encoder; harmless at any time. */
  cancel(): Promise<void>;
}

/**
 * Cells are as fine as noise and figures change in every frame, so that a film's bit rate would smear both: constant
 * quality where the browser offers it (VP9), else this many bits for each pixel of a frame, up to what players take.
 */
const BITS_PER_PIXEL = 1;
const MOST_BITS_PER_SECOND = 100e6;
const QUANTIZERS = { avc: 20, vp9: 24 } as const;

/** Seconds between frames that can be jumped to. */
const SEEK_STEP = 2;
const PIECE = 1 << 20;

/**
 * Opens an encoder for `plan.frames` pictures of `canvas`, each shown 1/fps seconds.
 * @throws RunError where the browser lacks the codec or cannot take this size.
 */
export async function openEncoding(
  plan: VideoPlan,
  canvas: PixelCanvas,
  title: string,
  write: WriteChunk | null,
): Promise<VideoEncoding> {
  await checkCodec(plan);
  let packets = 0;
  const source = new CanvasSource(canvas, {
    codec: plan.format.codec,
    quality: qualityOf(plan),
    keyFrameInterval: SEEK_STEP,
    latencyMode: 'quality',
    onEncodedPacket: () => packets++,
  });
  const buffer = new BufferTarget();
  const target = write ? new StreamTarget(chunkStream(write), { chunked: true, chunkSize: PIECE }) : buffer;
  const output = new Output({ format: containerOf(plan.format, write !== null), target });
  output.addVideoTrack(source, { frameRate: plan.fps, maximumPacketCount: plan.frames });
  output.setMetadataTags({ title });
  await output.start();
  let added = 0;
  return {
    async add() {
      const at = added++ / plan.fps;
      await source.add(at, 1 / plan.fps);
    },
    async finish() {
      await output.finalize();
      if (packets !== added)
        throw new RunError(`the encoder returned ${packets} of ${added} frames; the video is unusable`);
      return buffer.buffer ? new Blob([buffer.buffer], { type: plan.format.mime }) : null;
    },
    async cancel() {
      if (output.state === 'started' || output.state === 'pending') await output.cancel();
    },
  };
}

function qualityOf({ format, width, height, fps }: VideoPlan): Quality {
  const bitrate = Math.round(Math.min(MOST_BITS_PER_SECOND, BITS_PER_PIXEL * width * height * fps));
  return new Quality({ bitrate, quantizer: QUANTIZERS[format.codec] });
}

async function checkCodec(plan: VideoPlan): Promise<void> {
  const { format, width, height, fps } = plan;
  const other = format.codec === 'avc' ? '.webm (VP9)' : '.mp4 (H.264)';
  if (typeof VideoEncoder === 'undefined') {
    throw new RunError(
      'this browser cannot encode video (no WebCodecs); use Chromium 94 or later, on https or localhost',
    );
  }
  if (await canEncodeVideo(format.codec, { width, height, frameRate: fps, quality: qualityOf(plan) })) return;
  const problem = (await canEncodeVideo(format.codec))
    ? `cannot encode ${format.codecName} at ${width}x${height}, ${fps} frames per second; use a smaller size`
    : `has no ${format.codecName} encoder; use a full Chromium or Chrome`;
  throw new RunError(`this browser ${problem}, or name the file ${other}`);
}

/** The index goes to the front of an MP4, so that it plays while it loads. */
function containerOf(format: VideoFormat, streamed: boolean) {
  if (format.container === 'webm') return new WebMOutputFormat();
  return new Mp4OutputFormat({ fastStart: streamed ? 'reserve' : 'in-memory' });
}

function chunkStream(write: WriteChunk): WritableStream<StreamTargetChunk> {
  return new WritableStream({ write: (chunk) => write(chunk.data, chunk.position) });
}
