/** Kernels of `shaders/cell`: frames with generated text in them, compiled once for a device and a lattice. */
import type { LatticeShape } from '../../model/types.ts';
import type { GpuContext } from './context.ts';
import { linkFrame } from './frame.ts';
import { compileKernel, type Kernel } from './kernel.ts';
import type { LinkedShader } from './wgsl.ts';

/** Compiles the kernel of that file with this text in its frame. @param more values of its other `override` constants */
export type CompileFrame = (name: string, text: string, more?: Readonly<Record<string, number>>) => Promise<Kernel>;

/** @param origins where in the model generated lines come from, see `CellSource.origins` */
export function frameCompiler(ctx: GpuContext, shape: LatticeShape, origins: readonly string[]): CompileFrame {
  const lattice = latticeOverrides(shape);
  return (name, text, more = {}) => compileOnce(ctx, name, { ...lattice, ...more }, linkFrame(name, text, origins));
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<Kernel>>>();

/** Compiles what this device has not compiled yet: a restart costs nothing, an edited equation one kernel. */
function compileOnce(
  ctx: GpuContext,
  name: string,
  overrides: Readonly<Record<string, number>>,
  shader: LinkedShader,
): Promise<Kernel> {
  const known = compiled.get(ctx.device) ?? new Map<string, Promise<Kernel>>();
  compiled.set(ctx.device, known);
  const key = JSON.stringify([name, overrides, shader.code]);
  const kernel = known.get(key) ?? compileKernel(ctx, name, overrides, shader);
  known.set(key, kernel);
  kernel.catch(() => known.delete(key));
  return kernel;
}

/** Values of the `override` constants of `shaders/lib/lattice.wgsl`. */
export function latticeOverrides({ width, height, spacing, edges }: LatticeShape): Record<string, number> {
  return { WIDTH: width, HEIGHT: height, SPACING: spacing, IS_PERIODIC: edges === 'periodic' ? 1 : 0 };
}
