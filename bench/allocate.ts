import { type GpuContext, USAGE } from '../src/engine/gpu/context.ts';
import { RunError } from '../src/model/error.ts';

/** Buffers of one case, which is left out when the device has no room for them; the device goes on. */
export interface Allocation {
  /** Buffers of these sizes [bytes] by name, zeroed. @throws RunError when they do not fit */
  storage(sizes: Readonly<Record<string, number>>): Promise<Readonly<Record<string, GPUBuffer>>>;
  /** One small buffer for uniforms. */
  uniform(name: string, bytes: number): GPUBuffer;
  /** Bytes so far. */
  readonly bytes: number;
  release(): void;
}

export function allocation(ctx: GpuContext): Allocation {
  const own: GPUBuffer[] = [];
  const create = (label: string, bytes: number, usage: number): GPUBuffer => {
    const buffer = ctx.createBuffer(label, bytes, usage);
    own.push(buffer);
    return buffer;
  };
  const total = (): number => own.reduce((sum, { size }) => sum + size, 0);
  return {
    async storage(sizes) {
      const usage = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
      return inMemory(ctx, () =>
        Object.fromEntries(Object.entries(sizes).map(([name, bytes]) => [name, create(name, bytes, usage)])),
      );
    },
    uniform: (name, bytes) => create(name, bytes, USAGE.uniform | USAGE.copyDst),
    get bytes() {
      return total();
    },
    release() {
      for (const buffer of own.splice(0)) ctx.release(buffer);
    },
  };
}

/** Makes buffers. @throws RunError when the device is out of memory, which is then no failure of the context */
export async function inMemory<T>(ctx: GpuContext, make: () => T): Promise<T> {
  const before = ctx.allocated;
  ctx.device.pushErrorScope('out-of-memory');
  let made: T;
  try {
    made = make();
  } catch (error) {
    await ctx.device.popErrorScope();
    throw error;
  }
  if ((await ctx.device.popErrorScope()) === null) return made;
  const mib = Math.ceil((ctx.allocated - before) / 2 ** 20);
  throw new RunError(
    `it needs ${mib} MiB more than ${Math.ceil(before / 2 ** 20)} MiB, which ${ctx.adapter} does not have`,
  );
}
