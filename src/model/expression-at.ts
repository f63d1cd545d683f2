/** The checked expression behind a path of `Model.texts`. */
import type { Expr, Kind, Model, PerState } from './types.ts';

/** An expression, and the kind of cell and the state (its place in `Kind.states`) that it is for; null: no cell's. */
export interface PlacedExpression {
  readonly expr: Expr;
  readonly kind: Kind | null;
  readonly state: number;
}

/** Null for a path that leads to no expression. */
export function expressionAt(model: Model, path: string): PlacedExpression | null {
  const [room = '', ...rest] = path.split('.');
  const plain = (expr: Expr | null | undefined): PlacedExpression | null =>
    expr ? { expr, kind: null, state: 0 } : null;
  if (room === 'fields') {
    const field = model.fields.find(({ name }) => name === rest[0]);
    const parts: Readonly<Record<string, unknown>> = { ...field, half_life: field?.halfLife };
    const found = parts[rest[1] ?? ''];
    return typeof found === 'object' && found !== null && 'op' in found ? plain(found as Expr) : null;
  }
  if (room === 'matrix') {
    const variable = model.matrix.find(({ name }) => name === rest[1]);
    return plain(variable?.[rest[2] as 'start' | 'rate' | 'value']);
  }
  const kind = model.kinds.find(({ name }) => name === rest[0]);
  return kind === undefined ? null : inKind(model, kind, rest.slice(1));
}

function inKind(model: Model, kind: Kind, [part = '', name = '', ...rest]: readonly string[]): PlacedExpression | null {
  const label = (id: number) => model.states[id - 1]!.name;
  const of = (values: PerState | null | undefined, key: string | undefined) => pick(model, kind, values, key);
  switch (part) {
    case 'signals':
      return of(kind.signals.find((signal) => signal.name === name)?.value, rest[0]);
    case 'traits': {
      const trait = kind.traits.find((one) => one.name === name);
      if (rest[0] === 'start') return of(trait?.start, rest[1]);
      const change: Readonly<Record<string, PerState>> = trait ? lawParts(trait.change) : {};
      return of(change[rest[0] ?? ''], rest[1]);
    }
    case 'transitions': {
      const [origin = '', target = ''] = [name, ...rest]
        .join('.')
        .replace(/\.rate$/, '')
        .split('->');
      const froms = origin.split(',').map((one) => one.trim());
      const found = kind.transitions.find(({ from, to }) => {
        return froms.includes(label(from)) && [label(to), model.states[to - 1]!.label].includes(target.trim());
      });
      return found ? { expr: found.rate, kind, state: kind.states.indexOf(found.from) } : null;
    }
    case 'death':
      return of(kind.death.find(({ cause }) => cause === name)?.rate, rest[1]);
    case 'division':
      if (name === 'rate') return of(kind.division?.rate, rest[0]);
      return of(kind.division?.daughter.find(({ to }) => label(to) === rest[0])?.chance, rest[1]);
    case 'exchange': {
      const found = kind.exchange.find(({ field }) => model.fields[field]!.name === name);
      return of(found?.[rest[0] as 'source' | 'sink' | 'uptake'], rest[1]);
    }
    case 'move':
      if (name === 'speed') return of(kind.move?.speed, rest[0]);
      return of(kind.move?.follow.find(({ field }) => model.fields[field]!.name === rest[0])?.pull, rest[1]);
    case 'arrival': {
      const found = kind.arrivals.find(({ state }) => label(state) === name);
      return found ? { expr: found.rate, kind, state: kind.states.indexOf(found.state) } : null;
    }
    default:
      return null;
  }
}

function lawParts(change: Kind['traits'][number]['change']): Readonly<Record<string, PerState>> {
  if (change.law === 'rate') return { rate: change.rate };
  if (change.law === 'relax') return { to: change.to, tau: change.tau };
  return change.law === 'becomes' ? { becomes: change.value } : {};
}

/** The line for the first state that `key` names; without a key, or for `else`, the last state's that has one. */
function pick(model: Model, kind: Kind, values: PerState | null | undefined, key?: string): PlacedExpression | null {
  if (!values) return null;
  const names = key?.split(',').map((one) => one.trim()) ?? [];
  const named = kind.states.findIndex((id) => names.includes(model.states[id - 1]!.name));
  const last = values.findLastIndex((value) => value !== null);
  const state = named >= 0 ? named : key === 'else' ? elseState(values, last) : Math.max(0, values.findIndex(Boolean));
  const expr = values[state];
  return expr ? { expr, kind, state } : null;
}

/** Of several lines the one that most states share is `else`. */
function elseState(values: PerState, last: number): number {
  const texts = values.map((value) => JSON.stringify(value));
  const uses = texts.map((text) => (text === 'null' ? 0 : texts.filter((other) => other === text).length));
  const most = Math.max(...uses);
  return most > 1 ? uses.indexOf(most) : last;
}
