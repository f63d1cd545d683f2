/** `extends`: a scene or model that states only its differences. */
import type { Host } from '../host/types.ts';
import { UserError } from './error.ts';
import { formatPath, type Path, parseYaml, type Source } from './yaml.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Reads a scene or model file and everything it extends, merged: maps are merged key by key, anything else is replaced, and a key
 * set to nothing (`key:`) is dropped. Paths in it (`model`, `tissue.table`) come out resolved against their own file.
 * @throws UserError for a circle of files and whatever `parseYaml` refuses
 */
export async function readMerged(
  path: string,
  host: Pick<Host, 'readText' | 'resolve'>,
  above: readonly string[] = [],
): Promise<Source> {
  if (above.includes(path)) throw new UserError(`${above[0]}: extends is a circle: ${[...above, path].join(' -> ')}`);
  const own = parseYaml(await host.readText(path), path);
  const data = resolvePaths(own.data, path, host);
  const parent = data.extends;
  if (parent === undefined) return { ...own, data };
  if (typeof parent !== 'string') {
    throw new UserError(`${path}:${own.locate(['extends'])?.line}: extends needs the path of a file`);
  }
  const base = await readMerged(host.resolve(path, parent), host, [...above, path]);
  return {
    file: path,
    data: mergeScenes(base.data, data),
    locate: (where) => own.locate(where) ?? base.locate(where),
  };
}

/**
 * A scene with what an arm of its experiment changes. @param at where the arm is written @param put one more value, and its
 * place in the scene
 * @throws UserError when that place is inside something that is not there
 */
export function mergeArm(scene: Source, changes: Data, at: Path, put: readonly [Path, unknown] | null): Source {
  const merged = mergeScenes(scene.data, changes);
  return {
    file: scene.file,
    data: put === null ? merged : (place(merged, put[0], put[1], put[0]) as Data),
    locate: (where) => scene.locate([...at, ...where]) ?? scene.locate(where),
  };
}

function place(data: unknown, [key, ...rest]: Path, value: unknown, whole: Path): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (Array.isArray(data) && key < data.length) {
      return data.map((one, i) => (i === key ? place(one, rest, value, whole) : one));
    }
  } else if (data === undefined || isMap(data)) {
    return { ...data, [key]: place(data?.[key], rest, value, whole) };
  }
  throw new UserError(`each: ${formatPath(whole)} is not a place in this scene`);
}

function resolvePaths(data: Data, path: string, host: Pick<Host, 'resolve'>): Data {
  const { model, tissue } = data;
  const resolved: Record<string, unknown> = { ...data };
  if (typeof model === 'string') resolved.model = host.resolve(path, model);
  if (isMap(tissue) && typeof tissue.table === 'string') {
    resolved.tissue = { ...tissue, table: host.resolve(path, tissue.table) };
  }
  return resolved;
}

/** Another generator, or a table instead of a generator, is another tissue: nothing of the old one applies. */
function mergeScenes(base: Data, own: Data): Data {
  const [before, after] = [base.tissue, own.tissue];
  const another =
    isMap(before) &&
    isMap(after) &&
    ((after.generator !== undefined && after.generator !== before.generator) ||
      (after.generator === undefined && before.generator !== undefined && ('table' in after || 'labels' in after)) ||
      (after.table !== undefined && before.table !== undefined && after.table !== before.table && 'labels' in after));
  return merge(another ? { ...base, tissue: undefined } : base, own);
}

function merge(base: Data, own: Data): Data {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const before = base[key];
    merged[key] = isMap(before) && isMap(value) ? merge(before, value) : value;
  }
  return withoutNothing(merged);
}

function withoutNothing(data: Data): Data {
  const kept = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, isMap(value) ? withoutNothing(value) : value]));
}

function isMap(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
