/** How deep inside a region its sites lie. */
import { type Grid, squaredDistances } from './distance.ts';

/**
 * Distance [sites] from the middle of each site of a region to the region's edge, taken half a site before the nearest
 * site outside: 0.5 on the rim. NaN outside the region, and everywhere when nothing lies outside. Walls are no edge: who knows
 * what is behind them.
 * @param region u8[n] @returns f64[n]
 */
export function depths(region: Uint8Array, grid: Grid): Float64Array {
  const squared = squaredDistances(complement(region), grid);
  return squared.map((d) => (d === 0 || d === Infinity ? Number.NaN : Math.sqrt(d) - 0.5));
}

/**
 * The region with gaps and holes up to 2·radius wide filled: grown by `radius` [sites], then shrunk by it. A site of the
 * region always stays in it.
 * Source: morphological closing, Serra, Image Analysis and Mathematical Morphology (1982), chapter 2.
 * @param region u8[n] @returns u8[n]
 */
export function closed(region: Uint8Array, radius: number, grid: Grid): Uint8Array {
  const limit = radius * radius * (1 + 1e-9);
  const grown = Uint8Array.from(squaredDistances(region, grid), (d) => (d <= limit ? 1 : 0));
  return Uint8Array.from(squaredDistances(complement(grown), grid), (d) => (d > limit ? 1 : 0));
}

function complement(region: Uint8Array): Uint8Array {
  return region.map((inside) => (inside === 0 ? 1 : 0));
}
