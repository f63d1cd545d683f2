import type { InitialTissue } from '../engine/types.ts';
import { suggest, UserError } from '../model/error.ts';
import type { LatticeShape, Scene, TablePlan } from '../model/types.ts';
import { type Chance, choose, createChance, STREAM } from './chance.ts';
import { createGround, type Ground, indicesWhere, layerOf, siteArea } from './ground.ts';
import { place } from './place.ts';
import { distinct, medianNearest } from './spacing.ts';
import { type CellTable, readTable } from './table.ts';

/** Sites along an edge. */
const MIN_SITES = 8;
const MAX_SITES = 4096;
/** Spacing where the data give none [um]: a single cell, or all on one spot. */
const DEFAULT_SPACING = 20;
/** Nearest neighbours further apart or closer than this [um] suggest a wrong unit. */
const PLAUSIBLE: readonly [number, number] = [3, 40];

/**
 * Makes a tissue from the text of a table of cells. The lattice is the scene's, else the bounding box of the cells left
 * in, at the plan's spacing or the median distance of nearest neighbours rounded to 0.5 um; y down, as in images.
 * @throws UserError with file and line for a table that cannot be read, a label without a state, too large a lattice.
 */
export function importTissue(scene: Scene, plan: TablePlan, text: string, file: string): InitialTissue {
  const table = readTable(text, file, plan);
  const warnings = [...table.warnings];
  const states = assignStates(table, plan, scene, warnings);
  applyShares(states, plan, createChance(scene.seed, STREAM.share));
  const kept = indicesWhere(states, (state) => state !== 0);
  if (kept.length === 0)
    throw new UserError(`${file}: every row has a label that is ignored; nothing is left to place`);
  const x = Float64Array.from(kept, (row) => table.x[row]!);
  const y = Float64Array.from(kept, (row) => table.y[row]!);
  const shape = chooseShape(x, y, scene, plan, file, warnings);
  const ground = createGround(scene.model, shape);
  const report = placeAll(
    ground,
    x,
    y,
    Uint32Array.from(kept, (row) => states[row]!),
  );
  if (report.lost > 0) {
    warnings.push(
      `${file}: ${report.lost} of ${kept.length} cells found no free site within 8 sites and were left out; give a smaller tissue.spacing${scene.lattice ? ', or leave lattice out to fit it to the table' : ''}`,
    );
  }
  addCells(ground, plan, createChance(scene.seed, STREAM.add), warnings, file);
  return {
    shape,
    tissue: ground.tissue,
    immune: ground.immune,
    matrix: {},
    report: { ...report, ignored: states.length - kept.length },
    warnings,
  };
}

/** State id per row, 0 for rows left out. */
function assignStates(table: CellTable, plan: TablePlan, scene: Scene, warnings: string[]): Uint32Array {
  const rows = new Array<number>(table.labels.length).fill(0);
  for (const label of table.label) rows[label]!++;
  const ids = table.labels.map((label) => (Object.hasOwn(plan.labels, label) ? plan.labels[label]! : plan.otherLabels));
  const shown = (index: number) => `"${table.labels[index]}" (${rows[index]} rows)`;
  const unknown = ids.flatMap((id, index) => (id === null ? [index] : []));
  if (unknown.length > 0) {
    const [first, ...rest] = unknown as [number, ...number[]];
    const more =
      rest.length === 0 ? '' : `, nor are ${rest.slice(0, 5).map(shown).join(', ')}${rest.length > 5 ? ', …' : ''}`;
    throw new UserError(
      `${table.file}:${table.firstLine[first]}: label ${shown(first)} is not in tissue.labels of ${scene.path}${more}${suggest(table.labels[first]!, Object.keys(plan.labels))}; add it, or add else: ignore`,
    );
  }
  const ignored = ids.flatMap((id, index) =>
    id === 0 && !Object.hasOwn(plan.labels, table.labels[index]!) ? [index] : [],
  );
  if (ignored.length > 0) {
    const list = ignored.slice(0, 8).map(shown).join(', ');
    warnings.push(`${table.file}: labels left out: ${list}${ignored.length > 8 ? ', …' : ''}`);
  }
  return table.label.map((label) => ids[label]!);
}

/** Turns the stated parts of one state's cells into others, chosen at random; parts are of the cells as read. */
function applyShares(states: Uint32Array, plan: TablePlan, chance: Chance): void {
  const original = states.slice();
  for (const { from, to, part } of plan.share) {
    const all = indicesWhere(original, (state) => state === from).length;
    const cells = indicesWhere(states, (state, row) => state === from && original[row] === from);
    for (const row of choose(cells, Math.round(part * all), chance)) states[row] = to;
  }
}

function chooseShape(
  x: Float64Array,
  y: Float64Array,
  scene: Scene,
  plan: TablePlan,
  file: string,
  warnings: string[],
): LatticeShape {
  if (scene.lattice) return { ...scene.lattice, spacing: plan.spacing ?? scene.lattice.spacing };
  const spans = [span(x), span(y)] as const;
  const widest = Math.max(...spans);
  if (!(widest <= MAX_SITES * 1000)) {
    throw new UserError(`${file}: cells are spread over ${round(widest)} um; check the coordinates and tissue.pixel`);
  }
  const spacing = plan.spacing ?? chooseSpacing(x, y, file, warnings);
  const sites = (length: number) => Math.max(Math.floor(length / spacing + 0.5) + 1, MIN_SITES);
  const [width, height] = [sites(spans[0]), sites(spans[1])];
  if (Math.max(width, height) > MAX_SITES) {
    const least = Math.ceil((widest / (MAX_SITES - 2)) * 2) / 2;
    throw new UserError(
      `${file}: ${round(widest)} um at a spacing of ${spacing} um is ${Math.max(width, height)} sites, at most ${MAX_SITES}; give tissue.spacing: ${least} um or more, or cut out a part of the table`,
    );
  }
  return { width, height, spacing, edges: 'walled', mixing: 'local' };
}

function chooseSpacing(x: Float64Array, y: Float64Array, file: string, warnings: string[]): number {
  const nearest = medianNearest(x, y);
  if (nearest === 0) return DEFAULT_SPACING;
  const spacing = Math.max(Math.round(nearest * 2) / 2, 0.5);
  const shared = x.length - distinct(x, y).length;
  if (shared > 0) warnings.push(`${file}: ${shared} cells have the very coordinates of another`);
  warnings.push(`${file}: spacing ${spacing} um chosen, nearest neighbours are ${round(nearest)} um apart (median)`);
  if (nearest < PLAUSIBLE[0] || nearest > PLAUSIBLE[1]) {
    warnings.push(`${file}: that is unusual for cells; where coordinates are pixels, give tissue.pixel`);
  }
  return spacing;
}

/** Places every cell on the layer of its state; the middle of the cells' bounding box is the middle of the lattice. */
function placeAll(ground: Ground, x: Float64Array, y: Float64Array, states: Uint32Array) {
  const { shape } = ground;
  const at = { u: toSites(x, shape.width, shape.spacing), v: toSites(y, shape.height, shape.spacing) };
  const results = (['tissue', 'immune'] as const).map((layer) => {
    const cells = indicesWhere(states, (state) => layerOf(ground.model, state) === layer);
    return place(cells, at, states, { width: shape.width, height: shape.height, state: ground[layer] });
  });
  const shifts = Float64Array.from(results.flatMap((r) => r.shifts)).sort();
  const middle = shifts.length === 0 ? 0 : (shifts[(shifts.length - 1) >> 1]! + shifts[shifts.length >> 1]!) / 2;
  return {
    placed: results.reduce((sum, r) => sum + r.placed, 0),
    moved: shifts.length,
    lost: results.reduce((sum, r) => sum + r.lost, 0),
    median_shift_um: round(middle * shape.spacing),
  };
}

function toSites(values: Float64Array, sites: number, spacing: number): Float64Array {
  const [low, high] = extent(values);
  return values.map((value) => (value - (low + high) / 2) / spacing + sites / 2);
}

function addCells(ground: Ground, plan: TablePlan, chance: Chance, warnings: string[], file: string): void {
  const area = ground.tissue.length * siteArea(ground.shape);
  for (const { state, perMm2 } of plan.add) {
    const layer = ground[layerOf(ground.model, state)];
    const wanted = Math.round(perMm2 * area);
    const sites = choose(
      indicesWhere(layer, (state) => state === 0),
      wanted,
      chance,
    );
    for (const site of sites) layer[site] = state;
    if (sites.length < wanted) {
      const { label } = ground.model.states[state - 1]!;
      warnings.push(`${file}: only ${sites.length} of ${wanted} added ${label} found a free site`);
    }
  }
}

function extent(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function span(values: Float64Array): number {
  const [low, high] = extent(values);
  return high - low;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
