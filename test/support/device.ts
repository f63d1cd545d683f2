/** A WebGPU device for tests: required, checked, and cleaned up after each. */
import { afterAll, expect } from 'vitest';
import { openGpu } from '../../src/engine/gpu/adapter.ts';
import type { GpuContext } from '../../src/engine/gpu/context.ts';
import { createNodeHost } from '../../src/host/node.ts';

const host = createNodeHost();
let announced = false;

afterAll(() => host.close());

/**
 * Runs `body` on a device of its own, inside a validation and an out-of-memory scope; fails on any message, and where
 * there is no adapter. The first call of a test file names the adapter in the log.
 */
export async function withDevice(body: (ctx: GpuContext) => Promise<void>): Promise<void> {
  const ctx = await openGpu(host, 'webgpu');
  if (ctx === null) throw new Error('no WebGPU device');
  if (!announced) process.stderr.write(`WebGPU adapter: ${ctx.adapter}${ctx.isSoftware ? ' (software)' : ''}\n`);
  announced = true;
  ctx.device.pushErrorScope('out-of-memory');
  ctx.device.pushErrorScope('validation');
  try {
    await body(ctx);
    await ctx.device.queue.onSubmittedWorkDone();
    const messages = [await ctx.device.popErrorScope(), await ctx.device.popErrorScope()].map(
      (error) => error?.message ?? null,
    );
    expect(messages).toEqual([null, null]);
    ctx.check();
  } finally {
    ctx.destroy();
  }
}
