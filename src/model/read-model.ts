/** A model file, read and checked from end to end. */
import type { Host } from '../host/types.ts';
import { checkName, createDraft, type Draft } from './draft.ts';
import { hashModel } from './hash.ts';
import { readMerged } from './merge.ts';
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
import { linesOf, type Source } from './yaml.ts';

/** State ids are kept in one byte when shown, and 0 is the empty site. */
const MAX_STATES = 255;

/** A model with every text that it was made of, its own first. */
interface Made {
  readonly texts: ReadonlyMap<string, string>;
  readonly model: Promise<Model>;
}

/** The models read last, by path: an experiment reads the same one for each of its arms. */
const recent = new Map<string, Made>();
const RECENT = 4;

/** Reads a model file and what it extends. @throws UserError `file:line: path …` for the first thing wrong in them */
export async function readModel(path: string, host: Host): Promise<Model> {
  const known = recent.get(path);
  const made = known && (await isUnchanged(known, host)) ? known : await makeModel(path, host);
  recent.delete(path);
  recent.set(path, made);
  for (const [oldest] of recent) if (recent.size > RECENT) recent.delete(oldest);
  return made.model;
}

async function isUnchanged({ texts }: Made, host: Host): Promise<boolean> {
  for (const [path, text] of texts) if ((await host.readText(path)) !== text) return false;
  return true;
}

async function makeModel(path: string, host: Host): Promise<Made> {
  const texts = new Map<string, string>();
  const readText = async (file: string) => {
    const text = await host.readText(file);
    texts.set(file, text);
    return text;
  };
  const source = await readMerged(path, { readText, resolve: (file, to) => host.resolve(file, to) });
  return { texts, model: modelOf(source) };
}

/** The model that a file, what it extends merged in, states. @throws UserError as `readModel` */
export async function modelOf(source: Source): Promise<Model> {
  const reader = createReader(source);
  const raw = checkShape(rawModel, source.data, reader);
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
    file: source.file,
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
