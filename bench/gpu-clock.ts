/** Times work on the device: by its own timestamps where it has them, else by the clock on the wall. */
import { type GpuContext, mapForReading, USAGE } from '../src/engine/gpu/context.ts';
import type { Timer } from './report.ts';

/** `GPUBufferUsage.QUERY_RESOLVE`, a name that Node does not define. */
const QUERY_RESOLVE = 512;

export interface GpuClock {
  /** What the last `pass` was timed with. */
  readonly timer: Timer;
  /** Submits a pass and waits for its end. @returns its milliseconds, without recording and compiling */
  pass(label: string, record: (pass: GPUComputePassEncoder) => void): Promise<number>;
  /** The same for commands outside of passes; always by the clock on the wall. */
  commands(label: string, record: (encoder: GPUCommandEncoder) => void): Promise<number>;
  destroy(): void;
}

/** Browsers round stamps to this [ms]: a short pass may take none. */
const STEP = 0.1;

/** Stamps that run backwards, beyond the wall's clock, or not at all are no measurement. */
export function isCredible(stamped: number, wall: number): boolean {
  return stamped >= 0 && stamped <= 1.05 * wall + 2 * STEP && (stamped > 0 || wall < 100 * STEP);
}

/** A clock of one device. */
export function createGpuClock(ctx: GpuContext): GpuClock {
  const { device } = ctx;
  const offered = device.features.has('timestamp-query');
  const stamps = offered ? device.createQuerySet({ label: 'stamps', type: 'timestamp', count: 2 }) : null;
  const resolved = ctx.createBuffer('stamps', 16, QUERY_RESOLVE | USAGE.copySrc);
  const readable = ctx.createBuffer('stamps read', 16, USAGE.mapRead | USAGE.copyDst);
  let timer: Timer = offered ? 'timestamp-query' : 'wall';

  /** Milliseconds from the submission until the device is done with it. */
  async function untilDone(encoder: GPUCommandEncoder): Promise<number> {
    const commands = encoder.finish();
    const start = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    const ms = performance.now() - start;
    ctx.check();
    return ms;
  }

  async function readStamps(): Promise<number> {
    await mapForReading(ctx, readable);
    const [begin = 0n, end = 0n] = new BigUint64Array(readable.getMappedRange().slice(0));
    readable.unmap();
    return Number(end - begin) * 1e-6;
  }

  return {
    get timer() {
      return timer;
    },
    async pass(label, record) {
      const encoder = device.createCommandEncoder({ label });
      const timestampWrites = stamps && { querySet: stamps, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
      const pass = encoder.beginComputePass({ label, ...(timestampWrites && { timestampWrites }) });
      record(pass);
      pass.end();
      if (stamps !== null) {
        encoder.resolveQuerySet(stamps, 0, 2, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, readable, 0, 16);
      }
      const wall = await untilDone(encoder);
      if (timer === 'wall') return wall;
      const stamped = await readStamps();
      if (isCredible(stamped, wall)) return stamped;
      timer = 'wall';
      return wall;
    },
    async commands(label, record) {
      const encoder = device.createCommandEncoder({ label });
      record(encoder);
      return untilDone(encoder);
    },
    destroy() {
      stamps?.destroy();
      ctx.release(resolved);
      ctx.release(readable);
    },
  };
}
