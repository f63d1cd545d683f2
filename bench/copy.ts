/** The yardstick: how fast the device, or one thread of the CPU, copies memory that no cache holds. */
import type { GpuContext } from '../src/engine/gpu/context.ts';
import { type BoundKernel, compileKernel } from '../src/engine/gpu/kernel.ts';
import { linkShader, shaders } from '../src/engine/gpu/wgsl.ts';
import { allocation } from './allocate.ts';
import copyWgsl from './copy.wgsl?raw';
import type { GpuClock } from './gpu-clock.ts';
import type { Subject } from './subject.ts';

/** Largest last-level caches hold about 256 MiB; original and duplicate together are twice that. */
const HARDWARE_BYTES = 2 ** 28;
/** For a CPU and for software adapters. */
const CPU_BYTES = 2 ** 26;

const NAME = 'bench/copy.wgsl';
/** Sites are vec4f; rows of them, so that a dispatch stays within 65,535 groups. */
const ROW = 2 ** 20;
const PIECE = 2 ** 22;

/** Names of the two ways to copy. */
export const COPY_COMMAND = 'copy-command';
export const COPY_KERNEL = 'copy-kernel';

/** By `copyBufferToBuffer`, and by a kernel; both move `2 · width · height · 4` bytes. */
export async function* gpuCopies(ctx: GpuContext, clock: GpuClock): AsyncGenerator<Subject> {
  const { maxBufferSize, maxStorageBufferBindingSize } = ctx.device.limits;
  const most = Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / PIECE) * PIECE;
  const bytes = Math.min(most, ctx.isSoftware ? CPU_BYTES : HARDWARE_BYTES);
  const memory = allocation(ctx);
  const shape = { width: 1024, height: bytes / 4096, bytesPerSite: 8, memoryBytes: 2 * bytes };
  const same = { against: 'original', tolerance: 0 };
  try {
    const buffers = await memory.storage({ original: bytes, duplicate: bytes });
    const [original, duplicate] = [buffers.original!, buffers.duplicate!];
    for (let at = 0; at < bytes; at += PIECE) ctx.device.queue.writeBuffer(original, at, pattern(at));
    const command = (encoder: GPUCommandEncoder, repeats: number) => {
      for (let r = 0; r < repeats; r++) encoder.copyBufferToBuffer(original, 0, duplicate, 0, bytes);
    };
    const onCommand = (repeats: number) => clock.commands(COPY_COMMAND, (encoder) => command(encoder, repeats));
    yield {
      ...shape,
      name: COPY_COMMAND,
      run: onCommand,
      timer: () => 'wall',
      check: { ...same, error: () => onCommand(1).then(() => differences(ctx, duplicate)) },
      mostRepeats: 256,
    };
    const started = performance.now();
    const kernel = await compileKernel(ctx, NAME, {}, linkShader(NAME, { ...shaders, [NAME]: copyWgsl }));
    const compileMs = performance.now() - started;
    const bound: BoundKernel = kernel.bind({ original, duplicate });
    const items = [Math.min(ROW, bytes / 16), Math.ceil(bytes / 16 / ROW)] as const;
    const onKernel = (repeats: number) =>
      clock.pass(COPY_KERNEL, (pass) => {
        for (let r = 0; r < repeats; r++) bound.encode(pass, items);
      });
    const error = async () => {
      await clock.commands('clear', (encoder) => encoder.clearBuffer(duplicate));
      await onKernel(1);
      return differences(ctx, duplicate);
    };
    yield {
      ...shape,
      name: COPY_KERNEL,
      run: onKernel,
      timer: () => clock.timer,
      check: { ...same, error },
      compileMs,
      mostRepeats: 256,
    };
  } finally {
    memory.release();
  }
}

/** One thread's `TypedArray.set`. */
export async function* cpuCopy(): AsyncGenerator<Subject> {
  const original = new Float32Array(CPU_BYTES / 4);
  const duplicate = new Float32Array(CPU_BYTES / 4);
  for (let i = 0; i < original.length; i++) original[i] = i % 65_521;
  const copy = async (repeats: number): Promise<number> => {
    const start = performance.now();
    for (let r = 0; r < repeats; r++) duplicate.set(original);
    return performance.now() - start;
  };
  yield {
    name: COPY_COMMAND,
    width: 1024,
    height: CPU_BYTES / 4096,
    bytesPerSite: 8,
    memoryBytes: 2 * CPU_BYTES,
    run: copy,
    timer: () => 'wall',
    check: {
      against: 'original',
      tolerance: 0,
      error: async () => {
        await copy(1);
        return duplicate.every((value, i) => value === original[i]) ? 0 : 1;
      },
    },
  };
}

/** Four-byte words that differ everywhere within a piece and from piece to piece; finite as f32. */
function pattern(at: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(PIECE / 4);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(at / 4 + i, 2_654_435_761) & 0x3fff_ffff;
  return words;
}

/** 0 when the buffer holds the pattern, else 1: a copy is right or it is not. */
async function differences(ctx: GpuContext, buffer: GPUBuffer): Promise<number> {
  for (let at = 0; at < buffer.size; at += PIECE) {
    const got = new Uint32Array(await ctx.read(buffer, at, PIECE));
    const expected = pattern(at);
    for (let i = 0; i < got.length; i++) if (got[i] !== expected[i]) return 1;
  }
  return 0;
}
