/** One kind of cell: its signals, traits and rules. */
import { cellScope, checkName, type Draft, findState, findStates, type KindDraft, siteScope } from './draft.ts';
import { suggest, UserError } from './error.ts';
import { type Named, readExpression, type Scope } from './expression.ts';
import { namesIn } from './parse.ts';
import {
  type Entry,
  inferDimension,
  parsePerState,
  readPerState,
  resolvePerState,
  stateOf,
  statesOf,
} from './per-state.ts';
import { readTrait } from './read-trait.ts';
import type { RawKind } from './schema.ts';
import { sortByUse } from './topological.ts';
import type {
  Arrival,
  Death,
  Dimension,
  Division,
  Exchange,
  Field,
  Kind,
  Movement,
  PerState,
  Signal,
  Transition,
} from './types.ts';
import { LENGTH, NONE, parseUnit, per, TIME } from './units.ts';
import type { Path } from './yaml.ts';

/** Traits per kind that the lattice has room for. */
export const MAX_TRAITS = 16;

const PER_TIME = per(NONE, TIME);

/** What the parts of a kind are read with. */
interface Reading {
  readonly draft: Draft;
  readonly kind: KindDraft;
  readonly raw: RawKind;
  readonly scope: Scope;
  readonly fields: readonly Field[];
}

/** Reads one kind. Every name of the model must be declared. @throws UserError */
export function readKind(draft: Draft, kind: KindDraft, raw: RawKind, fields: readonly Field[]): Kind {
  const path = ['cells', kind.name];
  const own = declareTraits(draft, kind, raw);
  const signals = readSignals(draft, kind, raw, own);
  const scope = cellScope(draft, own);
  const reading: Reading = { draft, kind, raw, scope, fields };
  return {
    name: kind.name,
    about: raw.about ?? '',
    layer: kind.layer,
    states: kind.states.map((state) => state.id),
    signals,
    traits: Object.entries(raw.traits ?? {}).map(([name, trait]) =>
      readTrait(draft, kind, name, trait, [...path, 'traits', name], scope),
    ),
    transitions: readTransitions(reading),
    death: readDeath(reading),
    division: readDivision(reading),
    exchange: readExchange(reading),
    move: readMovement(reading),
    arrivals: readArrivals(reading),
  };
}

function rate(reading: Reading, raw: Parameters<typeof readPerState>[2], path: Path, need: Dimension): PerState {
  return readPerState(reading.draft, reading.kind, raw, path, reading.scope, need);
}

/** The traits as names; signals are added to the same map as they are read. */
function declareTraits(draft: Draft, kind: KindDraft, raw: RawKind): Map<string, Named> {
  const own = new Map<string, Named>();
  const path = ['cells', kind.name, 'traits'];
  const names = Object.keys(raw.traits ?? {});
  if (names.length > MAX_TRAITS)
    draft.reader.fail(path, `has ${names.length} traits; a kind has at most ${MAX_TRAITS}`);
  names.forEach((name, index) => {
    checkOwnName(draft, own, [...path, name], name);
    const unit = draft.reader.at([...path, name, 'unit'], () => parseUnit(String(raw.traits![name]!.unit ?? 1)));
    own.set(name, { ref: { of: 'trait', index }, dimension: unit.dimension });
  });
  return own;
}

function checkOwnName(draft: Draft, own: ReadonlyMap<string, Named>, path: Path, name: string): void {
  checkName(draft, path, name);
  const taken = draft.names.get(name) ?? own.get(name);
  if (taken) draft.reader.fail(path, `is already the name of a ${taken.ref.of}`);
}

/** Sorts the signals, then reads each; adds them to `own`. */
function readSignals(draft: Draft, kind: KindDraft, raw: RawKind, own: Map<string, Named>): readonly Signal[] {
  const path = ['cells', kind.name, 'signals'];
  const given = raw.signals ?? {};
  const entries = new Map<string, readonly (Entry | null)[]>();
  for (const name of Object.keys(given)) {
    checkOwnName(draft, own, [...path, name], name);
    entries.set(name, parsePerState(draft, kind, given[name]!, [...path, name]));
  }
  const uses = (name: string) => entries.get(name)!.flatMap((entry) => (entry ? [...namesIn(entry.ast)] : []));
  const { sorted, circle } = sortByUse([...entries.keys()], uses);
  if (circle) {
    draft.reader.fail([...path, circle[0]!], `is defined by itself: ${circle.join(' -> ')} is a circle`);
  }
  return sorted.map((name, index) => {
    const scope = cellScope(draft, own);
    const dimension = inferDimension(draft, entries.get(name)!, scope);
    own.set(name, { ref: { of: 'signal', index }, dimension });
    return { name, value: resolvePerState(draft, entries.get(name)!, scope, dimension) };
  });
}

function readTransitions(reading: Reading): readonly Transition[] {
  const { draft, kind, raw } = reading;
  const seen = new Set<string>();
  return Object.entries(raw.transitions ?? {}).flatMap(([key, given]) => {
    const path = ['cells', kind.name, 'transitions', key];
    const [left, right, more] = key.split('->').map((side) => side.trim());
    if (!left || !right || more !== undefined)
      draft.reader.fail(path, 'needs to be called like "a -> b" or "a, b -> c"');
    const to = transitionTarget(reading, right!, path);
    const rates = rate(reading, given.rate, [...path, 'rate'], PER_TIME);
    const { about = '', source = '' } = given;
    return statesOf(draft, kind, left!, path).flatMap((from) => {
      if (from.id === to) draft.reader.fail(path, `leads from ${from.name} to itself`);
      if (seen.has(`${from.id}-${to}`)) draft.reader.fail(path, `states the way from ${from.name} to ${right} again`);
      seen.add(`${from.id}-${to}`);
      const expr = rates[kind.states.indexOf(from)] ?? null;
      return expr ? [{ from: from.id, to, rate: expr, about, source }] : [];
    });
  });
}

function transitionTarget({ draft, kind }: Reading, name: string, path: Path): number {
  if (!name.includes('.')) return stateOf(draft, kind, name, path).id;
  const target = draft.reader.at(path, () => findState(draft.kinds, name));
  if (target.layer !== kind.layer) {
    draft.reader.fail(path, `leads to the ${target.layer} layer; a cell stays on its own, ${kind.layer}`);
  }
  return target.id;
}

function readDeath(reading: Reading): readonly Death[] {
  const { draft, kind, raw } = reading;
  return Object.entries(raw.death ?? {}).map(([cause, given]) => {
    const path = ['cells', kind.name, 'death', cause];
    const { about = '', source = '' } = given;
    return {
      cause,
      rate: rate(reading, given.rate, [...path, 'rate'], PER_TIME),
      leaves:
        given.leaves === undefined ? 0 : transitionTarget(reading, remains(draft, given.leaves), [...path, 'leaves']),
      about,
      source,
    };
  });
}

/** `kind` with a single state means that state. */
function remains(draft: Draft, text: string): string {
  const kind = draft.kinds.get(text.trim());
  return kind?.states.length === 1 ? kind.states[0]!.label : text.trim();
}

function readDivision(reading: Reading): Division | null {
  const { draft, kind, raw } = reading;
  if (!raw.division) return null;
  const path = ['cells', kind.name, 'division'];
  const { about = '', source = '' } = raw.division;
  const daughter = Object.entries(raw.division.daughter ?? {}).map(([name, chance]) => ({
    to: stateOf(draft, kind, name, [...path, 'daughter', name]).id,
    chance: rate(reading, chance, [...path, 'daughter', name], NONE),
  }));
  return { rate: rate(reading, raw.division.rate, [...path, 'rate'], PER_TIME), daughter, about, source };
}

function fieldIndex({ draft, fields }: Reading, name: string, path: Path): number {
  const index = fields.findIndex((field) => field.name === name);
  const known = fields.map((field) => field.name);
  return index >= 0 ? index : draft.reader.fail(path, `is not the name of a field${suggest(name, known)}`);
}

function readExchange(reading: Reading): readonly Exchange[] {
  const { draft, kind, raw, fields } = reading;
  return Object.entries(raw.exchange ?? {}).map(([name, given]) => {
    const path = ['cells', kind.name, 'exchange', name];
    const field = fieldIndex(reading, name, path);
    const { unit, saturation } = fields[field]!;
    if (given.uptake !== undefined && !saturation) {
      draft.reader.fail([...path, 'uptake'], `needs fields.${name}.saturation, the concentration of half its speed`);
    }
    const amount = per(unit.dimension, TIME);
    const slot = (key: 'source' | 'sink' | 'uptake', need: Dimension) =>
      given[key] === undefined ? null : rate(reading, given[key], [...path, key], need);
    return { field, source: slot('source', amount), sink: slot('sink', PER_TIME), uptake: slot('uptake', amount) };
  });
}

function readMovement(reading: Reading): Movement | null {
  const { kind, raw, fields } = reading;
  if (!raw.move) return null;
  const path = ['cells', kind.name, 'move'];
  const follow = Object.entries(raw.move.follow ?? {}).map(([name, pull]) => {
    const at = [...path, 'follow', name];
    const field = fieldIndex(reading, name, at);
    return { field, pull: rate(reading, pull, at, per(NONE, fields[field]!.unit.dimension)) };
  });
  return { speed: rate(reading, raw.move.speed, [...path, 'speed'], per(LENGTH, TIME)), follow };
}

function readArrivals({ draft, kind, raw }: Reading): readonly Arrival[] {
  return Object.entries(raw.arrival ?? {}).map(([name, given]) => {
    const path = ['cells', kind.name, 'arrival', name];
    const state = stateOf(draft, kind, name, path).id;
    const doors = typeof given.at === 'string' ? given.at.split(',') : given.at;
    const at = draft.reader.at([...path, 'at'], () => doors.flatMap((door) => doorStates(draft, kind, door)));
    draft.reader.texts.set([...path, 'rate'].join('.'), String(given.rate));
    const expr = draft.reader.at([...path, 'rate'], () => readExpression(given.rate, siteScope(draft), PER_TIME));
    return { state, at, rate: expr, about: given.about ?? '', source: given.source ?? '' };
  });
}

function doorStates(draft: Draft, kind: KindDraft, door: string): readonly number[] {
  const { layer, states } = findStates(draft.kinds, door);
  if (layer === kind.layer)
    throw new UserError(`names ${door.trim()}, which is on the same layer; cells arrive by the other`);
  return states;
}
