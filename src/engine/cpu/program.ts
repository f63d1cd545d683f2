import { HELPERS } from '../../model/emit-js.ts';
import type { Expr, Kind, LatticeShape, LayerName, Model } from '../../model/types.ts';
import { KindWriter, OccupancyTests } from '../kind-writer.ts';
import { draw, normalPair, normals, PURPOSE, words } from '../random.ts';
import type { FieldTerms, LatticeState } from '../types.ts';
import { type Uniforms, uniformBuilder } from '../uniforms.ts';
import { jsDialect } from './js-dialect.ts';

/** Scratch shared by the kernels of one tick. */
export interface Scratch {
  /** u32[n] per layer: states after fate, copied into the state when all sites are done; as they were while cells are placed. */
  readonly next: Readonly<Record<LayerName, Uint32Array>>;
  /** u8[n] per layer: 1 where a cell asks to divide. */
  readonly request: Readonly<Record<LayerName, Uint8Array>>;
  /** Expected neighbours of each occupancy test when the lattice is well mixed, else unused. */
  readonly mixedNear: Float64Array;
  /** How often each event of the model has happened. */
  readonly events: Float64Array;
  /** Site and state of the first cell whose hazard was not a number; site −1 when none. */
  readonly fault: { site: number; state: number };
}

/** The equations of a model as functions on one site `i = y·width + x`. Per state id; null where nothing is stated. */
export interface CellProgram {
  readonly uniforms: Uniforms;
  /** Adds the cell's terms to the fields. */
  readonly exchange: readonly (SiteFunction | null)[];
  /** Updates traits, draws at most one event, writes `next`, `since`, `request`. */
  readonly fate: readonly (SiteFunction | null)[];
  /** Sets the traits of a new cell. */
  readonly start: readonly (SiteFunction | null)[];
  /** Speed [um/h]. */
  readonly speed: readonly (SiteNumber | null)[];
  /** Exponent of a step from site i to site j: Σ follow·(c_j − c_i); null: not biased. */
  readonly pull: readonly (((i: number, x: number, y: number, j: number) => number) | null)[];
  /** Chance that a daughter starts in another state, per state id: [target id, chance]. */
  readonly daughters: readonly (readonly [number, SiteNumber][])[];
  readonly arrivals: readonly {
    readonly state: number;
    readonly at: Uint8Array;
    readonly rate: SiteNumber;
    readonly event: number;
  }[];
  /** d/dt of each dynamic matrix variable, null for derived ones; and values of derived ones. */
  readonly matrixStart: readonly (SiteNumber | null)[];
  readonly matrixRate: readonly (SiteNumber | null)[];
  readonly matrixValue: readonly (SiteNumber | null)[];
  readonly hindrance: readonly SiteNumber[];
  /** Occupancy tests by layer, to fill `mixedNear`. */
  readonly tests: readonly { readonly layer: LayerName; readonly states: readonly number[] }[];
}

/** Members that are tables of generated functions. */
type TableName = Exclude<keyof CellProgram, 'uniforms' | 'tests'>;

export type SiteFunction = (i: number, x: number, y: number) => void;
export type SiteNumber = (i: number, x: number, y: number) => number;

/** What the generated code is bound to, once: the arrays never move. */
export interface ProgramBinding {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly state: LatticeState;
  readonly terms: readonly FieldTerms[];
  readonly scratch: Scratch;
  /** Hindrance expressions, one per group. */
  readonly hindrance: readonly Expr[];
}

/** Compiles a model for one lattice. Equations reach the generated text only through `emitJs`. */
export function compileCells(binding: ProgramBinding): CellProgram {
  const { model, shape } = binding;
  const builder = uniformBuilder(model, shape.mixing === 'dish');
  const tests = new OccupancyTests();
  const perState = (make: (kind: Kind, k: number, id: number) => string | null): (string | null)[] => [
    null,
    ...model.states.map((s) => {
      const kind = model.kinds.find((candidate) => candidate.name === s.kind)!;
      return make(kind, kind.states.indexOf(s.id), s.id);
    }),
  ];

  const writer = new KindWriter(binding, builder, tests, jsDialect(builder.timeSlot, shape.mixing));
  const site = (body: string | null, more = ''): string | null =>
    body === null ? null : `(i, x, y${more}) => {\n${body}\n}`;
  const numbers = (exprs: readonly (Expr | null)[]): (string | null)[] =>
    exprs.map((expr) => (expr === null ? null : site(writer.siteNumber(expr, ''))));
  const daughter = ({ to, chance }: { to: number; chance: string }) => `[${to}, ${site(chance)}]`;
  const arrival = (kind: Kind, stated: Kind['arrivals'][number]): string => {
    const { state, at, rate, event } = writer.arrival(kind, stated);
    return `{ state: ${state}, at: L${at}, rate: ${site(rate)}, event: ${event} }`;
  };
  const tables: Readonly<Record<TableName, readonly (string | null)[]>> = {
    exchange: perState((kind, k) => site(writer.exchange(kind, k))),
    fate: perState((kind, k, id) => site(writer.fate(kind, k, id))),
    start: perState((kind, k) => site(writer.start(kind, k))),
    speed: perState((kind, k) => site(writer.speed(kind, k))),
    pull: perState((kind, k) => site(writer.pull(kind, k), ', j')),
    daughters: perState((kind, k) => `[${writer.daughters(kind, k).map(daughter).join(', ')}]`),
    arrivals: model.kinds.flatMap((kind) => kind.arrivals.map((a) => arrival(kind, a))),
    matrixStart: numbers(model.matrix.map((v) => v.start)),
    matrixRate: numbers(model.matrix.map((v) => v.rate)),
    matrixValue: numbers(model.matrix.map((v) => v.value)),
    hindrance: numbers(binding.hindrance),
  };
  const uniforms = builder.finish();
  const compiled = link<Pick<CellProgram, TableName>>(binding, uniforms, tests, tables);
  return { ...compiled, uniforms, tests: tests.list };
}

/** How many texts have been linked. Each has its number in it: V8 shares code between functions of one text, and slows them all. */
let linked = 0;

/** Evaluates generated tables, by name, with everything they name in scope. */
export function link<Tables>(
  binding: ProgramBinding,
  uniforms: Uniforms,
  tests: OccupancyTests,
  tables: Readonly<Record<keyof Tables & string, readonly (string | null)[]>>,
): Tables {
  const { model, shape, state, terms, scratch, seed } = binding;
  const scope: Record<string, unknown> = {
    U: uniforms.values,
    w: shape.width,
    h: shape.height,
    n: shape.width * shape.height,
    dx: shape.spacing,
    seed,
    scratch,
    periodic: shape.edges === 'periodic',
    draw,
    words,
    normalPair,
    normals,
    PURPOSE,
    mixedNear: scratch.mixedNear,
    events: scratch.events,
  };
  for (const layer of ['tissue', 'immune'] as const) {
    scope[`S_${layer}`] = state[layer].state;
    scope[`traits_${layer}`] = state[layer].traits;
    scope[`since_${layer}`] = state[layer].since;
    scope[`divisions_${layer}`] = state[layer].divisions;
    scope[`next_${layer}`] = scratch.next[layer];
    scope[`request_${layer}`] = scratch.request[layer];
  }
  state.fields.forEach((values, k) => {
    scope[`F${k}`] = values;
    scope[`source${k}`] = terms[k].source;
    scope[`sink${k}`] = terms[k].sink;
    scope[`uptake${k}`] = terms[k].uptake;
  });
  state.matrix.forEach((values, k) => {
    scope[`M${k}`] = values;
  });
  tests.list.forEach((test, k) => {
    const member = new Uint8Array(model.states.length + 1);
    for (const id of test.states) member[id] = 1;
    scope[`L${k}`] = member;
  });
  const entries = Object.entries<readonly (string | null)[]>(tables).map(
    ([name, list]) => `${name}: [${list.map((entry) => entry ?? 'null').join(',\n')}]`,
  );
  const text = `'use strict'; // ${++linked}\n${HELPERS}\n${NEIGHBOURS}\nreturn {${entries.join(',\n')}};`;
  return new Function(...Object.keys(scope), text)(...Object.values(scope)) as Tables;
}

/** Counting neighbours and gradients, in generated scope (w, h, dx, periodic). */
const NEIGHBOURS = `
function wrapX(x) { return x < 0 ? (periodic ? x + w : -1) : x >= w ? (periodic ? x - w : -1) : x; }
function wrapY(y) { return y < 0 ? (periodic ? y + h : -1) : y >= h ? (periodic ? y - h : -1) : y; }
function near(S, L, i, x, y) {
  if (x > 0 && x < w - 1 && y > 0 && y < h - 1) {
    return L[S[i - w - 1]] + L[S[i - w]] + L[S[i - w + 1]] + L[S[i - 1]] + L[S[i + 1]]
      + L[S[i + w - 1]] + L[S[i + w]] + L[S[i + w + 1]];
  }
  let count = 0;
  for (let b = -1; b <= 1; b++) for (let a = -1; a <= 1; a++) {
    if (a === 0 && b === 0) continue;
    const u = wrapX(x + a), v = wrapY(y + b);
    if (u >= 0 && v >= 0) count += L[S[v * w + u]];
  }
  return count;
}
function slope(F, i, x, y) {
  const e = wrapX(x + 1), o = wrapX(x - 1), s = wrapY(y + 1), m = wrapY(y - 1);
  const gx = (F[e < 0 ? i : y * w + e] - F[o < 0 ? i : y * w + o]) / (dx * ((e >= 0) + (o >= 0)));
  const gy = (F[s < 0 ? i : s * w + x] - F[m < 0 ? i : m * w + x]) / (dx * ((s >= 0) + (m >= 0)));
  return Math.sqrt(gx * gx + gy * gy);
}`;
