import type { LatticeShape } from '../model/types.ts';
import type { Chance } from './chance.ts';

/** Region 0 in a disc around the middle of the lattice, 1 outside; radius in um. */
export function discRegion(shape: LatticeShape, radius: number): Uint8Array {
  const region = new Uint8Array(shape.width * shape.height);
  for (let site = 0; site < region.length; site++) {
    const x = (site % shape.width) + 0.5 - shape.width / 2;
    const y = Math.floor(site / shape.width) + 0.5 - shape.height / 2;
    region[site] = Math.hypot(x, y) * shape.spacing <= radius ? 0 : 1;
  }
  return region;
}

/** Region 0 in the left `share` of the columns, 1 in the others. */
export function leftRegion(shape: LatticeShape, share: number): Uint8Array {
  const border = Math.round(share * shape.width);
  return new Uint8Array(shape.width * shape.height).map((_, site) => (site % shape.width < border ? 0 : 1));
}

/**
 * Region 0 in discs of `radius` um at random places, which may overlap, until they cover `share` of the sites; 1
 * elsewhere. The last disc is filled from its middle, so that the share is met to a site.
 */
export function islandRegion(shape: LatticeShape, radius: number, share: number, chance: Chance): Uint8Array {
  const { width, height } = shape;
  const region = new Uint8Array(width * height).fill(1);
  const offsets = discOffsets(radius / shape.spacing, Math.max(width, height));
  let left = Math.round(share * region.length);
  while (left > 0) {
    const centre = chance.below(region.length);
    if (region[centre] === 0) continue;
    for (const [dx, dy] of offsets) {
      const site = siteAt(shape, (centre % width) + dx, Math.floor(centre / width) + dy);
      if (left === 0 || site < 0 || region[site] === 0) continue;
      region[site] = 0;
      left--;
    }
  }
  return region;
}

/** Steps within a radius (in sites), nearest first. */
function discOffsets(radius: number, limit: number): [number, number][] {
  const reach = Math.min(Math.floor(radius), limit);
  const offsets: [number, number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy <= radius * radius) offsets.push([dx, dy]);
    }
  }
  return offsets.sort((a, b) => a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2);
}

/** Index of a site, wrapped where the lattice is periodic; −1 outside a walled one. */
function siteAt(shape: LatticeShape, x: number, y: number): number {
  const { width, height } = shape;
  if (shape.edges === 'periodic') return (((y % height) + height) % height) * width + (((x % width) + width) % width);
  return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
}
