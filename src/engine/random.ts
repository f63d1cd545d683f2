/**
 * Counter-based random numbers: the same words for the same (site, tick, purpose, seed), in any order, on any backend.
 * The hash is pcg4d of Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020, all in u32 arithmetic.
 */

/**
 * What a draw is for. Purposes are 65,536 apart: add a stream number (sub-step, trait slot, attempt) below that where
 * one purpose needs more than four words per site and tick.
 */
export const PURPOSE = Object.freeze({
  fate: 0x0001_0000,
  trait: 0x0002_0000,
  divide: 0x0003_0000,
  move: 0x0004_0000,
  start: 0x0005_0000,
  tissue: 0x0006_0000,
  arrival: 0x0007_0000,
  label: 0x0008_0000,
  rule: 0x0009_0000,
  brush: 0x000a_0000,
});

/** The four words of the last `draw`, u32[4]; overwritten by the next. */
export const words = new Uint32Array(4);

/** The two numbers of the last `normalPair`, f64[2]; overwritten by the next. */
export const normals = new Float64Array(2);

/** Fills `words` with the hash of the key and returns it. Every argument is taken modulo 2^32. No allocation. */
export function draw(site: number, tick: number, purpose: number, seed: number): Uint32Array {
  let x = (Math.imul(site, 1664525) + 1013904223) | 0;
  let y = (Math.imul(tick, 1664525) + 1013904223) | 0;
  let z = (Math.imul(purpose, 1664525) + 1013904223) | 0;
  let w = (Math.imul(seed, 1664525) + 1013904223) | 0;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  words[0] = x;
  words[1] = y;
  words[2] = z;
  words[3] = w;
  return words;
}

/** A word as a number in [0, 1): its upper 24 bits, so that f32 holds it exactly. */
export function toUnit(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

/** Fills `normals` with two independent standard normal numbers made of two words (Box–Muller; |z| ≤ 5.77). */
export function normalPair(a: number, b: number): Float64Array {
  const radius = Math.sqrt(-2 * Math.log(1 - toUnit(a)));
  const angle = 2 * Math.PI * toUnit(b);
  normals[0] = radius * Math.cos(angle);
  normals[1] = radius * Math.sin(angle);
  return normals;
}
