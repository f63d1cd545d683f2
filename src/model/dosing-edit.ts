/** A schedule as lines in the words of a scene, and back. */
import { UserError } from './error.ts';
import { readSchedule, type Schedule } from './read-dosing.ts';
import { scopeOf } from './read-scene.ts';
import { checkShape, createReader } from './reader.ts';
import { type RawDose, rawDose } from './schema.ts';
import type { Dose, Model, Setting, Timing, Unit } from './types.ts';

/**
 * Reads a schedule. @param parameters values that its amounts may use
 * @throws UserError `dosing[1].from …` for the first thing wrong
 */
export function readDosing(lines: readonly unknown[], model: Model, parameters: ArrayLike<number>): Schedule {
  const reader = createReader({ file: 'dosing', data: {}, locate: () => null });
  const scope = scopeOf(model, Array.from(parameters));
  try {
    const checked = lines.map((line, i) => checkShape(rawDose, line, reader, ['dosing', i]));
    return readSchedule(checked, model, scope, reader);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message.replace(/^dosing: /, '')) : error;
  }
}

/** A schedule in the words of a scene. */
export function writeDosing(
  doses: readonly Dose[],
  model: Model,
  settings: readonly Setting[] = [],
): readonly RawDose[] {
  const given = doses.map(({ field: index, give, washout, ...timing }) => {
    const { name, unit } = model.fields[index]!;
    return {
      field: name,
      [give.how]: writeAmount(give.value, unit),
      ...(give.how !== 'hold' && { every: `${give.every} h` }),
      ...writeTiming(timing),
      ...(washout && { washout }),
    };
  });
  const held = settings.map(({ parameter, value, ...timing }) => {
    const { unit } = model.parameters.find(({ name }) => name === parameter)!;
    return { parameter, hold: writeAmount(value, unit), ...writeTiming(timing) };
  });
  return [...given, ...held];
}

function writeAmount(value: number, { text, factor }: Unit): string | number {
  return text === '1' || text === '' ? value / factor : `${value / factor} ${text}`;
}

function writeTiming({ from, until, cycle }: Timing): Partial<RawDose> {
  return {
    ...(from > 0 && { from: `${from} h` }),
    ...(Number.isFinite(until) && { until: `${until} h` }),
    ...(cycle !== null && { on: `${cycle.on} h`, off: `${cycle.off} h` }),
  };
}
