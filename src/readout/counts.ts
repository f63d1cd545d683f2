import type { CellLayer, Simulation } from '../engine/types.ts';
import { applyBinary } from '../model/evaluate.ts';
import { evaluateMeasure } from '../model/measures.ts';
import type { LayerName, MeasureExpr, Model, Trait } from '../model/types.ts';
import { csvLine } from './csv.ts';

type Statistic = Extract<MeasureExpr, { op: 'statistic' }>;

/**
 * First line of counts.csv: `time_h`, a column per `kind.state`, the mean of each field over the lattice with its unit
 * in the name (`field_mean_unit`), then the scene's measures.
 */
export function countsColumns({ scene }: Pick<Simulation, 'scene'>): string {
  const { states, fields } = scene.model;
  return csvLine([
    'time_h',
    ...states.map((state) => state.label),
    ...fields.map((field) => `${field.name}_mean_${field.unit.text}`),
    ...scene.measures.map((measure) => measure.name),
  ]);
}

/** The line of counts.csv of this moment. */
export function countsRow(sim: Simulation): string {
  return csvLine(countsNow(sim));
}

/** The numbers of that line, in the order of `countsColumns`; fields in the unit they are shown in. */
export function countsNow(sim: Simulation): number[] {
  const { fields } = sim.scene.model;
  return [
    sim.time,
    ...sim.counts,
    ...fields.map((field, k) => mean(sim.state.fields[k]!) / field.unit.factor),
    ...Object.values(measureValues(sim)),
  ];
}

/** The scene's measures now, by name, in the scene's order. A quotient of 0 by 0 is NaN. */
export function measureValues(sim: Simulation): Record<string, number> {
  return Object.fromEntries(
    sim.scene.measures.map(({ name, value }) => [name, evaluateMeasure(value, (node) => statistic(sim, node))]),
  );
}

/** A statistic over all cells in its states that meet its condition. Cells without a barcode belong to no lineage. */
function statistic(sim: Simulation, node: Statistic): number {
  if (node.name === 'lineages') return lineages(sim, node).size;
  if (node.where === null) {
    const counts = node.name === 'start' ? sim.startCounts : sim.counts;
    return node.states.reduce((sum, id) => sum + counts[id - 1]!, 0);
  }
  let count = 0;
  forEachCell(sim, node, () => count++);
  return count;
}

function lineages(sim: Simulation, node: Statistic): Set<number> {
  const found = new Set<number>();
  forEachCell(sim, node, (layer, site) => {
    if (layer.barcode[site] !== 0) found.add(layer.barcode[site]!);
  });
  return found;
}

function forEachCell(sim: Simulation, node: Statistic, visit: (layer: CellLayer, site: number) => void): void {
  const { model } = sim.scene;
  const wanted = new Uint8Array(model.states.length + 1);
  for (const id of node.states) wanted[id] = 1;
  for (const name of layersOf(model, node.states)) {
    const layer = sim.state[name];
    const passes = condition(model, layer, node);
    for (let site = 0; site < layer.state.length; site++) {
      if (wanted[layer.state[site]!] === 1 && passes(site)) visit(layer, site);
    }
  }
}

/** Traits are single precision, so the number they are compared with is rounded as they are. */
function condition(model: Model, layer: CellLayer, { where, states }: Statistic): (site: number) => boolean {
  if (where === null) return () => true;
  const kind = model.kinds.find((k) => k.states.includes(states[0]!))!;
  const start = kind.traits.findIndex((trait: Trait) => trait.name === where.trait) * layer.state.length;
  const limit = Math.fround(where.value);
  return (site) => applyBinary(where.operator, layer.traits[start + site]!, limit) !== 0;
}

function layersOf(model: Model, states: readonly number[]): Set<LayerName> {
  return new Set(states.map((id) => model.states[id - 1]!.layer));
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
