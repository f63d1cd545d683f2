import { UserError } from '../model/error.ts';
import type { Mix, Regional } from './arguments.ts';
import { type Chance, choose, createChance, STREAM } from './chance.ts';
import { type Ground, indicesWhere, layerOf, siteArea } from './ground.ts';

/** How a lattice is divided: region names, and per site the index of its region. */
export interface Regions {
  readonly names: readonly string[];
  readonly of: Uint8Array;
}

/** What every generator may be given besides its cells. */
export interface Extras {
  readonly vessels?: { readonly state: number; readonly per_mm2: Regional; readonly regular: boolean } | undefined;
  readonly immune?: readonly { readonly state: number; readonly perMm2: Regional }[] | undefined;
  readonly matrix?: readonly { readonly name: string; readonly values: Regional }[] | undefined;
  /** How many lineages the tissue layer's cells belong to at the start, each at random; without it every cell founds its own. */
  readonly clones?: number | undefined;
}

/** Puts vessels on the lattice, at random or on a grid of about that density. Vessels come before all other cells. */
export function addVessels(
  ground: Ground,
  regions: Regions,
  vessels: Extras['vessels'],
  seed: number,
  place: string,
): void {
  if (!vessels) return;
  if (!vessels.regular) {
    const chance = createChance(seed, STREAM.vessels);
    scatter(ground, regions, vessels.state, vessels.per_mm2, chance, `${place}.vessels`);
    return;
  }
  vessels.per_mm2.forEach((perMm2, region) => {
    for (const site of gridSites(ground, perMm2)) {
      if (regions.of[site] === region) ground.tissue[site] = vessels.state;
    }
  });
}

/** Puts cells at so many per mm² on random free sites. */
export function addScattered(
  ground: Ground,
  regions: Regions,
  immune: Extras['immune'],
  seed: number,
  place: string,
): void {
  const chance = createChance(seed, STREAM.scatter);
  for (const { state, perMm2 } of immune ?? []) scatter(ground, regions, state, perMm2, chance, `${place}.immune`);
}

/**
 * Fills a region: each state of the mix gets its share of the sites that are free on its layer, times `density`.
 * @returns a warning for each state whose share rounds to no cell.
 */
export function fillRegion(
  ground: Ground,
  regions: Regions,
  region: number,
  mix: Mix,
  density: number,
  chance: Chance,
): string[] {
  const warnings: string[] = [];
  for (const layer of ['tissue', 'immune'] as const) {
    const free = indicesWhere(ground[layer], (state, site) => state === 0 && regions.of[site] === region);
    const parts = mix.filter((m) => layerOf(ground.model, m.state) === layer);
    const counts = parts.map((m) => ({ state: m.state, count: Math.round(m.share * density * free.length) }));
    settle(ground[layer], free, counts, chance);
    for (const { state, share } of parts) {
      if (share > 0 && density > 0 && counts.find((c) => c.state === state)?.count === 0) {
        const { label } = ground.model.states[state - 1]!;
        warnings.push(`${label}: ${share} of ${free.length} sites (${regions.names[region]}) rounds to no cell`);
      }
    }
  }
  return warnings;
}

/** Puts so many cells of each state on sites of `free` chosen at random. Too many by rounding: the last get fewer. */
export function settle(
  layer: Uint32Array,
  free: Uint32Array,
  counts: readonly { readonly state: number; readonly count: number }[],
  chance: Chance,
): void {
  const total = counts.reduce((sum, c) => sum + c.count, 0);
  const sites = choose(free, total, chance);
  let next = 0;
  for (const { state, count } of counts) {
    for (const site of sites.subarray(next, next + count)) layer[site] = state;
    next += count;
  }
}

/** A lineage for each cell of the tissue layer, one of `clones` at random; null where every cell founds its own. */
export function drawBarcodes({ tissue }: Ground, clones: number | undefined, seed: number): Uint32Array | null {
  if (clones === undefined) return null;
  const chance = createChance(seed, STREAM.clones);
  return tissue.map((state) => (state === 0 ? 0 : 1 + chance.below(clones)));
}

/** Initial matrix values per site, by name. */
export function matrixArrays(regions: Regions, matrix: Extras['matrix']): Record<string, Float32Array> {
  return Object.fromEntries(
    (matrix ?? []).map(({ name, values }) => [name, Float32Array.from(regions.of, (region) => values[region]!)]),
  );
}

/** One density everywhere is met over the whole lattice, so that nothing is lost to rounding region by region. */
function scatter(
  ground: Ground,
  regions: Regions,
  state: number,
  perMm2: Regional,
  chance: Chance,
  place: string,
): void {
  const layer = ground[layerOf(ground.model, state)];
  const area = siteArea(ground.shape);
  const uniform = new Set(perMm2).size === 1;
  perMm2.slice(0, uniform ? 1 : undefined).forEach((wanted, region) => {
    const here = (site: number) => uniform || regions.of[site] === region;
    const sites = indicesWhere(regions.of, (_, site) => here(site)).length;
    const free = indicesWhere(layer, (value, site) => value === 0 && here(site));
    const count = Math.round(wanted * sites * area);
    if (count > free.length) {
      const where = uniform ? 'all' : regions.names[region];
      const most = Math.floor(free.length / (sites * area) + 1e-6);
      throw new UserError(
        `${place} asks for ${count} cells on ${free.length} free sites (${where}); at most ${most} per mm2`,
      );
    }
    settle(layer, free, [{ state, count }], chance);
  });
}

/** Sites of a rectangular grid, rows and columns chosen so that its density is nearest to the one asked for. */
function gridSites(ground: Ground, perMm2: number): number[] {
  const { width, height } = ground.shape;
  const wanted = perMm2 * width * height * siteArea(ground.shape);
  const columns = Math.min(Math.max(Math.round(Math.sqrt((wanted * width) / height)), 1), width);
  const rows = Math.min(Math.round(wanted / columns), height);
  const at = (k: number, parts: number, sites: number) => Math.floor(((k + 0.5) * sites) / parts);
  return Array.from(
    { length: rows * columns },
    (_, k) => at(Math.floor(k / columns), rows, height) * width + at(k % columns, columns, width),
  );
}
