/** What is known of a model while it is being read: its names and states, and from them the scopes of expressions. */
import { suggest, UserError } from './error.ts';
import { type Named, RESERVED, type Scope, type StateSet } from './expression.ts';
import type { Reader } from './reader.ts';
import type { Dimension, LayerName, Model, Parameter, Ref, State } from './types.ts';
import { NONE, TIME } from './units.ts';
import type { Path } from './yaml.ts';

export interface KindDraft {
  readonly name: string;
  readonly layer: LayerName;
  readonly states: readonly State[];
}

/** Filled from top to bottom of the file; complete before the first expression is read. */
export interface Draft {
  readonly reader: Reader;
  readonly parameters: Parameter[];
  /** Parameters, fields and matrix variables. */
  readonly names: Map<string, Named>;
  readonly kinds: Map<string, KindDraft>;
  readonly states: State[];
  /** Also the signals and traits of every kind. */
  readonly everyName: Set<string>;
}

export function createDraft(reader: Reader): Draft {
  const everyName = new Set(['t', 'time_in_state', 'divisions']);
  return { reader, parameters: [], names: new Map(), kinds: new Map(), states: [], everyName };
}

/** What is said of a name that `isName` refuses. */
export const NOT_A_NAME = 'is not a name; names are letters, digits and _, a letter first';

export function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(text);
}

/** @throws UserError when `name` cannot be a name of the model. */
export function checkName(draft: Draft, path: Path, name: string): void {
  if (!isName(name)) draft.reader.fail(path, NOT_A_NAME);
  if (RESERVED.has(name))
    draft.reader.fail(path, `cannot be called ${name}, which is a unit or a word of the language`);
}

/** Makes a parameter, field or matrix variable known. @throws UserError when the name is taken. */
export function declare(draft: Draft, path: Path, name: string, ref: Ref, dimension: Dimension): void {
  checkName(draft, path, name);
  const taken = draft.names.get(name);
  if (taken) draft.reader.fail(path, `is already the name of a ${taken.ref.of}`);
  draft.names.set(name, { ref, dimension });
  draft.everyName.add(name);
}

/** The kinds of a finished model, for `findStates`. */
export function kindsOf(model: Model): ReadonlyMap<string, KindDraft> {
  return new Map(
    model.kinds.map(({ name, layer, states }) => [
      name,
      { name, layer, states: states.map((id) => model.states[id - 1]!) },
    ]),
  );
}

/** The states meant by `kind` or `kind.state`. @throws UserError with the nearest known name. */
export function findStates(kinds: ReadonlyMap<string, KindDraft>, text: string): StateSet {
  const [kindName = '', stateName] = text.trim().split('.', 2);
  const kind = kinds.get(kindName);
  if (!kind)
    throw new UserError(`names the kind ${kindName}, which is not known${suggest(kindName, [...kinds.keys()])}`);
  if (stateName === undefined) return { layer: kind.layer, states: kind.states.map((state) => state.id) };
  const state = kind.states.find((one) => one.name === stateName);
  if (!state) {
    const known = kind.states.map((one) => one.label);
    throw new UserError(`names the state ${text.trim()}, which is not known${suggest(text.trim(), known)}`);
  }
  return { layer: kind.layer, states: [state.id] };
}

/** The one state meant by `kind.state`, or by `kind` when it has only one. @throws UserError */
export function findState(kinds: ReadonlyMap<string, KindDraft>, text: string): { id: number; layer: LayerName } {
  const { layer, states } = findStates(kinds, text);
  if (states.length !== 1)
    throw new UserError(`needs one state like ${text}.${kinds.get(text)?.states[0]?.name}, given ${text}`);
  return { id: states[0]!, layer };
}

/** Parameters only. */
export function parameterScope(draft: Draft): Scope {
  return scope(draft, 'only parameters', ['parameter'], false, []);
}

/** What is known of a site before anything has run: parameters, and who was placed there. */
export function foundingScope(draft: Draft): Scope {
  const states = (text: string) => findStates(draft.kinds, text);
  return { ...parameterScope(draft), states, allows: 'only parameters, near() and here()' };
}

/** Parameters and matrix variables. */
export function matrixScope(draft: Draft): Scope {
  return scope(draft, 'only parameters and matrix variables', ['parameter', 'matrix'], false, []);
}

/** All that a site has without regard to who lives on it. */
export function siteScope(draft: Draft): Scope {
  const time: [string, Named] = ['t', { ref: { of: 'time' }, dimension: TIME }];
  const allows = 'only parameters, fields, matrix variables and t';
  return scope(draft, allows, ['parameter', 'field', 'matrix'], true, [time]);
}

/** All that a cell knows; `own` are the traits and signals of its kind. */
export function cellScope(draft: Draft, own: Iterable<readonly [string, Named]>): Scope {
  const site = siteScope(draft);
  const names = new Map([
    ...site.names,
    ['time_in_state', { ref: { of: 'timeInState' }, dimension: TIME }],
    ['divisions', { ref: { of: 'divisions' }, dimension: NONE }],
    ...own,
  ] as const);
  return { ...site, names, allows: "only this kind's own signals and traits" };
}

function scope(
  draft: Draft,
  allows: string,
  of: readonly Ref['of'][],
  onSite: boolean,
  more: readonly [string, Named][],
): Scope {
  const names = new Map([...[...draft.names].filter(([, { ref }]) => of.includes(ref.of)), ...more]);
  return {
    names,
    fields: onSite ? new Map([...draft.names].filter(([, { ref }]) => ref.of === 'field')) : null,
    states: onSite ? (text) => findStates(draft.kinds, text) : null,
    parameters: draft.parameters.map((parameter) => parameter.value),
    allows,
    elsewhere: draft.everyName,
  };
}
