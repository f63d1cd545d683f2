/** What a brush can leave, and how much of it is usual. */
import type { Simulation } from '../engine/types.ts';
import type { PaintInfo, SessionInfo } from './protocol.ts';

/** How far above the usual a brush may go. */
const ROOM = 3;
/** Of a field that neither blood nor doses ever have. */
const UNKNOWN = 1;

/** Fields, and matrix variables with a rate of their own. */
export function describePaint(sim: Simulation): SessionInfo['paint'] {
  const { model, dosing } = sim.scene;
  return {
    fields: model.fields.map(({ name, unit }, f): PaintInfo => {
      const given = dosing.filter(({ field }) => field === f).map(({ give }) => give.value);
      const usual = Math.max(sim.blood(f, 0), ...given, 0) / unit.factor || UNKNOWN;
      return { name, unit: unit.text, factor: unit.factor, low: 0, high: ROOM * usual, usual };
    }),
    matrix: (model.matrix ?? []).flatMap(({ name, unit, rate, min, max }): readonly PaintInfo[] => {
      if (rate === null) return [];
      const low = Number.isFinite(min) ? min / unit.factor : 0;
      const high = Number.isFinite(max) ? max / unit.factor : 1;
      return [{ name, unit: unit.text, factor: unit.factor, low, high, usual: low + 0.8 * (high - low) }];
    }),
  };
}
