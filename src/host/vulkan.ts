/** Opening Dawn in Node: which Vulkan driver it gets to see. */
import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** Where packages put Chromium's software Vulkan driver, SwiftShader. */
const SWIFTSHADER = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/usr/lib64/chromium-browser/vk_swiftshader_icd.json',
  '/usr/lib64/chromium/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
  '/opt/chromium/vk_swiftshader_icd.json',
  '/snap/chromium/current/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/Applications/Google Chrome.app/Contents/Frameworks/Google Chrome Framework.framework/Libraries/vk_swiftshader_icd.json',
];

/** dlopen's RTLD_NODELETE on Linux, which Node does not name: stay loaded when the handle is closed. */
const RTLD_NODELETE = 0x1000;

/**
 * The WebGPU entry point, on a hardware adapter where there is one, else on SwiftShader, else null; never throws.
 * A driver chosen with VK_ICD_FILENAMES or VK_DRIVER_FILES is respected. Works in the main thread and in child processes:
 * the driver is chosen through the process's environment, which worker threads cannot change.
 */
export async function openDawn(): Promise<GPU | null> {
  const create = await loadDawn();
  if (create === null) return null;
  const chosen = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES;
  const attempts = chosen || hasGraphicsDevice() ? [openPlain, openSoftware] : [openSoftware, openPlain];
  for (const attempt of chosen ? [openPlain] : attempts) {
    const gpu = await attempt(create);
    if (gpu !== null) return gpu;
  }
  return null;
}

type Create = (options: string[]) => GPU;

/** Dawn's factory, or null on a platform its binary does not load on. */
async function loadDawn(): Promise<Create | null> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    return create;
  } catch {
    return null;
  }
}

/** A graphics device node; without one Vulkan's loader would only wake software drivers, which print to standard error. */
function hasGraphicsDevice(): boolean {
  if (process.platform !== 'linux') return true;
  if (['/dev/nvidiactl', '/dev/dxg', '/dev/kgsl-3d0', '/dev/mali0'].some(existsSync)) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((node) => node.startsWith('render'));
}

async function openPlain(create: Create): Promise<GPU | null> {
  try {
    const gpu = create([]);
    return (await gpu.requestAdapter()) === null ? null : gpu;
  } catch {
    return null;
  }
}

/** Points the Vulkan loader at SwiftShader; the environment is read anew by each `create`. */
async function openSoftware(create: Create): Promise<GPU | null> {
  const driver = SWIFTSHADER.find(existsSync);
  if (driver === undefined) return null;
  process.env.VK_ICD_FILENAMES = driver;
  process.env.NODEVICE_SELECT ??= '1'; // Mesa's device-select layer has nothing to choose and complains without a desktop
  const gpu = (await openPlain(create)) ?? (await openWithLoader(create, dirname(driver)));
  if (gpu === null) delete process.env.VK_ICD_FILENAMES;
  return gpu;
}

/** For machines without `libvulkan.so.1`: loads the copy that Chromium ships, which Dawn then finds by its name. */
function openWithLoader(create: Create, folder: string): Promise<GPU | null> {
  const library = join(folder, 'libvulkan.so.1');
  if (existsSync(library)) {
    try {
      process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
    } catch {
      // Always thrown: the library is no Node module. It is loaded nevertheless, and stays.
    }
  }
  return openPlain(create);
}
