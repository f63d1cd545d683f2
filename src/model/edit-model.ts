/** A model with other equations than its file has. */
import { parseDocument, visit } from 'yaml';
import type { Host } from '../host/types.ts';
import { suggest, UserError } from './error.ts';
import { parseModel, readModel } from './read-model.ts';
import type { Model } from './types.ts';
import type { Path } from './yaml.ts';

/**
 * Reads the file of a model with equations replaced. @param equations text by path, as in `Model.texts`; null: as the file has it
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
  const document = parseDocument(await host.readText(file));
  const paths = scalarPaths(document);
  for (const [key, text] of changed) {
    const path = paths.get(key);
    if (path === undefined || model.texts?.[key] === undefined) {
      throw new UserError(`equation ${key} is not in the model${suggest(key, Object.keys(model.texts ?? {}))}`);
    }
    document.setIn(path, text);
  }
  try {
    return await parseModel(document.toString({ lineWidth: 0 }), file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const said = error.message.startsWith(`${file}:`) ? error.message.replace(/^.*?:\d+: /, '') : error.message;
    throw new UserError(said);
  }
}

/** Where each scalar stands, by its keys joined with dots. */
function scalarPaths(document: ReturnType<typeof parseDocument>): ReadonlyMap<string, Path> {
  const paths = new Map<string, Path>();
  visit(document, {
    Scalar(key, _node, ancestors) {
      if (key === 'key') return;
      const path: (string | number)[] = [];
      for (const node of ancestors) {
        if (typeof node === 'object' && node !== null && 'key' in node) {
          path.push(String((node.key as { value?: unknown }).value ?? node.key));
        }
      }
      if (typeof key !== 'number') paths.set(path.join('.'), path);
    },
  });
  return paths;
}
