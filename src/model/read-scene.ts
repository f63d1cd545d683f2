/** A scene file with its model, read and checked from end to end. */
import type { Host } from '../host/types.ts';
import { isName, NOT_A_NAME } from './draft.ts';
import { suggest, UserError } from './error.ts';
import { evaluateParameters } from './evaluate.ts';
import { readExpression, type Scope } from './expression.ts';
import { parseMeasure } from './measures.ts';
import { readMerged } from './merge.ts';
import { checkOverridden } from './overridden.ts';
import { armSource } from './read-arms.ts';
import { readSchedule } from './read-dosing.ts';
import { readModel } from './read-model.ts';
import { readTissue } from './read-tissue.ts';
import { readLayer, readViews } from './read-views.ts';
import { checkShape, createReader, type Reader } from './reader.ts';
import { type RawScene, rawScene } from './schema.ts';
import type { Boundary, LatticeShape, Model, Parameter, Scene } from './types.ts';
import { formatQuantity, isWithin, LENGTH, parseDuration, quantityOf } from './units.ts';

/** What a command line or a control changes about a scene; texts as the user wrote them. */
export interface SceneOverrides {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly seed?: number | string;
  readonly tick?: string;
  readonly until?: string;
  readonly every?: string;
  /** Path of a table of cells, ready for `host.readText`. */
  readonly table?: string;
  /** An arm of the scene's experiment, and which value of its series (0 for the first). */
  readonly arm?: string;
  readonly point?: number;
  /** Factors on the model's own values of parameters that neither scene nor arm sets; kept within their ranges. */
  readonly scale?: Readonly<Record<string, number>>;
}

const DEFAULT_TICK = '30 min';
const DEFAULT_EVERY = '6 h';
const DEFAULT_SPACING = 20;
const MAX_SIDE = 4096;
const MAX_SEED = 2 ** 32 - 1;

/**
 * Reads a scene, what it extends and its model. `until` and `every` are rounded to whole ticks, at least one.
 * @throws UserError `file:line: path …` for the first thing wrong, `--option …` when it is an override
 */
export async function readScene(path: string, host: Host, overrides: SceneOverrides = {}): Promise<Scene> {
  const merged = await readMerged(path, host);
  const source = overrides.arm === undefined ? merged : armSource(merged, overrides.arm, overrides.point);
  const reader = createReader(source);
  const raw = checkShape(rawScene, source.data, reader);
  const model = await readModel(raw.model, host);
  const parameters = readParameters(raw, model, reader, overrides);
  checkOverridden(model, parameters, path);
  const scope = scopeOf(model, parameters);
  const schedule = readSchedule(raw.dosing ?? [], model, scope, reader);
  for (const { parameter, value } of schedule.settings) {
    const held = model.parameters.map(({ name }, k) => (name === parameter ? value : parameters[k]!));
    checkOverridden(model, held, path);
  }
  const tissue = readTissue(raw.tissue, model, reader, overrides.table ?? null);
  if (tissue.from === 'generator' && !raw.lattice) reader.fail(['lattice'], 'is missing; a generator needs its size');
  return {
    path,
    title: raw.title,
    about: raw.about ?? '',
    question: raw.question ?? '',
    model,
    parameters: Float64Array.from(parameters),
    lattice: raw.lattice ? readLattice(raw.lattice, reader) : null,
    ...readTimes(raw, reader, overrides),
    seed: readSeed(raw, reader, overrides),
    boundaries: readBoundaries(raw, model, reader),
    blood: readBlood(raw, model, scope, reader),
    ...schedule,
    tissue,
    measures: Object.entries(raw.measures ?? {}).map(([name, text]) => {
      if (!isName(name)) reader.fail(['measures', name], NOT_A_NAME);
      return { name, value: reader.at(['measures', name], () => parseMeasure(text, model)) };
    }),
    layer: readLayer(raw.view?.layer ?? 'states', model, reader, ['view', 'layer']),
    views: readViews(raw, model, reader),
  };
}

/** The names that a schedule may use: parameters, at these values. */
export function scopeOf(model: Model, parameters: readonly number[]): Scope {
  const names = model.parameters.map(({ name, unit }, index) => {
    return [name, { ref: { of: 'parameter', index }, dimension: unit.dimension }] as const;
  });
  const elsewhere = new Set([...model.fields, ...model.matrix].map(({ name }) => name));
  return { names: new Map(names), fields: null, states: null, parameters, allows: 'only parameters', elsewhere };
}

/** Values of all parameters: the model's, scaled where that is asked for, then the scene's, then the command line's. */
function readParameters(raw: RawScene, model: Model, reader: Reader, overrides: SceneOverrides): number[] {
  const { parameters: set = {}, scale = {} } = overrides;
  const values = model.parameters.map(({ name, value, range }) => {
    const [least, most] = range ?? [-Infinity, Infinity];
    return Object.hasOwn(scale, name) ? Math.min(Math.max(value * scale[name]!, least), most) : value;
  });
  const assign = (name: string, text: string | number) => {
    const index = model.parameters.findIndex((parameter) => parameter.name === name);
    if (index < 0) {
      const known = model.parameters.map((parameter) => parameter.name);
      throw new UserError(`is not a parameter of the model${suggest(name, known)}`);
    }
    values[index] = parameterValue(model.parameters[index]!, text);
  };
  for (const [name, text] of Object.entries(raw.parameters ?? {})) {
    reader.at(['parameters', name], () => assign(name, text));
  }
  for (const [name, text] of Object.entries(set)) option('--set', name, () => assign(name, text));
  return values;
}

/** Runs `read`; a UserError in it is told as one about an option. */
function option<T>(name: string, of: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${name} ${of === '' ? '' : `${of} `}${error.message}`);
    throw error;
  }
}

/**
 * Value of a parameter from text with a unit, in base units.
 * @throws UserError when the unit is wrong or the value outside the parameter's range
 */
export function parameterValue(parameter: Parameter, text: string | number): number {
  const value = quantityOf(text, parameter.unit.dimension);
  const { range, unit } = parameter;
  if (range && !isWithin(value, range)) {
    const [least, most] = range.map((bound) => formatQuantity(bound, unit));
    throw new UserError(`needs to be from ${least} to ${most}, given ${text}`);
  }
  return value;
}

function readLattice(raw: NonNullable<RawScene['lattice']>, reader: Reader): LatticeShape {
  for (const side of ['width', 'height'] as const) {
    const length = raw[side];
    if (length < 1 || length > MAX_SIDE) {
      reader.fail(['lattice', side], `needs to be from 1 to ${MAX_SIDE} sites, given ${length}`);
    }
  }
  const text = raw.spacing;
  const spacing =
    text === undefined ? DEFAULT_SPACING : reader.at(['lattice', 'spacing'], () => quantityOf(text, LENGTH));
  if (!(spacing > 0)) reader.fail(['lattice', 'spacing'], `needs to be above 0, given ${text}`);
  const { width, height, edges = 'periodic', mixing = 'local' } = raw;
  return { width, height, spacing, edges, mixing };
}

function readTimes(raw: RawScene, reader: Reader, overrides: SceneOverrides) {
  const time = (key: 'tick' | 'until' | 'every', otherwise: string, override?: string) =>
    override === undefined
      ? reader.at([key], () => parseDuration(raw[key] ?? otherwise))
      : option(`--${key}`, '', () => parseDuration(override));
  const tick = time('tick', DEFAULT_TICK, overrides.tick);
  const whole = (hours: number) => Math.max(1, Math.round(hours / tick)) * tick;
  return {
    tick,
    until: whole(time('until', '', overrides.until)),
    every: whole(time('every', DEFAULT_EVERY, overrides.every)),
  };
}

function readSeed(raw: RawScene, reader: Reader, overrides: SceneOverrides): number {
  const read = (given: number | string): number => {
    const seed = String(given).trim() === '' ? Number.NaN : Number(given);
    if (Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED) return seed;
    throw new UserError(`needs a whole number from 0 to ${MAX_SEED}, given ${given}`);
  };
  const { seed } = overrides;
  return seed === undefined ? reader.at(['seed'], () => read(raw.seed ?? 1)) : option('--seed', '', () => read(seed));
}

/** One entry per field, in the order of the model; null where the scene says nothing. */
function perField<Raw, T>(
  given: Readonly<Record<string, Raw>> | undefined,
  key: string,
  model: Model,
  reader: Reader,
  read: (raw: Raw, field: Model['fields'][number]) => T,
): (T | null)[] {
  const known = model.fields.map((field) => field.name);
  for (const name of Object.keys(given ?? {})) {
    if (!known.includes(name)) reader.fail([key, name], `is not a field of the model${suggest(name, known)}`);
  }
  return model.fields.map((field) =>
    given && Object.hasOwn(given, field.name)
      ? reader.at([key, field.name], () => read(given[field.name]!, field))
      : null,
  );
}

function readBoundaries(raw: RawScene, model: Model, reader: Reader): (Boundary | null)[] {
  return perField(raw.boundaries, 'boundaries', model, reader, (text, { unit }): Boundary => {
    if (text === 'periodic' || text === 'no-flux' || text === 'blood') return { kind: text };
    if (!/^\s*[-+.\d]/.test(String(text))) {
      throw new UserError(`needs to be periodic, no-flux, blood or a held value like 38 ${unit.text}, given ${text}`);
    }
    const value = quantityOf(text, unit.dimension);
    if (value < 0) throw new UserError(`needs to be 0 or more, given ${text}`);
    return { kind: 'held', value };
  });
}

function readBlood(raw: RawScene, model: Model, scope: Scope, reader: Reader): (number | null)[] {
  return perField(raw.blood, 'blood', model, reader, (text, { unit }) => {
    const value = evaluateParameters(readExpression(text, scope, unit.dimension), scope.parameters);
    if (!(value >= 0)) throw new UserError(`needs to be 0 or more, given ${text}`);
    return value;
  });
}
