/** The dosing schedule of a scene. */
import { suggest } from './error.ts';
import { evaluateParameters } from './evaluate.ts';
import { readExpression, type Scope } from './expression.ts';
import type { Reader } from './reader.ts';
import type { RawDose } from './schema.ts';
import type { Dose, Model } from './types.ts';
import { parseDuration, quantityOf, TIME } from './units.ts';
import type { Path } from './yaml.ts';

/** Reads one line of the schedule; amounts may be expressions of parameters, worth what `scope` says. @throws UserError */
export function readDose(raw: RawDose, path: Path, model: Model, scope: Scope, reader: Reader): Dose {
  const field = model.fields.findIndex((one) => one.name === raw.field);
  if (field < 0) {
    const known = model.fields.map((one) => one.name);
    reader.fail([...path, 'field'], `${raw.field} is not a field of the model${suggest(raw.field, known)}`);
  }
  const from = raw.from === undefined ? 0 : reader.at([...path, 'from'], () => quantityOf(raw.from!, TIME));
  const until = raw.until === undefined ? Infinity : reader.at([...path, 'until'], () => quantityOf(raw.until!, TIME));
  if (from < 0) reader.fail([...path, 'from'], `needs to be 0 or later, given ${raw.from}`);
  if (until <= from)
    reader.fail([...path, 'until'], `needs to be later than from, ${raw.from ?? '0 h'}, given ${raw.until}`);
  return {
    field,
    from,
    until,
    cycle: readCycle(raw, path, reader),
    give: readGiving(raw, path, model, field, scope, reader),
    washout: raw.washout ?? false,
  };
}

function readCycle(raw: RawDose, path: Path, reader: Reader): Dose['cycle'] {
  if (raw.on === undefined && raw.off === undefined) return null;
  if (raw.on === undefined || raw.off === undefined) return reader.fail(path, 'needs both on and off, or neither');
  return { on: duration(raw.on, [...path, 'on'], reader), off: duration(raw.off, [...path, 'off'], reader) };
}

function duration(raw: string | number, path: Path, reader: Reader): number {
  return reader.at(path, () => parseDuration(raw));
}

function readGiving(raw: RawDose, path: Path, model: Model, index: number, scope: Scope, reader: Reader): Dose['give'] {
  const given = (['hold', 'dose', 'average'] as const).filter((key) => raw[key] !== undefined);
  const how = given[0];
  if (how === undefined || given.length > 1) {
    return reader.fail(path, `needs one of hold, dose, average, given ${given.join(' and ') || 'none'}`);
  }
  const { name, unit, halfLife } = model.fields[index]!;
  const value = reader.at([...path, how], () =>
    evaluateParameters(readExpression(raw[how]!, scope, unit.dimension), scope.parameters),
  );
  if (!(value >= 0)) reader.fail([...path, how], `needs to be 0 or more, given ${raw[how]}`);
  if (how === 'hold') {
    if (raw.every !== undefined) reader.fail([...path, 'every'], 'is for dose and average; hold is without pause');
    return { how, value };
  }
  if (!halfLife) reader.fail([...path, how], `needs a half_life of ${name} in the model`);
  if (raw.every === undefined) return reader.fail(path, `needs every, the time from one ${how} to the next`);
  return { how, value, every: duration(raw.every, [...path, 'every'], reader) };
}
