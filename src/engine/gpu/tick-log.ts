/** What every tick leaves on the device (statistics, residuals), kept there and read back in batches. */
import { type GpuContext, mapForReading, USAGE } from './context.ts';

/** Ticks that fit before they must have been read. */
const CAPACITY = 64;

export interface TickLog {
  /** Copies what the tick has left. @throws Error when the log is full, which reading every block of ticks rules out */
  encode(encoder: GPUCommandEncoder, tick: number): void;
  /** Brings back all ticks encoded and submitted so far, in order; resolves when each has been seen. */
  flush(): Promise<void>;
  /** Time goes back: of ticks to come none has been seen. To be called when all were. */
  forget(): void;
  /** The last tick seen, −1 for none. */
  readonly seen: number;
}

/** @param sources buffers that make a row @param see called per tick, with one array per source */
export function createTickLog(
  ctx: GpuContext,
  sources: readonly GPUBuffer[],
  see: (tick: number, row: readonly ArrayBuffer[]) => void,
): TickLog {
  const rowBytes = sources.reduce((sum, { size }) => sum + size, 0);
  const ring = ctx.createBuffer('tick log', CAPACITY * rowBytes, USAGE.copySrc | USAGE.copyDst);
  const idle: GPUBuffer[] = [];
  let pending: number[] = [];
  let written = 0;
  let reading: Promise<void> = Promise.resolve();
  let seen = -1;

  /** Copies the last so many rows to a staging buffer. */
  function collect(count: number): GPUBuffer {
    const staging =
      idle.pop() ?? ctx.createBuffer('tick log staging', CAPACITY * rowBytes, USAGE.mapRead | USAGE.copyDst);
    const encoder = ctx.device.createCommandEncoder({ label: 'tick log' });
    for (let k = 0; k < count; k++) {
      const row = (written - count + k) % CAPACITY;
      encoder.copyBufferToBuffer(ring, row * rowBytes, staging, k * rowBytes, rowBytes);
    }
    ctx.device.queue.submit([encoder.finish()]);
    return staging;
  }

  async function read(staging: GPUBuffer, ticks: readonly number[], before: Promise<void>): Promise<void> {
    await before;
    await mapForReading(ctx, staging);
    const bytes = staging.getMappedRange(0, ticks.length * rowBytes).slice(0);
    staging.unmap();
    idle.push(staging);
    ticks.forEach((tick, k) => {
      let at = k * rowBytes;
      const row = sources.map(({ size }) => {
        at += size;
        return bytes.slice(at - size, at);
      });
      seen = tick;
      see(tick, row);
    });
  }

  return {
    encode(encoder, tick) {
      if (pending.length === CAPACITY) throw new Error('the tick log is full');
      let at = (written % CAPACITY) * rowBytes;
      for (const source of sources) {
        encoder.copyBufferToBuffer(source, 0, ring, at, source.size);
        at += source.size;
      }
      written++;
      pending.push(tick);
    },
    flush() {
      if (pending.length === 0) return reading;
      const ticks = pending;
      pending = [];
      const staging = collect(ticks.length);
      reading = read(staging, ticks, reading);
      reading.catch(() => {}); // told to whoever waits for it
      return reading;
    },
    forget() {
      seen = -1;
    },
    get seen() {
      return seen;
    },
  };
}
