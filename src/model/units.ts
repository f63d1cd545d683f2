/** Units: text to factor and dimension. Base units are um, h, nM and mmHg; 1 kPa = 7.50062 mmHg. */
import { UserError } from './error.ts';
import type { Dimension, Unit } from './types.ts';

export const NONE: Dimension = [0, 0, 0, 0];
export const LENGTH: Dimension = [1, 0, 0, 0];
export const TIME: Dimension = [0, 1, 0, 0];
const CONCENTRATION: Dimension = [0, 0, 1, 0];
const PRESSURE: Dimension = [0, 0, 0, 1];

const KPA_IN_MMHG = 7.50062;

/** An atom is `above / below` base units: two whole numbers where possible, so that 0.48 /d is 0.02 /h to the last digit. */
type Atom = readonly [above: number, below: number, dimension: Dimension];

const ATOMS: ReadonlyMap<string, Atom> = new Map([
  ['nm', [1, 1e3, LENGTH]],
  ['um', [1, 1, LENGTH]],
  ['mm', [1e3, 1, LENGTH]],
  ['cm', [1e4, 1, LENGTH]],
  ['s', [1, 3600, TIME]],
  ['min', [1, 60, TIME]],
  ['h', [1, 1, TIME]],
  ['d', [24, 1, TIME]],
  ['pM', [1, 1e3, CONCENTRATION]],
  ['nM', [1, 1, CONCENTRATION]],
  ['uM', [1e3, 1, CONCENTRATION]],
  ['mM', [1e6, 1, CONCENTRATION]],
  ['M', [1e9, 1, CONCENTRATION]],
  ['Pa', [KPA_IN_MMHG, 1e3, PRESSURE]],
  ['kPa', [KPA_IN_MMHG, 1, PRESSURE]],
  ['mmHg', [1, 1, PRESSURE]],
  ['1', [1, 1, NONE]],
  ['%', [1, 100, NONE]],
  ['au', [1, 1, NONE]],
]);

/** The atoms of unit text that could be mistaken for a name. */
export const UNIT_ATOMS: readonly string[] = [...ATOMS.keys()].filter((atom) => /^[A-Za-z]/.test(atom));

/** Sum of exponents: the dimension of a product. */
export function times(a: Dimension, b: Dimension): Dimension {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

/** Exponents scaled: the dimension of `a` to the power `n`. */
export function power(a: Dimension, n: number): Dimension {
  const scaled = (e: number) => (e === 0 ? 0 : e * n);
  return [scaled(a[0]), scaled(a[1]), scaled(a[2]), scaled(a[3])];
}

/** The dimension of a quotient. */
export function per(a: Dimension, b: Dimension): Dimension {
  return times(a, power(b, -1));
}

export function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((e, i) => Math.abs(e - b[i]!) < 1e-9);
}

/** A dimension in base units, as a user would write it: `um2/h`; `no unit` when there is none. */
export function formatDimension(dimension: Dimension): string {
  const names = ['um', 'h', 'nM', 'mmHg'];
  const part = (sign: number) =>
    dimension.flatMap((e, i) => (e * sign > 0 ? [`${names[i]}${e * sign === 1 ? '' : e * sign}`] : []));
  const above = part(1).join('.');
  const below = part(-1).map((atom) => `/${atom}`);
  return above + below.join('') || 'no unit';
}

/**
 * Parses unit text: atoms with powers behind them, products with `.`, quotients with `/`, from left to right.
 * @throws UserError naming the part that is not a unit.
 */
export function parseUnit(text: string): Unit {
  const { above, below, dimension } = parseAtoms(text);
  return { text: clean(text) || '1', factor: above / below, dimension };
}

function clean(text: string): string {
  return text.trim().replace(/[µμ]/g, 'u');
}

function parseAtoms(text: string): { above: number; below: number; dimension: Dimension } {
  let [above, below, dimension] = [1, 1, NONE];
  const written = clean(text);
  if (written === '') return { above, below, dimension };
  const parts = (/^[./]/.test(written) ? written : `.${written}`).match(/[./][^./]*/g)!;
  for (const part of parts) {
    const name = part.slice(1).trim();
    const match = /^(?:(1)|(%|[A-Za-z]+)(-?[1-9])?)$/.exec(name);
    const atom = ATOMS.get(match?.[1] ?? match?.[2] ?? '');
    if (!atom) throw new UserError(unknownUnit(name, text));
    const exponent = Number(match?.[3] ?? 1) * (part.startsWith('/') ? -1 : 1);
    const [up, down] = exponent > 0 ? [atom[0], atom[1]] : [atom[1], atom[0]];
    above *= up ** Math.abs(exponent);
    below *= down ** Math.abs(exponent);
    dimension = times(dimension, power(atom[2], exponent));
  }
  return { above, below, dimension };
}

function unknownUnit(name: string, text: string): string {
  const where = name === text.trim() ? '' : ` in ${text.trim()}`;
  const what = name === '' ? 'an empty unit' : `${name}, which is not a unit`;
  return `has ${what}${where}; units are ${[...ATOMS.keys()].join(' ')}`;
}

const QUANTITY = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([^\d\s].*|1\s*\/.*)?$/;

/** A number with its unit; `value` is in base units. */
export interface Quantity {
  readonly value: number;
  readonly unit: Unit;
}

/**
 * Parses a number with an optional unit (`1800 um2/s`, `3`).
 * @throws UserError when it is not one, or when the unit is not known.
 */
export function parseQuantity(raw: string | number): Quantity {
  const match = QUANTITY.exec(String(raw));
  if (!match) throw new UserError(`needs a quantity like 38 mmHg, given ${raw}`);
  return scaled(Number(match[1]), match[2] ?? '');
}

/** `number` of a unit given as text, in base units. @throws UserError for what is not a unit, or too large */
export function scaled(number: number, text: string): Quantity {
  const { above, below } = parseAtoms(text);
  const value = (number * above) / below;
  if (!Number.isFinite(value)) throw new UserError(`needs a finite number, given ${number} ${text}`);
  return { value, unit: parseUnit(text) };
}

/** The quantity that `raw` is from end to end, or null when it is something else (an expression, say). */
export function tryQuantity(raw: string): Quantity | null {
  if (!QUANTITY.test(raw)) return null;
  try {
    return parseQuantity(raw);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/**
 * Reads a quantity of a given dimension; a bare 0 fits any.
 * @returns the value in base units.
 * @throws UserError that names the unit given and one that would do.
 */
export function quantityOf(raw: string | number, dimension: Dimension): number {
  const { value, unit } = parseQuantity(raw);
  const bareZero = value === 0 && sameDimension(unit.dimension, NONE);
  if (!bareZero && !sameDimension(unit.dimension, dimension)) throw new UserError(wrongUnit(unit, dimension, raw));
  return value;
}

function wrongUnit(unit: Unit, dimension: Dimension, raw: string | number): string {
  const given = sameDimension(unit.dimension, NONE) ? `${raw}, which has no unit` : unit.text;
  if (sameDimension(dimension, NONE)) return `needs a number without a unit, given ${given}`;
  return `needs a unit like ${formatDimension(dimension)}, given ${given}`;
}

/** Whether a value lies in a range, give or take the rounding of unit conversion. */
export function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  const slack = 1e-9 * Math.abs(value);
  return least - slack <= value && value <= most + slack;
}

/** A base value shown in a unit, with as many digits as help: `38 mmHg`. */
export function formatQuantity(value: number, unit: Unit): string {
  const shown = String(Number((value / unit.factor).toPrecision(6)));
  return unit.text === '1' ? shown : `${shown} ${unit.text}`;
}

/**
 * Reads a time above 0, as written on a command line or in a scene: `14d`, `6 h`, `30 min`.
 * @returns hours.
 * @throws UserError with what was given and what is allowed.
 */
export function parseDuration(raw: string | number): number {
  const hint = 'a time above 0 like 14 d, 6 h or 30 min';
  const quantity = QUANTITY.test(String(raw)) ? parseQuantity(raw) : null;
  if (!quantity || !sameDimension(quantity.unit.dimension, TIME) || !(quantity.value > 0)) {
    throw new UserError(`needs ${hint}, given ${raw}`);
  }
  return quantity.value;
}
