import type { Simulation } from '../engine/types.ts';
import type { DoseCurve } from '../render/dose-bar.ts';

/** More than a frame's dose bar has pixels in an ordinary video, so that steps look like steps. */
const POINTS = 720;

/** Blood concentration over [0, until] h of every field that the scene doses, in the field's own unit. */
export function doseCurves(simulation: Simulation, until: number): DoseCurve[] {
  const { fields } = simulation.scene.model;
  const dosed = new Set(simulation.dosing.map((dose) => dose.field));
  return fields.flatMap((field, index) => {
    if (!dosed.has(index)) return [];
    const points = Array.from({ length: POINTS + 1 }, (_, i) => {
      const time = (i / POINTS) * until;
      return { time, value: simulation.blood(index, time) / field.unit.factor };
    });
    return [{ name: field.name, unit: field.unit.text, points }];
  });
}
