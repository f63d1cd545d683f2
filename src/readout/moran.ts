/** Spatial autocorrelation: whether neighbours have like values. */
import type { Grid } from './distance.ts';
import { mean } from './sample.ts';

/**
 * Moran's I of `values` that sit at `sites` (two may share one), every pair up to `radius` [sites] apart having the same weight: −1/(n − 1) at
 * random, 1 where each is as its neighbours. Distances run around the edges of a periodic lattice. NaN where all values are alike or no
 * two are so near.
 * Source: Moran, Biometrika 37 (1950) 17, doi:10.1093/biomet/37.1-2.17.
 */
export function moran(sites: Uint32Array, values: Float64Array, radius: number, grid: Grid): number {
  const { width, height, edges } = grid;
  const centre = mean(values);
  const [sums, counts] = [new Float64Array(width * height), new Float64Array(width * height)];
  let squares = 0;
  sites.forEach((site, i) => {
    sums[site] += values[i]! - centre;
    counts[site] += 1;
    squares += (values[i]! - centre) ** 2;
  });
  const offsets = disc(radius, grid);
  let [products, pairs] = [0, 0];
  sites.forEach((site, i) => {
    const [x, y] = [site % width, Math.floor(site / width)];
    const own = values[i]! - centre;
    let [around, number] = [-own, -1];
    for (const [a, b] of offsets) {
      const [u, v] = edges === 'periodic' ? [(x + a + width) % width, (y + b + height) % height] : [x + a, y + b];
      if (u < 0 || v < 0 || u >= width || v >= height) continue;
      around += sums[v * width + u]!;
      number += counts[v * width + u]!;
    }
    products += own * around;
    pairs += number;
  });
  return ((values.length / pairs) * products) / squares;
}

/** Offsets of all sites of a disc; each site of a periodic lattice once. */
function disc(radius: number, { width, height, edges }: Grid): (readonly [number, number])[] {
  const reach = Math.floor(radius + 1e-9);
  const least = (side: number) => (edges === 'periodic' ? Math.max(-reach, -((side - 1) >> 1)) : -reach);
  const most = (side: number) => (edges === 'periodic' ? Math.min(reach, side >> 1) : reach);
  const out: (readonly [number, number])[] = [];
  for (let b = least(height); b <= most(height); b++)
    for (let a = least(width); a <= most(width); a++) if (Math.hypot(a, b) <= radius + 1e-9) out.push([a, b]);
  return out;
}
