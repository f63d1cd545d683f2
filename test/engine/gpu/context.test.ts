import { describe, expect, it } from 'vitest';
import { openGpu } from '../../../src/engine/gpu/adapter.ts';
import { adapterName, isSoftwareAdapter, USAGE } from '../../../src/engine/gpu/context.ts';
import { createNodeHost } from '../../../src/host/node.ts';
import type { Host } from '../../../src/host/types.ts';
import { RunError } from '../../../src/model/error.ts';
import { withDevice } from '../../support/device.ts';

const info = (part: Partial<GPUAdapterInfo>): GPUAdapterInfo =>
  ({ vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...part }) as GPUAdapterInfo;

/** A host whose `gpu()` has an adapter with this info; a device of it is never asked to work. */
function hostWith(adapter: { info: GPUAdapterInfo } | null, device?: () => Promise<GPUDevice>): Host {
  const requestAdapter = async () =>
    adapter === null ? null : { limits: {}, features: new Set(), ...adapter, requestDevice: device };
  return { ...createNodeHost(), gpu: async () => ({ requestAdapter }) as unknown as GPU };
}

describe('adapters', () => {
  it.each([
    [info({ vendor: 'google', architecture: 'swiftshader' }), true],
    [info({ vendor: 'mesa', architecture: 'llvmpipe', description: 'lavapipe: Mesa 25' }), true],
    [info({ description: 'Microsoft Basic Render Driver' }), true],
    [info({ vendor: 'apple', isFallbackAdapter: true }), true],
    [info({ vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H200' }), false],
    [info({ vendor: 'apple', architecture: 'metal-3' }), false],
  ])('%o is software: %s', (adapter, software) => {
    expect(isSoftwareAdapter(adapter)).toBe(software);
  });

  it('have a name in any case', () => {
    expect(adapterName(info({ vendor: 'apple', architecture: 'metal-3' }))).toBe('apple metal-3');
    expect(adapterName(info({ description: 'NVIDIA H200', vendor: 'nvidia' }))).toBe('NVIDIA H200');
    expect(adapterName(info({}))).toBe('unnamed adapter');
  });
});

describe('openGpu', () => {
  it('auto gives null where there is no WebGPU, no adapter or no device', async () => {
    expect(await openGpu({ ...createNodeHost(), gpu: async () => null }, 'auto')).toBeNull();
    expect(await openGpu(hostWith(null), 'auto')).toBeNull();
    const refuse = () => Promise.reject(new Error('no'));
    expect(await openGpu(hostWith({ info: info({ vendor: 'x' }) }, refuse), 'auto')).toBeNull();
  });

  it('webgpu says what to do where there is none', async () => {
    for (const host of [{ ...createNodeHost(), gpu: async () => null }, hostWith(null)]) {
      const error = await openGpu(host, 'webgpu').catch((e: unknown) => e);
      expect(error).toBeInstanceOf(RunError);
      expect(String(error)).toMatch(/no WebGPU adapter found; install .* or use backend cpu/);
      expect(String(error)).not.toContain('\n');
    }
  });

  it('auto leaves a software adapter to the CPU backend, webgpu takes it', () =>
    withDevice(async (ctx) => {
      const host = createNodeHost();
      const found = await openGpu(host, 'auto');
      expect(found === null).toBe(ctx.isSoftware);
      found?.destroy();
      host.close();
    }));
});

describe('context', () => {
  it('keeps account of its buffers and frees them', () =>
    withDevice(async (ctx) => {
      const a = ctx.createBuffer('a', 10, USAGE.storage);
      ctx.createBuffer('b', 100, USAGE.storage);
      expect(ctx.allocated).toBe(112);
      ctx.release(a);
      ctx.release(a);
      expect(ctx.allocated).toBe(100);
      ctx.destroy();
      expect(ctx.allocated).toBe(0);
    }).catch((error: unknown) => expect(String(error)).toMatch(/destroyed|lost|instance/i)));

  it('refuses a buffer above the limit in one line', () =>
    withDevice(async (ctx) => {
      expect(() => ctx.createBuffer('huge', 2 ** 50, USAGE.storage)).toThrow(
        /buffer huge needs .* MiB; .* allows .* MiB; use/,
      );
    }));

  it('reports a validation error to the next check', async () => {
    const host = createNodeHost();
    const ctx = await openGpu(host, 'webgpu');
    expect(() => ctx?.check()).not.toThrow();
    ctx?.device.createBuffer({ size: 16, usage: USAGE.mapRead | USAGE.storage });
    await ctx?.device.queue.onSubmittedWorkDone();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => ctx?.check()).toThrow(RunError);
    ctx?.destroy();
    host.close();
  });

  it('reports the loss of the device', async () => {
    const host = createNodeHost();
    const ctx = await openGpu(host, 'webgpu');
    const lost = new Promise<RunError>((resolve) => ctx?.onLost(resolve));
    ctx?.device.destroy(); // from outside: not what `ctx.destroy` does
    expect(String(await lost)).toMatch(/device lost: .*; use the CPU backend/);
    expect(() => ctx?.check()).toThrow(/device lost/);
    host.close();
  });
});
