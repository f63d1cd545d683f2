import type { CellLayer, LatticeState, Simulation } from '../engine/types.ts';
import type { Kind, Model, Trait } from '../model/types.ts';
import { csvLine } from './csv.ts';

/**
 * The table cells.csv, line by line with line breaks: the middle of each cell's site, its kind, state, lineage barcode,
 * divisions, and its traits in the units they are shown in. Traits of the same name and unit share a column; a cell
 * whose kind has no such trait leaves it empty. Tissue first, then immune, row by row.
 */
export function* cellsCsv(
  { scene, shape }: Pick<Simulation, 'scene' | 'shape'>,
  state: LatticeState,
): Generator<string, void, undefined> {
  const { model } = scene;
  const columns = traitColumns(model);
  yield `${csvLine(['x_um', 'y_um', 'kind', 'state', 'barcode', 'divisions', ...columns])}\n`;
  const kinds = new Map(model.kinds.map((kind) => [kind.name, traitReader(kind, columns)]));
  for (const layer of [state.tissue, state.immune]) {
    for (let site = 0; site < layer.state.length; site++) {
      const id = layer.state[site]!;
      if (id === 0) continue;
      const { kind, name } = model.states[id - 1]!;
      const x = ((site % shape.width) + 0.5) * shape.spacing;
      const y = (Math.floor(site / shape.width) + 0.5) * shape.spacing;
      const traits = kinds.get(kind)!(layer, site);
      yield `${csvLine([x, y, kind, name, layer.barcode[site]!, layer.divisions[site]!, ...traits])}\n`;
    }
  }
}

/** A trait's column: its name, and its unit where it has one. */
function columnOf({ name, unit }: Trait): string {
  return unit.text === '1' || unit.text === 'au' ? name : `${name}_${unit.text}`;
}

function traitColumns(model: Model): string[] {
  return [...new Set(model.kinds.flatMap((kind) => kind.traits.map(columnOf)))];
}

/** Values of a kind's cell under `columns`, null where the kind has no such trait. */
function traitReader(kind: Kind, columns: readonly string[]) {
  const slots = columns.map((column) => kind.traits.findIndex((trait) => columnOf(trait) === column));
  return (layer: CellLayer, site: number): (number | null)[] =>
    slots.map((slot) => {
      if (slot < 0) return null;
      return layer.traits[slot * layer.state.length + site]! / kind.traits[slot]!.unit.factor;
    });
}
