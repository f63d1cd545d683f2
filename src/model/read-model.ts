/** A model file, read and checked from end to end. */
import type { Host } from '../host/types.ts';
import { checkName, createDraft, type Draft } from './draft.ts';
import { hashModel } from './hash.ts';
import {
  declareFields,
  declareMatrix,
  readFields,
  readMatrix,
  readMatrixEvery,
  readParameters,
} from './read-fields.ts';
import { readKind } from './read-kind.ts';
import { checkShape, createReader } from './reader.ts';
import { type RawModel, rawModel } from './schema.ts';
import type { Model, State } from './types.ts';
import { linesOf, parseYaml } from './yaml.ts';

/** State ids are kept in one byte when shown, and 0 is the empty site. */
const MAX_STATES = 255;

/** The models read last, by path and text: an experiment reads the same one for each of its arms. */
const recent = new Map<string, Promise<Model>>();
const RECENT = 4;

/** Reads a model file. @throws UserError `file:line: path …` for the first thing wrong in it */
export async function readModel(path: string, host: Host): Promise<Model> {
  const text = await host.readText(path);
  const key = `${path}\n${text}`;
  const model = recent.get(key) ?? parseModel(text, path);
  recent.delete(key);
  recent.set(key, model);
  for (const [oldest] of recent) if (recent.size > RECENT) recent.delete(oldest);
  return model;
}

/** Reads a model from text; `file` is what errors call it. @throws UserError as `readModel` */
export async function parseModel(text: string, file: string): Promise<Model> {
  const reader = createReader(parseYaml(text, file));
  const raw = checkShape(rawModel, reader.source.data, reader);
  const draft = createDraft(reader);
  readParameters(raw, draft);
  declareFields(raw, draft);
  const order = declareMatrix(raw, draft);
  declareKinds(raw, draft);
  const fields = readFields(raw, draft);
  const model = {
    title: raw.title,
    about: raw.about ?? '',
    parameters: draft.parameters,
    fields,
    matrix: readMatrix(raw, order, draft),
    matrixEvery: readMatrixEvery(raw, draft),
    kinds: [...draft.kinds.values()].map((kind) => readKind(draft, kind, raw.cells![kind.name]!, fields)),
    states: draft.states,
    texts: Object.fromEntries(reader.texts),
    lines: linesOf(reader.source),
    file,
  };
  return { ...model, hash: await hashModel(model) };
}

/** Numbers the states, and makes every kind, signal and trait known. */
function declareKinds(raw: RawModel, draft: Draft): void {
  for (const [name, kind] of Object.entries(raw.cells ?? {})) {
    const path = ['cells', name];
    checkName(draft, path, name);
    const states = Object.entries(kind.states).map(([state, given]): State => {
      checkName(draft, [...path, 'states', state], state);
      const label = `${name}.${state}`;
      const { colour = null, about = '' } = given;
      const id = draft.states.length + 1;
      if (id > MAX_STATES) draft.reader.fail([...path, 'states', state], `is state ${id}; at most ${MAX_STATES} fit`);
      const made: State = { id, kind: name, name: state, label, layer: kind.layer, colour, about };
      draft.states.push(made);
      return made;
    });
    if (states.length === 0) draft.reader.fail([...path, 'states'], 'needs at least one state');
    draft.kinds.set(name, { name, layer: kind.layer, states });
    for (const own of [...Object.keys(kind.signals ?? {}), ...Object.keys(kind.traits ?? {})]) draft.everyName.add(own);
  }
}
