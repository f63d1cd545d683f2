/** Parameters, fields and the matrix of a model. */
import { type Draft, declare, foundingScope, matrixScope, parameterScope, siteScope } from './draft.ts';
import { evaluateParameters } from './evaluate.ts';
import { parseExpression, readExpression, type Scope } from './expression.ts';
import { namesIn } from './parse.ts';
import type { RawModel } from './schema.ts';
import { sortByUse } from './topological.ts';
import type { Dimension, Expr, Field, MatrixVariable } from './types.ts';
import { isWithin, LENGTH, NONE, parseQuantity, parseUnit, per, power, quantityOf, TIME } from './units.ts';
import type { Path } from './yaml.ts';

type RawField = NonNullable<RawModel['fields']>[string];
type RawVariable = NonNullable<RawModel['matrix']>['variables'][string];

const ZERO: Expr = { op: 'number', value: 0 };
const DIFFUSIVITY = per(power(LENGTH, 2), TIME);
const PER_TIME = per(NONE, TIME);

/** Reads the parameters into the draft. */
export function readParameters(raw: RawModel, draft: Draft): void {
  for (const [name, given] of Object.entries(raw.parameters ?? {})) {
    const path = ['parameters', name];
    const { value, unit } = draft.reader.at([...path, 'value'], () => parseQuantity(given.value));
    const bound = (i: 0 | 1) =>
      given.range ? draft.reader.at([...path, 'range', i], () => quantityOf(given.range![i], unit.dimension)) : 0;
    const range = given.range ? ([bound(0), bound(1)] as const) : null;
    if (range && !isWithin(value, range)) {
      draft.reader.fail([...path, 'value'], `${given.value} is outside its range, ${given.range!.join(' to ')}`);
    }
    declare(draft, path, name, { of: 'parameter', index: draft.parameters.length }, unit.dimension);
    const { about = '', source = '' } = given;
    draft.parameters.push({ name, value, unit, range, about, source });
  }
}

/** Declares the fields in the draft, so that expressions can name them. */
export function declareFields(raw: RawModel, draft: Draft): void {
  Object.entries(raw.fields ?? {}).forEach(([name, field], index) => {
    const path = ['fields', name];
    const unit = draft.reader.at([...path, 'unit'], () => parseUnit(String(field.unit)));
    declare(draft, path, name, { of: 'field', index }, unit.dimension);
  });
}

/** Reads the fields. Every name of the model must be declared. */
export function readFields(raw: RawModel, draft: Draft): readonly Field[] {
  return Object.entries(raw.fields ?? {}).map(([name, field]) => readField(name, field, draft));
}

function readField(name: string, raw: RawField, draft: Draft): Field {
  const scope = parameterScope(draft);
  const unit = parseUnit(String(raw.unit));
  const slot = (key: keyof RawField & string, need: Dimension, within: Scope = scope): Expr | null =>
    readSlot(draft, raw[key] as string | number | undefined, ['fields', name, key], within, need);
  const field: Field = {
    name,
    unit,
    diffusion: slot('diffusion', DIFFUSIVITY)!,
    hindrance: slot('hindrance', NONE, matrixScope(draft)),
    decay: slot('decay', PER_TIME) ?? ZERO,
    steady: raw.steady ?? false,
    saturation: slot('saturation', unit.dimension),
    blood: slot('blood', unit.dimension) ?? ZERO,
    halfLife: slot('half_life', TIME),
    earlyPart: slot('early_part', NONE),
    earlyHalfLife: slot('early_half_life', TIME),
    about: raw.about ?? '',
    source: raw.source ?? '',
  };
  const given = [raw.half_life, raw.early_part, raw.early_half_life].map((one) => one !== undefined);
  if (given[1] !== given[2] || (given[1] && !given[0])) {
    const key = given[1] ? 'early_part' : 'early_half_life';
    draft.reader.fail(['fields', name, key], 'needs half_life, early_part and early_half_life together');
  }
  const values = draft.parameters.map((parameter) => parameter.value);
  for (const [key, rule] of fieldFaults(field, values)) draft.reader.fail(['fields', name, key], rule);
  return field;
}

/** What is impossible about the numbers of a field with these parameters: pairs of key and sentence. */
export function fieldFaults(field: Field, parameters: ArrayLike<number>): readonly (readonly [string, string])[] {
  const rules = [
    ['diffusion', field.diffusion, false],
    ['decay', field.decay, false],
    ['blood', field.blood, false],
    ['saturation', field.saturation, true],
    ['half_life', field.halfLife, true],
    ['early_half_life', field.earlyHalfLife, true],
  ] as const;
  const part = field.earlyPart === null ? 0 : evaluateParameters(field.earlyPart, parameters);
  if (!(part >= 0 && part <= 1)) return [['early_part', `needs to be 0 to 1, given ${part}`]];
  return rules.flatMap(([key, expr, above]) => {
    const value = expr === null ? 1 : evaluateParameters(expr, parameters);
    if (above ? value > 0 : value >= 0) return [];
    return [[key, `needs to be ${above ? 'above 0' : '0 or more'}, given ${value}`] as const];
  });
}

function readSlot(
  draft: Draft,
  raw: string | number | undefined,
  path: Path,
  scope: Scope,
  need: Dimension,
): Expr | null {
  if (raw === undefined) return null;
  draft.reader.texts.set(path.join('.'), String(raw));
  return draft.reader.at(path, () => readExpression(raw, scope, need));
}

/** Names of the matrix variables as the model keeps them: dynamic ones, then derived ones, each after those it uses. */
function matrixOrder(raw: RawModel, draft: Draft): readonly string[] {
  const variables = raw.matrix?.variables ?? {};
  const names = Object.keys(variables);
  const derived = names.filter((name) => variables[name]!.value !== undefined);
  const { sorted, circle } = sortByUse(derived, (name) =>
    draft.reader.at(['matrix', 'variables', name, 'value'], () => namesIn(parseExpression(variables[name]!.value!))),
  );
  if (circle) draft.reader.fail(['matrix', 'variables'], `has a circle: ${circle.join(' -> ')}`);
  return [...names.filter((name) => !derived.includes(name)), ...sorted];
}

/** Declares the matrix variables in the draft, in the order the model keeps them. */
export function declareMatrix(raw: RawModel, draft: Draft): readonly string[] {
  const order = matrixOrder(raw, draft);
  order.forEach((name, index) => {
    const path = ['matrix', 'variables', name];
    const unit = draft.reader.at([...path, 'unit'], () => parseUnit(String(raw.matrix!.variables[name]!.unit ?? 1)));
    declare(draft, path, name, { of: 'matrix', index }, unit.dimension);
  });
  return order;
}

/** Reads the matrix variables named in `order`. Every name of the model must be declared. */
export function readMatrix(raw: RawModel, order: readonly string[], draft: Draft): readonly MatrixVariable[] {
  return order.map((name) => readVariable(name, raw.matrix!.variables[name]!, draft));
}

function readVariable(name: string, raw: RawVariable, draft: Draft): MatrixVariable {
  const path = ['matrix', 'variables', name];
  const unit = parseUnit(String(raw.unit ?? 1));
  if ((raw.rate === undefined) === (raw.value === undefined)) {
    draft.reader.fail(path, 'needs either a rate (it changes) or a value (it is derived)');
  }
  if (raw.value !== undefined && raw.start !== undefined) {
    draft.reader.fail([...path, 'start'], 'cannot stand next to value; a derived variable has no start');
  }
  const slot = (key: 'start' | 'rate' | 'value', scope: Scope, need: Dimension) =>
    readSlot(draft, raw[key], [...path, key], scope, need);
  const [min, max] = readBounds(draft, raw, path, unit.dimension);
  return {
    name,
    unit,
    start: slot('start', foundingScope(draft), unit.dimension) ?? (raw.rate === undefined ? null : ZERO),
    rate: slot('rate', siteScope(draft), per(unit.dimension, TIME)),
    value: slot('value', matrixScope(draft), unit.dimension),
    min,
    max,
    about: raw.about ?? '',
    source: raw.source ?? '',
  };
}

/** `min` and `max` in base units, infinite where not stated. @throws UserError when they cross */
export function readBounds(
  draft: Draft,
  raw: { readonly min?: string | number; readonly max?: string | number },
  path: Path,
  dimension: Dimension,
): readonly [number, number] {
  const bound = (key: 'min' | 'max', otherwise: number) => {
    const given = raw[key];
    return given === undefined ? otherwise : draft.reader.at([...path, key], () => quantityOf(given, dimension));
  };
  const [min, max] = [bound('min', -Infinity), bound('max', Infinity)];
  if (min > max) draft.reader.fail([...path, 'max'], `${raw.max} is below min, ${raw.min}`);
  return [min, max];
}

/** Hours between runs of the matrix equations, 0 for every tick. @throws UserError when negative */
export function readMatrixEvery(raw: RawModel, draft: Draft): number {
  const every = raw.matrix?.every ?? 0;
  const hours = draft.reader.at(['matrix', 'every'], () => quantityOf(every, TIME));
  if (hours < 0) draft.reader.fail(['matrix', 'every'], `needs to be 0 or more, given ${every}`);
  return hours;
}
