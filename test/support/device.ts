/** A WebGPU device for tests: required, checked, and cleaned up after each. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
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
  const ctx = await openDevice();
  try {
    watch(ctx);
    await body(ctx);
    await expectNoMessage(ctx);
  } finally {
    ctx.destroy();
  }
}

/** One device for all tests of a file, each inside scopes as in `withDevice`; for suites that make many small solvers. */
export function sharedDevice(): () => GpuContext {
  let ctx: GpuContext | null = null;
  beforeAll(async () => {
    ctx = await openDevice();
  });
  beforeEach(() => watch(ctx!));
  afterEach(() => expectNoMessage(ctx!));
  afterAll(() => ctx?.destroy());
  return () => ctx!;
}

async function openDevice(): Promise<GpuContext> {
  const ctx = await openGpu(host, 'webgpu');
  if (ctx === null) throw new Error('no WebGPU device');
  if (!announced) process.stderr.write(`WebGPU adapter: ${ctx.adapter}${ctx.isSoftware ? ' (software)' : ''}\n`);
  announced = true;
  return ctx;
}

function watch({ device }: GpuContext): void {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
}

async function expectNoMessage(ctx: GpuContext): Promise<void> {
  await ctx.device.queue.onSubmittedWorkDone();
  const errors = [await ctx.device.popErrorScope(), await ctx.device.popErrorScope()];
  expect(errors.map((error) => error?.message ?? null)).toEqual([null, null]);
  ctx.check();
}
