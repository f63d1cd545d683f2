/** Distance from every site to the nearest of a set of sites. */
import type { LatticeShape } from '../model/types.ts';

export type Grid = Pick<LatticeShape, 'width' | 'height' | 'edges'>;

/**
 * Squared Euclidean distance, middle to middle, from each site to the nearest marked one [sites²]; exact whole numbers,
 * 0 on the marked sites, Infinity everywhere when there are none. Around the edges where the lattice is periodic.
 * Two passes, O(sites): along rows by scanning, along columns by the lower envelope of parabolas.
 * Source: Felzenszwalb & Huttenlocher, Theory of Computing 8 (2012) 415, doi:10.4086/toc.2012.v008a019.
 * @param marked u8[n], not 0 where the distance is 0. @returns f64[n]
 */
export function squaredDistances(marked: Uint8Array, { width, height, edges }: Grid): Float64Array {
  const periodic = edges === 'periodic';
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) alongRow(marked, y * width, width, periodic, out);
  const envelope = createEnvelope(height, periodic);
  for (let x = 0; x < width; x++) envelope(out, x, width);
  return out;
}

/** Squared distance to the nearest mark of the same row. */
function alongRow(marked: Uint8Array, start: number, width: number, periodic: boolean, out: Float64Array): void {
  let [first, last] = [Infinity, -Infinity];
  for (let x = 0; x < width; x++) {
    if (marked[start + x] === 0) continue;
    first = Math.min(first, x);
    last = x;
  }
  let before = periodic ? last - width : -Infinity;
  for (let x = 0; x < width; x++) {
    if (marked[start + x] !== 0) before = x;
    out[start + x] = (x - before) ** 2;
  }
  let after = periodic ? first + width : Infinity;
  for (let x = width - 1; x >= 0; x--) {
    if (marked[start + x] !== 0) after = x;
    out[start + x] = Math.min(out[start + x], (after - x) ** 2);
  }
}

/**
 * A function that replaces each value f of a column by the least of f(q) + (y − q)² over its rows q. A periodic column
 * is continued by half its length on both sides: the nearest image of any row is within that.
 */
function createEnvelope(height: number, periodic: boolean) {
  const margin = periodic ? Math.floor(height / 2) : 0;
  const f = new Float64Array(height + 2 * margin);
  /** Parabolas of the envelope, left to right, and where each begins to be the lowest. */
  const vertex = new Int32Array(f.length);
  const begin = new Float64Array(f.length + 1);
  return (values: Float64Array, x: number, width: number): void => {
    for (let q = 0; q < f.length; q++) f[q] = values[((q - margin + height) % height) * width + x];
    let count = 0;
    for (let q = 0; q < f.length; q++) {
      if (f[q] === Infinity) continue;
      let meet = -Infinity;
      while (count > 0) {
        const v = vertex[count - 1];
        meet = (f[q] + q * q - (f[v] + v * v)) / (2 * (q - v));
        if (meet > begin[count - 1]) break;
        count--;
      }
      vertex[count] = q;
      begin[count] = count === 0 ? -Infinity : meet;
      count++;
    }
    if (count === 0) return;
    begin[count] = Infinity;
    for (let y = 0, k = 0; y < height; y++) {
      const q = y + margin;
      while (begin[k + 1] < q) k++;
      values[y * width + x] = f[vertex[k]] + (q - vertex[k]) ** 2;
    }
  };
}
