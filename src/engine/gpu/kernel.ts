/** A compute pass as a value: one WGSL file, bound by name, dispatched over items. */
import { RunError, suggest } from '../../model/error.ts';
import type { GpuContext } from './context.ts';
import { type LinkedShader, linkShader, sourceLine } from './wgsl.ts';

/** Storage buffers that every WebGPU device allows per stage. */
export const MAX_STORAGE_BUFFERS = 8;

/** One binding as the WGSL declares it. */
export interface Binding {
  readonly name: string;
  readonly group: number;
  readonly binding: number;
  readonly type: 'uniform' | 'storage' | 'read-only-storage';
}

/** A compiled kernel. Its label is its file's name. */
export interface Kernel {
  readonly name: string;
  readonly bindings: readonly Binding[];
  /** Fixes what it works on, one buffer per declared name. @throws RunError for a missing or an unknown name. */
  bind(buffers: Readonly<Record<string, GPUBuffer | GPUBufferBinding>>): BoundKernel;
}

/** A kernel with its buffers, ready to be recorded any number of times. */
export interface BoundKernel {
  /** Records one dispatch over so many items along x, y, z; the kernel guards the rest of the last workgroups. */
  encode(pass: GPUComputePassEncoder, items: readonly [x: number, y?: number, z?: number]): void;
}

/** What the host needs to know of a kernel's text. */
export interface KernelInterface {
  readonly entry: string;
  readonly bindings: readonly Binding[];
  /** Names of `override` constants. */
  readonly overrides: readonly string[];
  readonly workgroup: readonly [number, number, number];
}

/**
 * Compiles `shaders/<name>`; its entry point has the file's name, `-` written `_`. Bindings come from the declarations, with
 * explicit layouts. Compile errors surface in `ctx.check()` with file and line.
 * @param overrides values of the kernel's `override` constants.
 * @throws RunError for an unknown override and above 8 storage buffers.
 */
export function kernel(
  ctx: GpuContext,
  name: string,
  overrides: Readonly<Record<string, number>> = {},
  shader: LinkedShader = linkShader(name),
): Kernel {
  const { device } = ctx;
  device.pushErrorScope('validation');
  const draft = draftKernel(device, name, overrides, shader);
  const pipeline = device.createComputePipeline(draft.descriptor);
  void device.popErrorScope().then(
    async (error) => {
      if (error !== null) ctx.fail((await compileErrors(draft.module, shader)) ?? `${name}: ${error.message}`);
    },
    () => {}, // the device is gone, which `ctx.check` tells
  );
  return finishKernel(device, name, draft, pipeline);
}

/**
 * The same without holding anything up, for text that may be wrong: the context goes on whatever happens.
 * @throws RunError also for what does not compile, with where it comes from.
 */
export async function compileKernel(
  ctx: GpuContext,
  name: string,
  overrides: Readonly<Record<string, number>>,
  shader: LinkedShader,
): Promise<Kernel> {
  const { device } = ctx;
  device.pushErrorScope('validation');
  const draft = draftKernel(device, name, overrides, shader);
  const created = device.createComputePipelineAsync(draft.descriptor).catch((error: unknown) => error as Error);
  const scope = await device.popErrorScope();
  const pipeline = await created;
  if (!(pipeline instanceof Error) && scope === null) return finishKernel(device, name, draft, pipeline);
  ctx.check();
  const said = pipeline instanceof Error ? pipeline.message : scope?.message;
  throw new RunError((await compileErrors(draft.module, shader)) ?? `${name}: ${said?.split('\n')[0]}`);
}

/** A kernel short of its pipeline. */
interface KernelDraft {
  readonly module: GPUShaderModule;
  readonly bindings: readonly Binding[];
  readonly workgroup: readonly [number, number, number];
  readonly layouts: readonly GPUBindGroupLayout[];
  readonly descriptor: GPUComputePipelineDescriptor;
}

function draftKernel(
  device: GPUDevice,
  name: string,
  overrides: Readonly<Record<string, number>>,
  shader: LinkedShader,
): KernelDraft {
  const { entry, bindings, workgroup } = readInterface(shader, overrides);
  const layouts = groupLayouts(device, name, bindings);
  const module = device.createShaderModule({ label: name, code: shader.code });
  const layout = device.createPipelineLayout({ label: name, bindGroupLayouts: layouts });
  const compute = { module, entryPoint: entry, constants: { ...overrides } };
  return { module, bindings, workgroup, layouts, descriptor: { label: name, layout, compute } };
}

function finishKernel(device: GPUDevice, name: string, draft: KernelDraft, pipeline: GPUComputePipeline): Kernel {
  const { bindings, layouts, workgroup } = draft;
  return {
    name,
    bindings,
    bind(buffers) {
      checkNames(name, bindings, Object.keys(buffers));
      const groups = layouts.map((layout, group) => bindGroup(device, name, layout, bindings, group, buffers));
      return {
        encode(pass, [x, y = 1, z = 1]) {
          pass.setPipeline(pipeline);
          groups.forEach((group, index) => {
            pass.setBindGroup(index, group);
          });
          const [wx, wy, wz] = workgroup;
          pass.dispatchWorkgroups(Math.ceil(x / wx), Math.ceil(y / wy), Math.ceil(z / wz));
        },
      };
    },
  };
}

/** Errors of the compiler, each with file and line; null when it has none. */
export async function compileErrors(module: GPUShaderModule, shader: LinkedShader): Promise<string | null> {
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length === 0) return null;
  return errors.map((e) => `${sourceLine(shader, e.lineNum)}: ${e.message.split('\n')[0]}`).join('; ');
}

const BINDING =
  /@group\((\d+)\)\s*@binding\((\d+)\)\s*var<\s*(uniform|storage)\s*(?:,\s*(read|read_write)\s*)?>\s*(\w+)\s*:/g;
const OVERRIDE = /\boverride\s+(\w+)\s*:\s*\w+\s*(?:=\s*([\w.]+)\s*)?;/g;
const ENTRY = /@compute\s*@workgroup_size\(([^)]*)\)\s*fn\s+(\w+)/g;

/** Reads a kernel's declarations. @throws RunError where they break the rules of `shaders/`. */
export function readInterface(shader: LinkedShader, given: Readonly<Record<string, number>> = {}): KernelInterface {
  const { name } = shader;
  const code = shader.code.replace(/\/\/.*$/gm, '');
  const bindings = [...code.matchAll(BINDING)].map((match): Binding => {
    const [, group, binding, space, access, label] = match;
    const type = space === 'uniform' ? 'uniform' : access === 'read_write' ? 'storage' : 'read-only-storage';
    return { name: label ?? '', group: Number(group), binding: Number(binding), type };
  });
  const storage = bindings.filter(({ type }) => type !== 'uniform').length;
  if (storage > MAX_STORAGE_BUFFERS) {
    throw new RunError(
      `shader ${name} binds ${storage} storage buffers; at most ${MAX_STORAGE_BUFFERS}; pack some together`,
    );
  }
  const defaults = new Map(
    [...code.matchAll(OVERRIDE)].map(([, key, value]) => [key ?? '', Number.parseFloat(value ?? 'NaN')]),
  );
  for (const key of Object.keys(given)) {
    if (!defaults.has(key))
      throw new RunError(`shader ${name} has no override ${key}${suggest(key, [...defaults.keys()])}`);
  }
  const [entry, workgroup] = readEntry(name, code, new Map([...defaults, ...Object.entries(given)]));
  return { entry, bindings, overrides: [...defaults.keys()], workgroup };
}

function readEntry(
  name: string,
  code: string,
  values: ReadonlyMap<string, number>,
): [string, [number, number, number]] {
  const expected = (name.split('/').at(-1) ?? name).replace(/\.wgsl$/, '').replaceAll('-', '_');
  const entries = [...code.matchAll(ENTRY)];
  const [, sizes = '', entry = ''] = entries[0] ?? [];
  if (entries.length !== 1 || entry !== expected) {
    const found = entries.map((match) => match[2]).join(', ') || 'none';
    throw new RunError(`shader ${name} must have one compute entry point, named ${expected}; found ${found}`);
  }
  const size = (index: number): number => {
    const text = sizes.split(',')[index]?.trim() ?? '';
    return text === '' ? 1 : (values.get(text) ?? Number.parseInt(text, 10));
  };
  const workgroup: [number, number, number] = [size(0), size(1), size(2)];
  if (workgroup.every((n) => n >= 1)) return [entry, workgroup];
  throw new RunError(`shader ${name}: workgroup size (${sizes}) is not made of numbers and overrides`);
}

/** One layout per group up to the last used; unused groups between get an empty one. */
function groupLayouts(device: GPUDevice, name: string, bindings: readonly Binding[]): GPUBindGroupLayout[] {
  const groups = Math.max(-1, ...bindings.map(({ group }) => group)) + 1;
  return Array.from({ length: groups }, (_, group) => {
    const entries = bindings
      .filter((b) => b.group === group)
      .map((b): GPUBindGroupLayoutEntry => ({ binding: b.binding, visibility: 4, buffer: { type: b.type } }));
    return device.createBindGroupLayout({ label: `${name} group ${group}`, entries });
  });
}

function bindGroup(
  device: GPUDevice,
  name: string,
  layout: GPUBindGroupLayout,
  bindings: readonly Binding[],
  group: number,
  buffers: Readonly<Record<string, GPUBuffer | GPUBufferBinding>>,
): GPUBindGroup {
  const entries = bindings
    .filter((b) => b.group === group)
    .map((b): GPUBindGroupEntry => {
      const given = buffers[b.name];
      if (given === undefined) throw new RunError(`shader ${name}: no buffer for ${b.name}`);
      return { binding: b.binding, resource: 'buffer' in given ? given : { buffer: given } };
    });
  return device.createBindGroup({ label: `${name} group ${group}`, layout, entries });
}

function checkNames(name: string, bindings: readonly Binding[], given: readonly string[]): void {
  const known = bindings.map((b) => b.name);
  const missing = known.filter((key) => !given.includes(key));
  if (missing.length > 0) throw new RunError(`shader ${name}: no buffer given for ${missing.join(', ')}`);
  for (const key of given) {
    if (!known.includes(key)) throw new RunError(`shader ${name} has no binding ${key}${suggest(key, known)}`);
  }
}
