/** What a scene shows first, and the views that it names. */
import { suggest } from './error.ts';
import type { Reader } from './reader.ts';
import type { RawScene } from './schema.ts';
import type { Model, SceneView } from './types.ts';
import type { Path } from './yaml.ts';

/** `states`, `barcode`, a field, a matrix variable, or `kind.trait`; a trait's own name will do when only one kind has it. */
export function readLayer(layer: string, model: Model, reader: Reader, path: Path): string {
  const plain = ['states', 'barcode', ...model.fields.map(({ name }) => name), ...model.matrix.map(({ name }) => name)];
  const own = model.kinds.flatMap(({ name, traits, signals }) =>
    [...traits, ...signals].map((one) => `${name}.${one.name}`),
  );
  if (plain.includes(layer) || own.includes(layer)) return layer;
  const matching = own.filter((name) => name.endsWith(`.${layer}`));
  if (matching.length === 1) return matching[0]!;
  return reader.fail(path, `${layer} is not something to show${suggest(layer, [...plain, ...own])}`);
}

/** Views in the order of the file. */
export function readViews(raw: RawScene, model: Model, reader: Reader): readonly SceneView[] {
  return Object.entries(raw.views ?? {}).map(([name, { layer, range, over, ...rest }]) => {
    if (range && !(range[0] < range[1])) reader.fail(['views', name, 'range'], 'needs a low end below its high end');
    const kinds = model.kinds.map((kind) => kind.name);
    const unknown = over?.find((kind) => !kinds.includes(kind));
    if (unknown !== undefined) {
      reader.fail(['views', name, 'over'], `${unknown} is not a kind${suggest(unknown, kinds)}`);
    }
    return {
      name,
      layer: readLayer(layer ?? 'states', model, reader, ['views', name, 'layer']),
      ...(range && { range }),
      ...(over && { over }),
      ...rest,
    };
  });
}
