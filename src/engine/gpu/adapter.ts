/** Which GPU, if any, a simulation gets. */
import type { Host } from '../../host/types.ts';
import { RunError } from '../../model/error.ts';
import type { BackendName } from '../types.ts';
import { createGpuContext, type GpuContext } from './context.ts';

/**
 * Opens the host's GPU. `auto` gives null where there is none, where it gives no device, and where it is a software adapter,
 * which is slower than the CPU backend.
 * @throws RunError when a backend is named and there is no adapter at all, with what to do.
 */
export async function openGpu(host: Host, wanted: BackendName | 'auto'): Promise<GpuContext | null> {
  if (wanted !== 'auto') return openRequired(host, wanted);
  const context = await openAny(host).catch((error: unknown) => {
    if (error instanceof RunError) return null;
    throw error;
  });
  if (context === null || !context.isSoftware) return context;
  context.destroy();
  return null;
}

async function openRequired(host: Host, wanted: BackendName): Promise<GpuContext> {
  const context = await openAny(host);
  if (context !== null) return context;
  const advice =
    host.name === 'browser'
      ? 'use a browser with WebGPU (chrome://gpu tells why not) or backend cpu'
      : 'install a Vulkan driver (Debian: apt install chromium libvulkan1 brings a software one) or use backend cpu';
  throw new RunError(`backend ${wanted}: no WebGPU adapter found; ${advice}`);
}

async function openAny(host: Host): Promise<GpuContext | null> {
  const gpu = await host.gpu();
  return gpu === null ? null : createGpuContext(gpu, 'nidus');
}
