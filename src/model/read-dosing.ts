/** The dosing schedule of a scene: what is given, and which parameters are held at another value for a while. */
import { suggest } from './error.ts';
import { evaluateParameters } from './evaluate.ts';
import { readExpression, type Scope } from './expression.ts';
import type { Reader } from './reader.ts';
import type { RawDose } from './schema.ts';
import type { Dose, Model, Setting, Timing } from './types.ts';
import { formatQuantity, isWithin, parseDuration, quantityOf, TIME } from './units.ts';
import type { Path } from './yaml.ts';

/** What is given, and what is held meanwhile. */
export interface Schedule {
  readonly dosing: readonly Dose[];
  readonly settings: readonly Setting[];
}

/** Reads a schedule; amounts may be expressions of parameters, worth what `scope` says. @throws UserError */
export function readSchedule(lines: readonly RawDose[], model: Model, scope: Scope, reader: Reader): Schedule {
  const dosing: Dose[] = [];
  const settings: Setting[] = [];
  lines.forEach((raw, i) => {
    const path = ['dosing', i];
    if ((raw.field === undefined) === (raw.parameter === undefined)) {
      reader.fail(path, `needs one of field, parameter, given ${raw.field === undefined ? 'none' : 'both'}`);
    }
    if (raw.parameter === undefined) dosing.push(readDose(raw, path, model, scope, reader));
    else settings.push(readSetting(raw, path, model, scope, reader));
  });
  return { dosing, settings };
}

function readSetting(raw: RawDose, path: Path, model: Model, scope: Scope, reader: Reader): Setting {
  const known = model.parameters.map(({ name }) => name);
  const parameter = model.parameters.find(({ name }) => name === raw.parameter);
  if (!parameter) {
    const hint = suggest(raw.parameter!, known);
    return reader.fail([...path, 'parameter'], `${raw.parameter} is not a parameter of the model${hint}`);
  }
  for (const key of ['dose', 'average', 'every', 'washout'] as const) {
    if (raw[key] !== undefined) reader.fail([...path, key], 'is for fields; a parameter is held');
  }
  if (raw.hold === undefined) return reader.fail(path, `needs hold, the value that ${parameter.name} has meanwhile`);
  const { name, unit, range } = parameter;
  const value = reader.at([...path, 'hold'], () =>
    evaluateParameters(readExpression(raw.hold!, scope, unit.dimension), scope.parameters),
  );
  if (!Number.isFinite(value) || (range && !isWithin(value, range))) {
    const allowed = range ? `from ${range.map((bound) => formatQuantity(bound, unit)).join(' to ')}` : 'finite';
    reader.fail([...path, 'hold'], `needs to be ${allowed}, given ${raw.hold}`);
  }
  return { parameter: name, value, ...readTiming(raw, path, reader) };
}

function readDose(raw: RawDose, path: Path, model: Model, scope: Scope, reader: Reader): Dose {
  const field = model.fields.findIndex((one) => one.name === raw.field);
  if (field < 0) {
    const known = model.fields.map((one) => one.name);
    reader.fail([...path, 'field'], `${raw.field} is not a field of the model${suggest(raw.field!, known)}`);
  }
  return {
    field,
    ...readTiming(raw, path, reader),
    give: readGiving(raw, path, model, field, scope, reader),
    washout: raw.washout ?? false,
  };
}

function readTiming(raw: RawDose, path: Path, reader: Reader): Timing {
  const from = raw.from === undefined ? 0 : reader.at([...path, 'from'], () => quantityOf(raw.from!, TIME));
  const until = raw.until === undefined ? Infinity : reader.at([...path, 'until'], () => quantityOf(raw.until!, TIME));
  if (from < 0) reader.fail([...path, 'from'], `needs to be 0 or later, given ${raw.from}`);
  if (until <= from)
    reader.fail([...path, 'until'], `needs to be later than from, ${raw.from ?? '0 h'}, given ${raw.until}`);
  return { from, until, cycle: readCycle(raw, path, reader) };
}

function readCycle(raw: RawDose, path: Path, reader: Reader): Timing['cycle'] {
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
