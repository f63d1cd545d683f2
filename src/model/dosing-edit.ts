/** A schedule of doses as lines in the words of a scene, and back. */
import { UserError } from './error.ts';
import { readDose } from './read-dosing.ts';
import { scopeOf } from './read-scene.ts';
import { checkShape, createReader } from './reader.ts';
import { type RawDose, rawDose } from './schema.ts';
import type { Dose, Model } from './types.ts';

/**
 * Reads a schedule. @param parameters values that its amounts may use
 * @throws UserError `dosing[1].from …` for the first thing wrong
 */
export function readDosing(lines: readonly unknown[], model: Model, parameters: ArrayLike<number>): readonly Dose[] {
  const reader = createReader({ file: 'dosing', data: {}, locate: () => null });
  const scope = scopeOf(model, Array.from(parameters));
  return lines.map((line, i) => {
    try {
      return readDose(checkShape(rawDose, line, reader, ['dosing', i]), ['dosing', i], model, scope, reader);
    } catch (error) {
      throw error instanceof UserError ? new UserError(error.message.replace(/^dosing: /, '')) : error;
    }
  });
}

/** A schedule in the words of a scene. */
export function writeDosing(doses: readonly Dose[], model: Model): readonly RawDose[] {
  return doses.map(({ field: index, from, until, cycle, give, washout }) => {
    const field = model.fields[index]!;
    const { text, factor } = field.unit;
    const amount = text === '1' || text === '' ? give.value / factor : `${give.value / factor} ${text}`;
    return {
      field: field.name,
      [give.how]: amount,
      ...(give.how !== 'hold' && { every: `${give.every} h` }),
      ...(from > 0 && { from: `${from} h` }),
      ...(Number.isFinite(until) && { until: `${until} h` }),
      ...(cycle !== null && { on: `${cycle.on} h`, off: `${cycle.off} h` }),
      ...(washout && { washout }),
    };
  });
}
