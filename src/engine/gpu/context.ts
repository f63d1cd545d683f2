/** A WebGPU device with everything this program wants to know of it, and the list of what was allocated on it. */
import { RunError } from '../../model/error.ts';

/** An open device. Buffers are created through it, so that `destroy` frees all of them. */
export interface GpuContext {
  readonly device: GPUDevice;
  /** Where the device came from; held here because Dawn in Node tears its devices down with it. */
  readonly gpu: GPU;
  /** Name of the adapter as shown and written into results. */
  readonly adapter: string;
  /** Computed on the CPU (SwiftShader, lavapipe, WARP): slower than the CPU backend. */
  readonly isSoftware: boolean;
  /** Bytes now allocated. */
  readonly allocated: number;
  /** A zeroed buffer of `size` bytes, rounded up to a multiple of 4. @throws RunError above the device's limit. */
  createBuffer(label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer;
  /** Destroys a buffer of this context. */
  release(buffer: GPUBuffer): void;
  /** Copies `size` bytes of a buffer (multiple of 4) into a new one on the host. @throws RunError when the device fails. */
  read(source: GPUBuffer, offset: number, size: number): Promise<ArrayBuffer>;
  /** Reports an error found elsewhere (a kernel that does not compile) to whoever calls `check` next. */
  fail(text: string): void;
  /** @throws RunError with the first error the device reported, or its loss. To be called after each step. */
  check(): void;
  /** Calls back once, at once if it has happened, when the device is lost for another reason than `destroy`. */
  onLost(report: (error: RunError) => void): void;
  /** Frees every buffer and the device. May be called twice. */
  destroy(): void;
}

/** The device is gone, through no fault of the program: driver reset, unplugged, out of memory. */
export class DeviceLostError extends RunError {}

/** How long the news of a lost device may take after something else has failed by it [ms]. */
const LOSS_NEWS = 200;

/** Where buffers are used; the numbers of the WebGPU specification, whose names Node does not define. */
export const USAGE = { mapRead: 1, copySrc: 4, copyDst: 8, uniform: 64, storage: 128 } as const;

/** Taken where it is offered: the benchmark times kernels with it. */
const TIMING: readonly GPUFeatureName[] = ['timestamp-query'];

/** Opens the adapter the system prefers for speed, with its own limits on buffers; null when there is none. */
export async function createGpuContext(gpu: GPU, label: string): Promise<GpuContext | null> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return null;
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const requiredFeatures = TIMING.filter((name) => adapter.features.has(name));
  const device = await adapter
    .requestDevice({ label, requiredFeatures, requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } })
    .catch((error: unknown) => {
      throw new RunError(
        `WebGPU adapter ${adapterName(adapter.info)} gives no device: ${firstLine(error)}; use the CPU backend`,
      );
    });
  return wrapDevice(gpu, device, adapter.info);
}

/** Whether an adapter computes on the CPU. */
export function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render|\bwarp\b/i.test(text);
}

/** The driver's description, else vendor and architecture, whichever the adapter tells. */
export function adapterName(info: GPUAdapterInfo): string {
  const parts = [info.vendor, info.architecture].filter((part) => part !== '').join(' ');
  return info.description || parts || 'unnamed adapter';
}

function wrapDevice(gpu: GPU, device: GPUDevice, info: GPUAdapterInfo): GpuContext {
  const adapter = adapterName(info);
  const buffers = new Set<GPUBuffer>();
  const listeners: ((error: RunError) => void)[] = [];
  let allocated = 0;
  let failure: RunError | null = null;
  let lost = false;
  let destroyed = false;

  const fail = (text: string): void => {
    failure ??= new RunError(`WebGPU on ${adapter}: ${text}`);
  };
  device.onuncapturederror = (event) => {
    event.preventDefault(); // said once, by `check`
    fail(firstLine(event.error));
  };
  void device.lost.then((loss) => {
    if (destroyed) return;
    lost = true;
    const text = `WebGPU on ${adapter}: device lost: ${loss.message.split('\n')[0]}; use the CPU backend`;
    failure = new DeviceLostError(text); // whatever else failed, this is why
    for (const report of listeners) if (failure !== null) report(failure);
  });

  const context: GpuContext = {
    device,
    gpu,
    adapter,
    isSoftware: isSoftwareAdapter(info),
    get allocated() {
      return allocated;
    },
    createBuffer(label, size, usage) {
      const bytes = Math.max(4, Math.ceil(size / 4) * 4);
      const limit = device.limits.maxBufferSize;
      if (bytes > limit) {
        throw new RunError(
          `buffer ${label} needs ${mib(bytes)}; ${adapter} allows ${mib(limit)}; use a smaller lattice or the CPU backend`,
        );
      }
      const buffer = device.createBuffer({ label, size: bytes, usage });
      buffers.add(buffer);
      allocated += bytes;
      return buffer;
    },
    release(buffer) {
      if (!buffers.delete(buffer)) return;
      allocated -= buffer.size;
      buffer.destroy();
    },
    async read(source, offset, size) {
      const staging = context.createBuffer(`read ${source.label}`, size, USAGE.mapRead | USAGE.copyDst);
      const encoder = device.createCommandEncoder({ label: staging.label });
      encoder.copyBufferToBuffer(source, offset, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      try {
        await mapForReading(context, staging);
        return staging.getMappedRange().slice(0);
      } finally {
        context.release(staging);
      }
    },
    fail,
    check() {
      if (failure !== null) throw failure;
    },
    onLost(report) {
      if (lost && failure !== null) report(failure);
      else listeners.push(report);
    },
    destroy() {
      if (destroyed) return;
      destroyed = true;
      for (const buffer of buffers) buffer.destroy();
      buffers.clear();
      allocated = 0;
      device.destroy();
    },
  };
  return context;
}

/** Maps the first `size` bytes of a buffer for reading, all by default. @throws RunError naming the cause when the device failed meanwhile. */
export async function mapForReading(context: GpuContext, buffer: GPUBuffer, size = buffer.size): Promise<void> {
  try {
    await buffer.mapAsync(1, 0, size);
  } catch (error) {
    await Promise.race([context.device.lost, new Promise((resolve) => setTimeout(resolve, LOSS_NEWS))]);
    context.check();
    throw new RunError(`WebGPU on ${context.adapter}: ${buffer.label} cannot be read: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return text.split('\n')[0] ?? text;
}

function mib(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** The same device with a list of its own of what is allocated: what one user lets go of leaves the others' alone. */
export interface GpuShare extends GpuContext {
  /** Destroys every buffer made through this share. */
  releaseAll(): void;
}

export function shareOf(context: GpuContext): GpuShare {
  const own = new Set<GPUBuffer>();
  return Object.create(context, {
    createBuffer: {
      value(label: string, size: number, usage: GPUBufferUsageFlags) {
        const buffer = context.createBuffer(label, size, usage);
        own.add(buffer);
        return buffer;
      },
    },
    release: {
      value(buffer: GPUBuffer) {
        own.delete(buffer);
        context.release(buffer);
      },
    },
    releaseAll: {
      value() {
        for (const buffer of own) context.release(buffer);
        own.clear();
      },
    },
  });
}
