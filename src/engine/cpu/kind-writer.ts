import { emitJs } from '../../model/emit-js.ts';
import { walk } from '../../model/evaluate.ts';
import type { Expr, Kind, LatticeShape, LayerName, Model, Ref } from '../../model/types.ts';
import type { UniformBuilder } from '../uniforms.ts';

/** Sets of states that equations ask about, each with a membership table `L<k>`. */
export class OccupancyTests {
  readonly list: { layer: LayerName; states: readonly number[] }[] = [];

  index(layer: LayerName, states: readonly number[]): number {
    const known = this.list.findIndex((t) => t.layer === layer && t.states.join() === states.join());
    if (known >= 0) return known;
    this.list.push({ layer, states });
    return this.list.length - 1;
  }
}

/** Writes the functions of one kind in one of its states. */
export class KindWriter {
  constructor(
    private readonly binding: { readonly model: Model; readonly shape: LatticeShape },
    private readonly builder: UniformBuilder,
    private readonly tests: OccupancyTests,
  ) {}

  /** JavaScript of an expression on site `i`, after hoisting its uniform parts. */
  private emit(expr: Expr, layer: LayerName): string {
    return emitJs(this.builder.lower(expr), (ref) => this.name(ref, layer));
  }

  private name(ref: Ref, layer: LayerName): string {
    const T = this.builder.timeSlot;
    switch (ref.of) {
      case 'parameter':
        return `U[${ref.index}]`;
      case 'field':
        return `F${ref.index}[i]`;
      case 'gradient':
        return `slope(F${ref.index}, i, x, y)`;
      case 'matrix':
        return `M${ref.index}[i]`;
      case 'trait':
        return `t${ref.index}`;
      case 'signal':
        return `s${ref.index}`;
      case 'timeInState':
        return `((U[${T + 1}] - since_${layer}[i]) * U[${T + 2}])`;
      case 'divisions':
        return `divisions_${layer}[i]`;
      case 'here':
        return `L${this.tests.index(ref.layer, ref.states)}[S_${ref.layer}[i]]`;
      case 'near': {
        const k = this.tests.index(ref.layer, ref.states);
        return this.binding.shape.mixing === 'dish' ? `mixedNear[${k}]` : `near(S_${ref.layer}, L${k}, i, x, y)`;
      }
      default:
        throw new Error(`${ref.of} is uniform and must have been hoisted`);
    }
  }

  /** An expression of site quantities only (no traits or signals). */
  siteNumber(expr: Expr): string {
    return `(i, x, y) => ${this.emit(expr, 'tissue')}`;
  }

  /** Declarations of the traits and signals that `exprs` need, in order of dependence. */
  private locals(kind: Kind, k: number, exprs: readonly (Expr | null)[]): string {
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
        visit(kind.signals[ref.index].value[k] ?? null);
      });
    };
    exprs.forEach(visit);
    const lines = [...traits].sort(ascending).map((s) => `const t${s} = traits_${kind.layer}[${s} * n + i];`);
    for (const s of [...signals].sort(ascending)) {
      const value = kind.signals[s].value[k] ?? null;
      lines.push(`const s${s} = ${value === null ? '0' : this.emit(value, kind.layer)};`);
    }
    return lines.join('\n');
  }

  exchange(kind: Kind, k: number): string | null {
    const lines: string[] = [];
    const used: Expr[] = [];
    for (const e of kind.exchange) {
      for (const term of ['source', 'sink', 'uptake'] as const) {
        const expr = e[term]?.[k] ?? null;
        if (expr === null) continue;
        used.push(expr);
        lines.push(`${term}${e.field}[i] += ${this.emit(expr, kind.layer)};`);
      }
    }
    return lines.length === 0 ? null : `(i, x, y) => {\n${this.locals(kind, k, used)}\n${lines.join('\n')}\n}`;
  }

  fate(kind: Kind, k: number, id: number): string | null {
    const events: { rate: Expr; act: string }[] = [];
    const become = (to: number): string =>
      `next_${kind.layer}[i] = ${to}; since_${kind.layer}[i] = U[${this.builder.timeSlot + 1}];`;
    for (const t of kind.transitions) if (t.from === id) events.push({ rate: t.rate, act: become(t.to) });
    for (const d of kind.death) {
      const rate = d.rate[k] ?? null;
      if (rate !== null) events.push({ rate, act: become(d.leaves) });
    }
    const division = kind.division?.rate[k] ?? null;
    if (division !== null) events.push({ rate: division, act: `request_${kind.layer}[i] = 1;` });

    const traits = this.traitLines(kind, k);
    if (events.length === 0 && traits.lines === '') return null;
    const locals = this.locals(kind, k, [...events.map((e) => e.rate), ...traits.used]);
    const hazards = events.map((e, j) => `const h${j} = Math.max(0, ${this.emit(e.rate, kind.layer)});`).join('\n');
    const total = events.map((_, j) => `h${j}`).join(' + ') || '0';
    const choose = events.map((e, j) => `if ((pick -= h${j}) < 0) { ${e.act} return; }`).join('\n');
    return `(i, x, y) => {\n${locals}\n${hazards}\nconst total = ${total};\n${traits.lines}
if (total > 0) {
  draw(i, U[${this.builder.timeSlot + 1}], PURPOSE.fate, seed);
  const u = words[0] * 2.3283064365386963e-10, limit = total * U[${this.builder.timeSlot + 2}];
  if (u < limit && u < 1 - Math.exp(-limit)) {
    let pick = words[1] * 2.3283064365386963e-10 * total;
    ${choose}
  }
} else if (total !== total && scratch.fault.site < 0) { scratch.fault.site = i; scratch.fault.state = ${id}; }\n}`;
  }

  /** Statements that advance every trait from the values at the start of the tick. */
  private traitLines(kind: Kind, k: number): { lines: string; used: (Expr | null)[] } {
    const dt = `U[${this.builder.timeSlot + 2}]`;
    const used: (Expr | null)[] = [];
    const lines = kind.traits.map((trait, slot) => {
      const own: Expr = { op: 'ref', name: trait.name, ref: { of: 'trait', index: slot } };
      const need = (expr: Expr | null): string => {
        used.push(expr);
        return expr === null ? '0' : this.emit(expr, kind.layer);
      };
      const { change } = trait;
      if (change.law === 'fixed') return '';
      let value = '';
      if (change.law === 'becomes') {
        if (change.value[k] === null) return '';
        value = need(change.value[k] ?? null);
      } else if (change.law === 'rate') {
        if (change.rate[k] === null) return '';
        value = `${need(own)} + ${dt} * ${need(change.rate[k] ?? null)}`;
      } else {
        const decay = this.hoistedDecay(change.tau[k] ?? null, kind.layer, used);
        value = `${need(own)} + (${need(change.to[k] ?? null)} - t${slot}) * (1 - ${decay})`;
        if (trait.spread !== null) {
          const noise = `(draw(i, U[${this.builder.timeSlot + 1}], PURPOSE.trait + ${slot}, seed), normalPair(words[0], words[1])[0])`;
          value += ` + ${need(trait.spread)} * Math.sqrt(1 - ${decay} * ${decay}) * ${noise}`;
        }
      }
      return `traits_${kind.layer}[${slot} * n + i] = ${clamped(value, trait.min, trait.max)};`;
    });
    return { lines: lines.filter((l) => l !== '').join('\n'), used };
  }

  /** exp(−dt/tau), hoisted when tau is uniform; 0 (at once) without a tau. */
  private hoistedDecay(tau: Expr | null, layer: LayerName, used: (Expr | null)[]): string {
    if (tau === null) return '0';
    used.push(tau);
    const dt: Expr = { op: 'ref', name: 'dt', ref: { of: 'parameter', index: this.builder.timeSlot + 2 } };
    return this.emit(
      {
        op: 'call',
        name: 'exp',
        args: [{ op: 'negate', arg: { op: 'binary', operator: '/', left: dt, right: tau } }],
      },
      layer,
    );
  }

  start(kind: Kind, k: number): string | null {
    if (kind.traits.length === 0) return null;
    const used: (Expr | null)[] = kind.traits.flatMap((t) => [t.start[k] ?? null, t.spread]);
    const lines = kind.traits.map((trait, slot) => {
      const mean = trait.start[k] ?? null;
      let value = mean === null ? '0' : this.emit(mean, kind.layer);
      if (trait.spread !== null) {
        value += ` + ${this.emit(trait.spread, kind.layer)} * (draw(i, U[${this.builder.timeSlot + 1}], PURPOSE.start + ${slot}, seed), normalPair(words[0], words[1])[0])`;
      }
      return `traits_${kind.layer}[${slot} * n + i] = ${clamped(value, trait.min, trait.max)};`;
    });
    return `(i, x, y) => {\n${this.locals(kind, k, used)}\n${lines.join('\n')}\n}`;
  }

  speed(kind: Kind, k: number): string | null {
    const expr = kind.move?.speed[k] ?? null;
    if (expr === null) return null;
    return `(i, x, y) => {\n${this.locals(kind, k, [expr])}\nreturn ${this.emit(expr, kind.layer)};\n}`;
  }

  pull(kind: Kind, k: number): string | null {
    if (kind.move === null || this.binding.shape.mixing === 'dish') return null;
    const pulls = kind.move.follow.flatMap((f) => {
      const expr = f.pull[k] ?? null;
      return expr === null ? [] : [{ field: f.field, expr }];
    });
    if (pulls.length === 0) return null;
    const sum = pulls.map((p) => `${this.emit(p.expr, kind.layer)} * (F${p.field}[j] - F${p.field}[i])`).join(' + ');
    return `(i, x, y, j) => {\n${this.locals(
      kind,
      k,
      pulls.map((p) => p.expr),
    )}\nreturn ${sum};\n}`;
  }

  daughters(kind: Kind, k: number): string {
    const entries = (kind.division?.daughter ?? []).flatMap((d) => {
      const chance = d.chance[k] ?? null;
      if (chance === null) return [];
      return [
        `[${d.to}, (i, x, y) => {\n${this.locals(kind, k, [chance])}\nreturn ${this.emit(chance, kind.layer)};\n}]`,
      ];
    });
    return `[${entries.join(', ')}]`;
  }

  arrival(arrival: Kind['arrivals'][number]): string {
    const at = this.tests.index(this.binding.model.states[arrival.at[0] - 1].layer, arrival.at);
    return `{ state: ${arrival.state}, at: L${at}, rate: ${this.siteNumber(arrival.rate)} }`;
  }
}

function clamped(value: string, min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return `Math.min(${max}, Math.max(${min}, ${value}))`;
  if (Number.isFinite(min)) return `Math.max(${min}, ${value})`;
  return Number.isFinite(max) ? `Math.min(${max}, ${value})` : value;
}

function ascending(a: number, b: number): number {
  return a - b;
}
