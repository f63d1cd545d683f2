/** A model with other equations than its file has. */
import type { Host } from '../host/types.ts';
import { suggest, UserError } from './error.ts';
import { readMerged } from './merge.ts';
import { modelOf, readModel } from './read-model.ts';
import type { Model } from './types.ts';

type Data = Record<string, unknown>;

/**
 * Reads the file of a model, and what it extends, with equations replaced. @param equations text by path, as in `Model.texts`;
 * null: as the file has it
 * @throws UserError naming the equation for an unknown path and for whatever the language refuses
 */
export async function readEditedModel(
  file: string,
  host: Host,
  equations: Readonly<Record<string, string | null>>,
): Promise<Model> {
  const changed = Object.entries(equations).filter((pair): pair is [string, string] => pair[1] !== null);
  const model = await readModel(file, host);
  if (changed.length === 0) return model;
  const source = await readMerged(file, host);
  const data = structuredClone(source.data) as Data;
  const places = placesIn(data);
  for (const [key, text] of changed) {
    const place = places.get(key);
    if (place === undefined || model.texts?.[key] === undefined) {
      throw new UserError(`equation ${key} is not in the model${suggest(key, Object.keys(model.texts ?? {}))}`);
    }
    place.map[place.key] = text;
  }
  try {
    return await modelOf({ ...source, data });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replace(/^.*?:\d+: /, ''));
  }
}

/** The map and key of everything that is no map itself, by the keys to it joined with dots. */
function placesIn(root: Data): ReadonlyMap<string, { readonly map: Data; readonly key: string }> {
  const places = new Map<string, { readonly map: Data; readonly key: string }>();
  const visit = (map: Data, above: readonly string[]): void => {
    for (const [key, value] of Object.entries(map)) {
      const path = [...above, key];
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) visit(value as Data, path);
      else places.set(path.join('.'), { map, key });
    }
  };
  visit(root, []);
  return places;
}
