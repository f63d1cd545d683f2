/** What the page needs to know of a simulation, taken out of it as plain values. */

import { dosedFields, isOn } from '../engine/dosing-switch.ts';
import type { Simulation } from '../engine/types.ts';
import type { Parameter } from '../model/types.ts';
import type { BackendChoice, DoseInfo, GpuFound, ParameterInfo, SessionInfo } from './protocol.ts';

/** Points of a dose curve. */
const CURVE_POINTS = 400;

/** Everything about a simulation that does not change while it runs. */
export function describeSession(
  sim: Simulation,
  table: string | null,
  wanted: BackendChoice,
  gpu: GpuFound,
): SessionInfo {
  const { scene } = sim;
  return {
    path: scene.path,
    title: scene.title,
    about: scene.about,
    question: scene.question,
    modelTitle: scene.model.title,
    states: scene.model.states,
    layers: sim.layers,
    firstLayer: sim.layers.some((layer) => layer.name === scene.layer) ? scene.layer : 'states',
    parameters: scene.model.parameters.flatMap((p, i) => describeParameter(p, scene.parameters[i] as number)),
    shape: sim.shape,
    backend: sim.backend,
    adapter: sim.adapter,
    wanted,
    gpu,
    seed: scene.seed,
    tick: scene.tick,
    until: scene.until,
    table,
    report: sim.report,
  };
}

/** Parameters without a stated range have no slider. */
function describeParameter(parameter: Parameter, value: number): readonly ParameterInfo[] {
  const { name, about, source, unit, range } = parameter;
  if (range === null) return [];
  const [low, high] = [range[0] / unit.factor, range[1] / unit.factor];
  return [{ name, about, source, unit: unit.text, value: value / unit.factor, low, high }];
}

/** The dosed fields with their blood concentration from 0 to the end of the scene, or to now where that is later. */
export function describeDoses(sim: Simulation): readonly DoseInfo[] {
  const until = Math.max(sim.scene.until, sim.time);
  return dosedFields(sim.scene.dosing).map((index) => {
    const field = sim.scene.model.fields[index];
    if (field === undefined) throw new Error(`no field ${index}`);
    const points = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
      const time = (until * i) / CURVE_POINTS;
      return { time, value: sim.blood(index, time) / field.unit.factor };
    });
    return { field: index, name: field.name, unit: field.unit.text, on: isOn(sim.dosing, index, sim.time), points };
  });
}
