import type { InitialTissue } from '../engine/types.ts';
import { UserError } from '../model/error.ts';
import type { LatticeShape, Model } from '../model/types.ts';
import * as read from './arguments.ts';
import { createChance, STREAM } from './chance.ts';
import { createGround, indicesWhere } from './ground.ts';
import {
  addScattered,
  addVessels,
  drawBarcodes,
  type Extras,
  fillRegion,
  matrixArrays,
  type Regions,
  settle,
} from './populate.ts';
import { discRegion, islandRegion, leftRegion } from './regions.ts';

/** What a generator is given. `place` says where its arguments were written, for messages. */
export interface Request {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly args: Readonly<Record<string, unknown>>;
  readonly place: string;
}

/** A mix for a region (by index), at a density. */
interface Filling {
  readonly mix: read.Mix;
  readonly density: number;
}

type Generator = (request: Request) => InitialTissue;

/** All generators by name. Each checks its arguments. @throws UserError for those it cannot use. */
export const GENERATORS: Readonly<Record<string, Generator>> = { dish, disc, sheet, niche };

/** Cells on sites chosen at random: `cells` states to fractions of all sites, or numbers of cells. */
function dish(request: Request): InitialTissue {
  const { model, shape, seed, place } = request;
  const names = ['dish'];
  const sites = shape.width * shape.height;
  const schema = read.object({ cells: read.cellsOf(model, sites), ...extras(model, names) });
  const args = read.checkArguments(schema, request.args, place);
  const regions = { names, of: new Uint8Array(sites) };
  return build(request, regions, args, (ground) => {
    for (const layer of ['tissue', 'immune'] as const) {
      const free = indicesWhere(ground[layer], (state) => state === 0);
      const counts = args.cells.filter((c) => model.states[c.state - 1]!.layer === layer);
      const total = counts.reduce((sum, c) => sum + c.count, 0);
      // Fractions that sum to 1 may round to one cell too many for each of them.
      if (total > free.length + counts.length) {
        throw new UserError(
          `${place}.cells asks for ${total} cells on the ${layer} layer, which has ${free.length} free sites`,
        );
      }
      settle(ground[layer], free, counts, createChance(seed, STREAM.fill));
    }
    return [];
  });
}

/** A round tumour: `cells` within `radius` of the middle at `density`, `outside` around it. Regions inside, outside. */
function disc(request: Request): InitialTissue {
  const { model, shape, place } = request;
  const names = ['inside', 'outside'];
  const schema = read.object({
    cells: read.mixOf(model),
    radius: read.length,
    density: read.between(0, 1).optional(),
    outside: read.mixOf(model).optional(),
    ...extras(model, names),
  });
  const args = read.checkArguments(schema, request.args, place);
  const regions = { names, of: discRegion(shape, args.radius) };
  const half = (Math.min(shape.width, shape.height) * shape.spacing) / 2;
  return build(request, regions, args, (ground) => [
    ...(args.radius > half
      ? [`${place}.radius is ${args.radius} um; the lattice reaches ${half} um from its middle`]
      : []),
    ...fillRegions(request, ground, regions, [
      { mix: args.cells, density: args.density ?? 1 },
      { mix: args.outside ?? [], density: 1 },
    ]),
  ]);
}

/** Vascularised tissue: `cells` at `density`, and `islands` of other cells. Regions islands, sheet. */
function sheet(request: Request): InitialTissue {
  const { model, shape, seed, place } = request;
  const names = ['islands', 'sheet'];
  const islands = read.object({ cells: read.mixOf(model), share: read.between(0, 1), radius: read.length });
  const schema = read.object({
    cells: read.mixOf(model),
    density: read.between(0, 1).optional(),
    islands: islands.optional(),
    ...extras(model, names),
  });
  const args = read.checkArguments(schema, request.args, place);
  const { radius, share, cells } = args.islands ?? { radius: 1, share: 0, cells: [] };
  const regions = { names, of: islandRegion(shape, radius, share, createChance(seed, STREAM.islands)) };
  return build(request, regions, args, (ground) =>
    fillRegions(request, ground, regions, [
      { mix: cells, density: 1 },
      { mix: args.cells, density: args.density ?? 1 },
    ]),
  );
}

/** Two halves: the left `share` is filled with the mix `niche`, the rest with `bare`. Regions niche, bare. */
function niche(request: Request): InitialTissue {
  const { model, shape, place } = request;
  const names = ['niche', 'bare'];
  const schema = read.object({
    niche: read.mixOf(model),
    bare: read.mixOf(model),
    share: read.between(0, 1).optional(),
    density: read.between(0, 1).optional(),
    ...extras(model, names),
  });
  const args = read.checkArguments(schema, request.args, place);
  const regions = { names, of: leftRegion(shape, args.share ?? 0.5) };
  const density = args.density ?? 1;
  return build(request, regions, args, (ground) =>
    fillRegions(request, ground, regions, [
      { mix: args.niche, density },
      { mix: args.bare, density },
    ]),
  );
}

/** Arguments that every generator takes. */
function extras(model: Model, regions: readonly string[]) {
  return {
    vessels: read
      .object({
        state: read.stateOn(model, 'tissue'),
        per_mm2: read.density(regions),
        regular: read.flag.default(false),
      })
      .optional(),
    immune: read.densities(model, 'immune', regions).optional(),
    matrix: read.matrixValues(model, regions).optional(),
    clones: read.wholeNumber.optional(),
  };
}

function fillRegions(request: Request, ground: ReturnType<typeof createGround>, regions: Regions, fillings: Filling[]) {
  const chance = createChance(request.seed, STREAM.fill);
  return fillings.flatMap(({ mix, density }, region) => fillRegion(ground, regions, region, mix, density, chance));
}

/** Vessels, then the cells, then scattered immune cells, then the matrix. */
function build(
  { model, shape, seed, place }: Request,
  regions: Regions,
  args: Extras,
  fill: (ground: ReturnType<typeof createGround>) => string[],
): InitialTissue {
  const ground = createGround(model, shape);
  addVessels(ground, regions, args.vessels, seed, place);
  const warnings = fill(ground);
  addScattered(ground, regions, args.immune, seed, place);
  const matrix = matrixArrays(regions, args.matrix);
  const barcodes = drawBarcodes(ground, args.clones, seed);
  return { shape, tissue: ground.tissue, immune: ground.immune, barcodes, matrix, report: null, warnings };
}
