import { kernelModule } from './kernel-code.ts';
import { smooth } from './smoother.ts';
import { prolongCorrect, residualRestrict } from './transfer.ts';

/** The passes that take most of a solve, and the memory that their arrays must come from. */
export interface Kernels {
  /** f32[length], zero. */
  allocate(length: number): Float32Array;
  smooth: typeof smooth;
  residualRestrict: typeof residualRestrict;
  prolongCorrect: typeof prolongCorrect;
}

const PAGE = 65_536;
/** What 32-bit addresses reach. */
const MOST_PAGES = 65_536;

const PLAIN: Kernels = { allocate: (length) => new Float32Array(length), smooth, residualRestrict, prolongCorrect };

/**
 * In WebAssembly, three times as fast and the same bytes; in TypeScript where its SIMD is not known or its memory not to be had.
 * @param length f32 values that will be allocated at most
 */
export function createKernels(length: number): Kernels {
  const code = kernelModule();
  const memory = WebAssembly.validate(code) ? memoryOf(Math.ceil((4 * length) / PAGE)) : null;
  return memory === null ? PLAIN : compiled(code, memory);
}

function memoryOf(pages: number): WebAssembly.Memory | null {
  if (pages > MOST_PAGES) return null;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What the module exports; see `kernel-code.ts` for the order of the arguments. */
type Export = (...values: readonly number[]) => number;

function compiled(code: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { host: { memory } });
  const run = exports as Record<'smooth' | 'restrict' | 'prolong', Export>;
  let used = 0;
  return {
    allocate(length) {
      const array = new Float32Array(memory.buffer, used, length);
      used += array.byteLength;
      return array;
    },
    smooth({ width, height, stride }, { west, north }, { f, k, inverse }, from, to, scale, weight) {
      const faces = [west.byteOffset, north.byteOffset] as const;
      const equation = [f.byteOffset, k.byteOffset, inverse.byteOffset] as const;
      const [source, target] = [from.byteOffset, to.byteOffset];
      return run.smooth(...faces, ...equation, source, target, width, height, 4 * stride, scale, weight);
    },
    residualRestrict({ width, height, stride }, { west, north }, { f, k, u }, to, coarse, scale) {
      const faces = [west.byteOffset, north.byteOffset] as const;
      const equation = [f.byteOffset, k.byteOffset, u.byteOffset] as const;
      run.restrict(...faces, ...equation, to.byteOffset, width, height, 4 * stride, 4 * coarse.stride, scale);
    },
    prolongCorrect({ width, height, stride }, { farX, farY }, u, coarse, correction, damping) {
      const fine = [farX.byteOffset, farY.byteOffset, u.byteOffset] as const;
      run.prolong(...fine, correction.byteOffset, width, height, 4 * stride, 4 * coarse.stride, damping);
    },
  };
}
