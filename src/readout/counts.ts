import type { Simulation } from '../engine/types.ts';
import { evaluateMeasure } from '../model/measures.ts';
import { csvLine } from './csv.ts';
import { needsLattice, signalsOf, statisticValue } from './statistics.ts';

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
export async function countsRow(sim: Simulation): Promise<string> {
  return csvLine(await countsNow(sim));
}

/** The numbers of that line, in the order of `countsColumns`; fields in the unit they are shown in. */
export async function countsNow(sim: Simulation): Promise<number[]> {
  const { counts, fields } = await sim.measure();
  return [
    sim.time,
    ...counts,
    ...sim.scene.model.fields.map(({ unit }, k) => fields[k]! / unit.factor),
    ...Object.values(await measureValues(sim)),
  ];
}

/** The scene's measures now, by name, in the scene's order. A quotient of 0 by 0 is NaN. */
export async function measureValues(sim: Simulation): Promise<Record<string, number>> {
  const { scene, shape, startCounts } = sim;
  const { counts, events } = await sim.measure();
  const state = scene.measures.some(({ value }) => needsLattice(value)) ? await sim.state() : null;
  const signals = new Map<string, Float32Array>();
  for (const name of new Set(scene.measures.flatMap(({ value }) => signalsOf(value)))) {
    signals.set(name, (await sim.snapshot(name)).values!);
  }
  const moment = { model: scene.model, shape, counts, startCounts, events, state: state && { ...state, signals } };
  return Object.fromEntries(
    scene.measures.map(({ name, value }) => [name, evaluateMeasure(value, (node) => statisticValue(node, moment))]),
  );
}
