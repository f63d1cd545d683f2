/** Expressions that may differ from state to state. */
import type { Draft, KindDraft } from './draft.ts';
import { suggest } from './error.ts';
import { expectDimension, parseExpression, resolve, type Scope } from './expression.ts';
import type { Ast } from './parse.ts';
import type { RawPerState } from './schema.ts';
import type { Dimension, Expr, PerState, State } from './types.ts';
import { formatDimension, NONE, sameDimension } from './units.ts';
import type { Path } from './yaml.ts';

/** One parsed expression and where it stands; states that share it share the object. */
export interface Entry {
  readonly ast: Ast;
  readonly path: Path;
}

/** The one state of a kind called `name`. @throws UserError about `path` */
export function stateOf(draft: Draft, kind: KindDraft, name: string, path: Path): State {
  const state = kind.states.find((one) => one.name === name);
  const known = kind.states.map((one) => one.name);
  return state ?? draft.reader.fail(path, `names the state ${name}, which ${kind.name} has not${suggest(name, known)}`);
}

/** The states that a comma-separated list names, each once. @throws UserError about `path` */
export function statesOf(draft: Draft, kind: KindDraft, list: string, path: Path): readonly State[] {
  const names = list.split(',').map((name) => name.trim());
  return names.map((name, i) => {
    const state = stateOf(draft, kind, name, path);
    if (names.indexOf(name) !== i) draft.reader.fail(path, `names the state ${name} twice`);
    return state;
  });
}

/** Parses an expression, or a map from states to expressions with `else`, into one entry per state of the kind. */
export function parsePerState(draft: Draft, kind: KindDraft, raw: RawPerState, path: Path): readonly (Entry | null)[] {
  if (typeof raw !== 'object') {
    const entry = parseEntry(draft, raw, path);
    return kind.states.map(() => entry);
  }
  const entries = new Map<State, Entry>();
  for (const [list, text] of Object.entries(raw)) {
    if (list === 'else') continue;
    const entry = parseEntry(draft, text, [...path, list]);
    for (const state of statesOf(draft, kind, list, [...path, list])) {
      if (entries.has(state)) draft.reader.fail([...path, list], `names the state ${state.name} a second time`);
      entries.set(state, entry);
    }
  }
  const other = raw.else === undefined ? null : parseEntry(draft, raw.else, [...path, 'else']);
  return kind.states.map((state) => entries.get(state) ?? other);
}

function parseEntry(draft: Draft, raw: string | number, path: Path): Entry {
  draft.reader.texts.set(path.join('.'), String(raw));
  return { ast: draft.reader.at(path, () => parseExpression(raw)), path };
}

/** Resolves entries in a scope; all must be of dimension `need`. States that share an entry share the tree. */
export function resolvePerState(
  draft: Draft,
  entries: readonly (Entry | null)[],
  scope: Scope,
  need: Dimension,
): PerState {
  const trees = new Map<Entry, Expr>();
  return entries.map((entry) => {
    if (!entry) return null;
    const tree =
      trees.get(entry) ?? draft.reader.at(entry.path, () => expectDimension(resolve(entry.ast, scope), need).expr);
    trees.set(entry, tree);
    return tree;
  });
}

/** The dimension that all entries share. @throws UserError when two differ */
export function inferDimension(draft: Draft, entries: readonly (Entry | null)[], scope: Scope): Dimension {
  let shared: Dimension | null = null;
  for (const entry of new Set(entries)) {
    if (!entry) continue;
    const { dimension } = draft.reader.at(entry.path, () => resolve(entry.ast, scope));
    if (dimension && shared && !sameDimension(dimension, shared)) {
      const both = `${formatDimension(dimension)} and ${formatDimension(shared)}`;
      draft.reader.fail(entry.path, `has another unit than the other states: ${both}`);
    }
    shared ??= dimension;
  }
  return shared ?? NONE;
}

/** Reads what a kind may state per state. @throws UserError */
export function readPerState(
  draft: Draft,
  kind: KindDraft,
  raw: RawPerState,
  path: Path,
  scope: Scope,
  need: Dimension,
): PerState {
  return resolvePerState(draft, parsePerState(draft, kind, raw, path), scope, need);
}
