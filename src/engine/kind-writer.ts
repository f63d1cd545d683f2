import { walk } from '../model/evaluate.ts';
import type { Expr, Kind, LatticeShape, LayerName, Model, Ref } from '../model/types.ts';
import type { Dialect, Term } from './dialect.ts';
import { type ModelEvents, modelEvents } from './events.ts';
import { changesAlike, sharedSignals } from './shared.ts';
import type { UniformBuilder } from './uniforms.ts';

/** Sets of states that equations ask about. */
export class OccupancyTests {
  readonly list: { layer: LayerName; states: readonly number[] }[] = [];

  index(layer: LayerName, states: readonly number[]): number {
    const known = this.list.findIndex((t) => t.layer === layer && t.states.join() === states.join());
    if (known >= 0) return known;
    this.list.push({ layer, states });
    return this.list.length - 1;
  }
}

const number = (value: number): Expr => ({ op: 'number', value });
const binary = (operator: '+' | '-' | '*' | '/', left: Expr, right: Expr): Expr => ({
  op: 'binary',
  operator,
  left,
  right,
});

/**
 * Writes the bodies of the functions of one kind in its k-th state, in either language: what a rule consists of, and in which
 * order, is said here and nowhere else. Null where nothing is stated.
 */
export class KindWriter {
  private readonly dt: Expr;
  private readonly numbered: ModelEvents;
  /** While the states of a kind are written side by side: what they name that is the same in all of them. */
  private common: { readonly traits: Set<number>; readonly signals: Set<number> } | null = null;
  /** Whether `near` counts the states that fate left, which placement and movement do not change. */
  private placing = false;

  constructor(
    private readonly binding: { readonly model: Model; readonly shape: LatticeShape },
    private readonly builder: UniformBuilder,
    private readonly tests: OccupancyTests,
    private readonly to: Dialect,
  ) {
    this.dt = { op: 'ref', name: 'dt', ref: { of: 'parameter', index: builder.timeSlot + 2 } };
    this.numbered = modelEvents(binding.model);
  }

  /** An expression on site `i`, after hoisting its uniform parts. */
  private emit(expr: Expr, layer: LayerName): string {
    return this.to.expression(this.builder.lower(expr), (ref) => this.name(ref, layer));
  }

  private name(ref: Ref, layer: LayerName): string {
    const { to } = this;
    switch (ref.of) {
      case 'parameter':
        return to.uniform(ref.index);
      case 'field':
        return to.field(ref.index, 'i');
      case 'gradient':
        return to.gradient(ref.index);
      case 'matrix':
        return to.matrix(ref.index);
      case 'trait':
        return `t${ref.index}`;
      case 'signal':
        return `s${ref.index}`;
      case 'timeInState':
        return to.timeInState(layer);
      case 'divisions':
        return to.divisions(layer);
      case 'here':
        return to.here(this.tests.index(ref.layer, ref.states), ref.layer);
      case 'near':
        return to.near(this.tests.index(ref.layer, ref.states), ref.layer, this.placing);
      default:
        throw new Error(`${ref.of} is uniform and must have been hoisted`);
    }
  }

  /** An expression of site quantities only (no traits or signals). */
  siteNumber(expr: Expr, path: string): string {
    return `return ${this.emit(expr, 'tissue')};${this.to.origin(path)}`;
  }

  /** Declarations of the traits and signals that `exprs` need, in order of dependence. */
  private locals(kind: Kind, k: number, exprs: readonly (Expr | null)[]): string[] {
    const traits = new Set<number>();
    const signals = new Set<number>();
    const visit = (expr: Expr | null): void => {
      if (expr === null) return;
      walk(expr, (node) => {
        if (node.op !== 'ref') return;
        const { ref } = node;
        if (ref.of === 'trait') traits.add(ref.index);
        if (ref.of !== 'signal' || signals.has(ref.index)) return;
        signals.add(ref.index);
        visit(kind.signals[ref.index]!.value[k] ?? null);
      });
    };
    exprs.forEach(visit);
    if (this.common === null) return this.declare(kind, k, traits, signals);
    const same = sharedSignals(kind);
    for (const t of traits) this.common.traits.add(t);
    for (const s of signals) if (same.has(s)) this.common.signals.add(s);
    return this.declare(
      kind,
      k,
      [],
      [...signals].filter((s) => !same.has(s)),
    );
  }

  private declare(kind: Kind, k: number, traits: Iterable<number>, signals: Iterable<number>): string[] {
    const { to } = this;
    return [
      ...[...traits].sort(ascending).map((s) => to.constant(`t${s}`, to.trait(kind.layer, s))),
      ...[...signals].sort(ascending).map((s) => {
        const { name, value } = kind.signals[s]!;
        const text = this.emit(value[k] ?? number(0), kind.layer);
        return to.constant(`s${s}`, text) + to.origin(`cells.${kind.name}.signals.${name}`);
      }),
    ];
  }

  /**
   * The same function of all states of a kind: what they have in common, to stand before all, and what each has besides; null
   * where nothing is stated. Cells of different states that a GPU works on side by side then part ways late.
   */
  states(kind: Kind, what: 'exchange' | 'fate'): { common: string[]; bodies: (string | null)[] } {
    this.common = { traits: new Set(), signals: new Set() };
    const bodies = kind.states.map((id, k) => (what === 'fate' ? this.fate(kind, k, id) : this.exchange(kind, k)));
    const updates = what === 'fate' ? this.traitLines(kind, 0, true) : { lines: [], used: [] };
    this.locals(kind, 0, updates.used);
    const { traits, signals } = this.common;
    this.common = null;
    return { common: [...this.declare(kind, 0, traits, signals), ...updates.lines], bodies };
  }

  /** A function that returns one expression. */
  value(kind: Kind, k: number, expr: Expr | null, path: string): string | null {
    if (expr === null) return null;
    const result = `return ${this.emit(expr, kind.layer)};${this.to.origin(path)}`;
    return [...this.locals(kind, k, [expr]), result].join('\n');
  }

  exchange(kind: Kind, k: number): string | null {
    const lines: string[] = [];
    const used: Expr[] = [];
    for (const e of kind.exchange) {
      for (const term of ['source', 'sink', 'uptake'] satisfies Term[]) {
        const expr = e[term]?.[k] ?? null;
        if (expr === null) continue;
        used.push(expr);
        const path = `cells.${kind.name}.exchange.${this.binding.model.fields[e.field]!.name}.${term}`;
        lines.push(this.to.addTerm(term, e.field, this.emit(expr, kind.layer)) + this.to.origin(path));
      }
    }
    return lines.length === 0 ? null : [...this.locals(kind, k, used), ...lines].join('\n');
  }

  /** Traits, then at most one event among the competing hazards h0, h1 …, all from the values at the start of the tick. */
  fate(kind: Kind, k: number, id: number): string | null {
    const { to } = this;
    const events = this.events(kind, k, id);
    const traits = this.traitLines(kind, k);
    if (events.length === 0 && traits.lines.length === 0) return null;
    const lines = this.locals(kind, k, [...events.map((e) => e.rate), ...traits.used]);
    events.forEach((e, j) => {
      lines.push(to.constant(`h${j}`, to.hazard(this.emit(e.rate, kind.layer))) + to.origin(e.path));
    });
    if (events.length === 0) return [...lines, ...traits.lines].join('\n');
    const { statement, unit } = to.draw();
    return [
      ...lines,
      to.constant('total', events.map((_, j) => `h${j}`).join(' + ')),
      ...traits.lines,
      'if (total > 0) {',
      statement,
      to.constant('u', unit(0)),
      to.constant('limit', `total * ${to.uniform(this.builder.timeSlot + 2)}`),
      `if (${to.happens('u', 'limit')}) {`,
      to.variable('pick', `${unit(1)} * total`),
      ...events.map((e, j) => `pick -= h${j};\nif (pick < 0) { ${e.act} return; }`),
      '}',
      `}${to.otherwiseBad('total', id)}`,
    ].join('\n');
  }

  private events(kind: Kind, k: number, id: number): { rate: Expr; act: string; path: string }[] {
    const { to } = this;
    const path = `cells.${kind.name}`;
    const name = (state: number): string => this.binding.model.states[state - 1]!.name;
    const events = kind.transitions
      .filter((t) => t.from === id)
      .map((t) => ({
        rate: t.rate,
        act: to.become(kind.layer, t.to, this.numbered.index(t)),
        path: `${path}.transitions.${name(id)} -> ${name(t.to)}`,
      }));
    for (const d of kind.death) {
      const rate = d.rate[k] ?? null;
      const act = to.become(kind.layer, d.leaves, this.numbered.index(d));
      if (rate !== null) events.push({ rate, act, path: `${path}.death.${d.cause}` });
    }
    const division = kind.division?.rate[k] ?? null;
    if (division !== null) events.push({ rate: division, act: to.divide(kind.layer), path: `${path}.division` });
    return events;
  }

  /**
   * Statements that advance every trait from the values at the start of the tick; where states are written side by side, either
   * those of traits that change alike in all of them, or the others.
   */
  private traitLines(kind: Kind, k: number, common = false): { lines: string[]; used: Expr[] } {
    const used: Expr[] = [];
    const lines = kind.traits.flatMap((trait, slot) => {
      if (this.common !== null && common !== changesAlike(kind, trait)) return [];
      const own: Expr = { op: 'ref', name: trait.name, ref: { of: 'trait', index: slot } };
      const { change } = trait;
      let value: Expr;
      let noise: Expr | null = null;
      if (change.law === 'fixed') return [];
      if (change.law === 'becomes') {
        if (!change.value[k]) return [];
        value = change.value[k];
      } else if (change.law === 'rate') {
        if (!change.rate[k]) return [];
        value = binary('+', own, binary('*', this.dt, change.rate[k]));
      } else {
        const decay = this.decay(change.tau[k] ?? null);
        const way = binary('-', change.to[k] ?? number(0), own);
        value = binary('+', own, binary('*', way, binary('-', number(1), decay)));
        if (trait.spread !== null) {
          const lost = binary('-', number(1), binary('*', decay, decay));
          noise = binary('*', trait.spread, { op: 'call', name: 'sqrt', args: [lost] });
        }
      }
      used.push(value, ...(noise ? [noise] : []));
      return [this.setTrait(kind, slot, value, noise, 'trait')];
    });
    return { lines, used };
  }

  /** Sets a trait to a value plus normal noise of this standard deviation, within the trait's bounds. */
  private setTrait(kind: Kind, slot: number, value: Expr, spread: Expr | null, purpose: 'trait' | 'start'): string {
    const { to } = this;
    const { name, min, max } = kind.traits[slot]!;
    let text = this.emit(value, kind.layer);
    if (spread !== null) text += ` + ${this.emit(spread, kind.layer)} * ${to.normal(purpose, slot)}`;
    return to.setTrait(kind.layer, slot, to.limited(text, min, max)) + to.origin(`cells.${kind.name}.traits.${name}`);
  }

  /** exp(−dt/tau); 0 (at once) without a tau. */
  private decay(tau: Expr | null): Expr {
    if (tau === null) return number(0);
    return { op: 'call', name: 'exp', args: [{ op: 'negate', arg: binary('/', this.dt, tau) }] };
  }

  start(kind: Kind, k: number): string | null {
    if (kind.traits.length === 0) return null;
    return kind.traits
      .map((t, slot) => this.setTrait(kind, slot, t.start[k] ?? number(0), t.spread, 'start'))
      .join('\n');
  }

  /** Writes with `near` standing still: cells act side by side, so none may see how far another has come. */
  private whilePlacing<T>(write: () => T): T {
    this.placing = true;
    const written = write();
    this.placing = false;
    return written;
  }

  speed(kind: Kind, k: number): string | null {
    return this.whilePlacing(() => this.writeSpeed(kind, k));
  }

  /** Exponent of a step from site i to site j. */
  pull(kind: Kind, k: number): string | null {
    return this.whilePlacing(() => this.writePull(kind, k));
  }

  /** Chance of each other state for a daughter. */
  daughters(kind: Kind, k: number): { to: number; chance: string }[] {
    return this.whilePlacing(() => this.writeDaughters(kind, k));
  }

  /** Which occupancy test lets cells in, at which rate, and the number of the event. */
  arrival(kind: Kind, stated: Kind['arrivals'][number]): { state: number; at: number; rate: string; event: number } {
    return this.whilePlacing(() => this.writeArrival(kind, stated));
  }

  private writeSpeed(kind: Kind, k: number): string | null {
    return this.value(kind, k, kind.move?.speed[k] ?? null, `cells.${kind.name}.move.speed`);
  }

  private writePull(kind: Kind, k: number): string | null {
    if (kind.move === null || this.binding.shape.mixing === 'dish') return null;
    const { to } = this;
    const pulls = kind.move.follow.flatMap((f) => {
      const expr = f.pull[k] ?? null;
      return expr === null ? [] : [{ field: f.field, expr }];
    });
    if (pulls.length === 0) return null;
    const uses = pulls.map((p) => p.expr);
    const sum = pulls
      .map((p) => `${this.emit(p.expr, kind.layer)} * (${to.field(p.field, 'j')} - ${to.field(p.field, 'i')})`)
      .join(' + ');
    return [...this.locals(kind, k, uses), `return ${sum};${to.origin(`cells.${kind.name}.move.follow`)}`].join('\n');
  }

  private writeDaughters(kind: Kind, k: number): { to: number; chance: string }[] {
    return (kind.division?.daughter ?? []).flatMap((d) => {
      const path = `cells.${kind.name}.division.daughter.${this.binding.model.states[d.to - 1]!.name}`;
      const chance = this.value(kind, k, d.chance[k] ?? null, path);
      return chance === null ? [] : [{ to: d.to, chance }];
    });
  }

  private writeArrival(kind: Kind, arrival: Kind['arrivals'][number]): ReturnType<KindWriter['arrival']> {
    const { states } = this.binding.model;
    const at = this.tests.index(states[arrival.at[0]! - 1]!.layer, arrival.at);
    const path = `cells.${kind.name}.arrival.${states[arrival.state - 1]!.name}.rate`;
    return { state: arrival.state, at, rate: this.siteNumber(arrival.rate, path), event: this.numbered.index(arrival) };
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}
