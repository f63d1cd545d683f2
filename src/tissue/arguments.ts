/** The pieces that generator arguments are made of, as zod schemas whose messages name what was given and allowed. */
import { z } from 'zod';
import { suggest, UserError } from '../model/error.ts';
import type { Dimension, LayerName, Model } from '../model/types.ts';
import { formatQuantity, LENGTH, quantityOf } from '../model/units.ts';

/** A part of some sites for each state. */
export type Mix = readonly { readonly state: number; readonly share: number }[];

/** One value per region of the generator. */
export type Regional = readonly number[];

/** Checks `args` and tells the first mistake as `place.key message`. @throws UserError */
export function checkArguments<T>(schema: z.ZodType<T>, args: unknown, place: string): T {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  throw new UserError(`${[place, ...issue.path].join('.')} ${issue.message}`);
}

/** An object of exactly these keys; an unknown one is told with the nearest known. */
export function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return 'needs keys and values';
      const key = issue.keys[0]!;
      return `has ${key}, which is not known${suggest(key, Object.keys(shape))}`;
    },
  });
}

/** A value read by a function that throws UserError. */
function checked<T>(read: (raw: unknown) => T) {
  return z
    .custom<unknown>((raw) => raw !== undefined, 'is missing')
    .transform((raw, context) => {
      try {
        return read(raw);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
        return z.NEVER;
      }
    });
}

/** A number in [low, high]. */
export const between = (low: number, high: number) => checked((raw) => readNumber(raw, low, high));

/** A length above 0, with its unit → um. */
export const length = checked((raw) => {
  const value = readQuantity(raw, LENGTH);
  if (!(value > 0)) throw new UserError(`needs a length above 0 like 80 um, given ${raw}`);
  return value;
});

/** Of 1 or more. */
export const wholeNumber = z.int('needs a whole number').min(1, 'needs to be 1 or more');

export const flag = z.boolean('needs true or false');

/** The name of a state on a layer → its id. */
export const stateOn = (model: Model, layer: LayerName) => checked((raw) => readState(raw, model, layer));

/** States and shares; on each layer they sum to at most 1. */
export const mixOf = (model: Model) =>
  checked((raw): Mix => {
    const mix = readEntries(raw).map(([name, value]) => ({
      state: readState(name, model, null),
      share: named(name, () => readNumber(value, 0, 1)),
    }));
    for (const layer of ['tissue', 'immune'] as const) {
      const sum = mix.reduce((total, m) => total + (model.states[m.state - 1]!.layer === layer ? m.share : 0), 0);
      if (sum > 1 + 1e-9) throw new UserError(`shares of the ${layer} layer sum to ${sum}; at most 1`);
    }
    return mix;
  });

/** States → a number of cells (`12 cells`, or a whole number above 1) or a fraction of `sites`. */
export const cellsOf = (model: Model, sites: number) =>
  checked((raw) =>
    readEntries(raw).map(([name, value]) => ({
      state: readState(name, model, null),
      count: named(name, () => readCount(value, sites)),
    })),
  );

/** Cells per mm²: one number, or one for each of `regions`. */
export const density = (regions: readonly string[]) =>
  checked((raw) => readRegional(raw, regions, (value) => readPerMm2(value)));

/** States of a layer → cells per mm². */
export const densities = (model: Model, layer: LayerName, regions: readonly string[]) =>
  checked((raw) =>
    readEntries(raw).map(([name, value]) => ({
      state: readState(name, model, layer),
      perMm2: named(name, () => readRegional(value, regions, readPerMm2)),
    })),
  );

/** Dynamic matrix variables → their initial values in base units. */
export const matrixValues = (model: Model, regions: readonly string[]) =>
  checked((raw) =>
    readEntries(raw).map(([name, value]) => {
      const variable = model.matrix.find((v) => v.name === name);
      const dynamic = model.matrix.filter((v) => v.value === null).map((v) => v.name);
      if (!variable) throw new UserError(`has ${name}, which is not a matrix variable${suggest(name, dynamic)}`);
      if (variable.value)
        throw new UserError(`has ${name}, which follows from others; set one of ${dynamic.join(', ')}`);
      const read = (v: unknown) => {
        const base = readQuantity(v, variable.unit.dimension);
        if (base >= variable.min && base <= variable.max) return base;
        const [min, max] = [formatQuantity(variable.min, variable.unit), formatQuantity(variable.max, variable.unit)];
        throw new UserError(`needs ${min} to ${max}, given ${v}`);
      };
      return { name, values: named(name, () => readRegional(value, regions, read)) };
    }),
  );

function readState(raw: unknown, model: Model, layer: LayerName | null): number {
  const labels = model.states.map((s) => s.label);
  const state = model.states.find((s) => s.label === raw);
  if (!state) throw new UserError(`has ${raw}, which is not a kind.state of the model${suggest(String(raw), labels)}`);
  if (layer !== null && state.layer !== layer) {
    throw new UserError(
      `has ${raw}, which lives on the ${state.layer} layer; only states of the ${layer} layer can be here`,
    );
  }
  return state.id;
}

function readNumber(raw: unknown, low: number, high: number): number {
  if (typeof raw === 'number' && raw >= low && raw <= high) return raw;
  throw new UserError(`needs a number from ${low} to ${high}, given ${show(raw)}`);
}

function readQuantity(raw: unknown, dimension: Dimension): number {
  if (typeof raw !== 'string' && typeof raw !== 'number') throw new UserError(`needs a quantity, given ${show(raw)}`);
  return quantityOf(raw, dimension);
}

function readPerMm2(raw: unknown): number {
  const value = typeof raw === 'string' ? readQuantity(raw, [-2, 0, 0, 0]) * 1e6 : raw;
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new UserError(`needs a number of cells per mm2, given ${show(raw)}`);
}

function readCount(raw: unknown, sites: number): number {
  const count = typeof raw === 'string' ? /^\s*(\d+)\s*cells?\s*$/.exec(raw)?.[1] : undefined;
  if (count !== undefined) return Number(count);
  if (typeof raw === 'number' && raw >= 0 && raw <= 1) return Math.round(raw * sites);
  if (typeof raw === 'number' && Number.isSafeInteger(raw) && raw > 1) return raw;
  throw new UserError(`needs a fraction of all sites (0 to 1) or a whole number of cells, given ${show(raw)}`);
}

function readRegional(raw: unknown, regions: readonly string[], read: (raw: unknown) => number): Regional {
  if (typeof raw !== 'object' || raw === null) return regions.map(() => read(raw));
  const entries = new Map(readEntries(raw));
  for (const name of entries.keys()) {
    if (!regions.includes(name))
      throw new UserError(`has ${name}, which is not a region here${suggest(name, regions)}`);
  }
  return regions.map((region) => {
    if (!entries.has(region))
      throw new UserError(`says nothing of ${region}; give one value, or one for each of ${regions.join(', ')}`);
    return named(region, () => read(entries.get(region)));
  });
}

function readEntries(raw: unknown): [string, unknown][] {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return Object.entries(raw);
  throw new UserError(`needs names and values, given ${show(raw)}`);
}

/** Puts the name of the entry in front of what is wrong with it. */
function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${name} ${error.message}`) : error;
  }
}

function show(raw: unknown): string {
  return typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
}
