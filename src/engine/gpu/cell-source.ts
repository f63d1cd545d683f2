/** The generated parts of the kernels in `shaders/cell`. */
import type { Expr, Kind, LatticeShape, LayerName, Model } from '../../model/types.ts';
import type { Term } from '../dialect.ts';
import { modelEvents } from '../events.ts';
import { KindWriter, OccupancyTests } from '../kind-writer.ts';
import { LAYERS, traitSlots } from '../state.ts';
import { type Uniforms, uniformBuilder } from '../uniforms.ts';
import { termName, type WgslDialect, wgslDialect } from './wgsl-dialect.ts';

/** What the text depends on besides parameters. */
export interface CellSourceOptions {
  readonly model: Model;
  readonly shape: LatticeShape;
  /** Hindrance expressions, of groups 1, 2 … */
  readonly hindrance: readonly Expr[];
  /** By field: its slot in `fields`, `sources`, `sinks` and `uptakes`. */
  readonly slots: readonly number[];
  /** By plane of `factors`: its hindrance group, 0 for none. */
  readonly factorGroups: readonly number[];
}

/** Generated text of each frame; `fate`, `start` and `commit` by layer. */
export interface CellSource {
  readonly uniforms: Uniforms;
  /** By index of `// @` remarks: file, line and path in the model. */
  readonly origins: readonly string[];
  readonly exchange: string;
  readonly fate: Readonly<Record<LayerName, string>>;
  readonly start: Readonly<Record<LayerName, string>>;
  readonly matrix: string;
  readonly hindrance: string;
  /** For division and movement. */
  readonly placing: Readonly<Record<LayerName, string>>;
  readonly arrivals: string;
}

const SITE = 'i: u32, x: u32, y: u32';
/** Writes all of it. The uniform slots hold every hoisted part of every kernel. */
export function writeCellSource(options: CellSourceOptions): CellSource {
  const { model, shape, slots } = options;
  const builder = uniformBuilder(model, shape.mixing === 'dish');
  const tests = new OccupancyTests();
  const dialect = wgslDialect(builder.timeSlot, slots);
  const writer = new KindWriter(options, builder, tests, dialect);
  const layers = (write: (layer: LayerName) => string) => ({ tissue: write('tissue'), immune: write('immune') });
  const parts = {
    exchange: writeExchange(model, writer, dialect, slots),
    fate: layers((layer) => perKind(model, layer, 'fate', writer)),
    start: layers((layer) => writeStart(model, writer, layer)),
    matrix: writeMatrix(model, writer, dialect),
    hindrance: writeHindrance(options, writer),
    placing: layers((layer) => writePlacing(model, writer, layer)),
    arrivals: writeArrivals(model, writer, dialect.uniform(builder.timeSlot + 2)),
  };
  const uniforms = builder.finish();
  const shared = `const UNIFORM_VECTORS = ${Math.ceil(uniforms.values.length / 4)};`;
  const whole = (text: string): string => [shared, writeTests(tests, shape, false), text].join('\n');
  const placed = (text: string): string => [shared, writeTests(tests, shape, true), text].join('\n');
  const both = (text: Readonly<Record<LayerName, string>>) => layers((layer) => whole(text[layer]));
  return {
    uniforms,
    origins: dialect.origins.map((path) => placeOf(model, path)),
    exchange: whole(parts.exchange),
    fate: both(parts.fate),
    start: layers((layer) => `${shared}\n${parts.start[layer]}`),
    matrix: whole(parts.matrix),
    hindrance: whole(parts.hindrance),
    placing: layers((layer) => placed(parts.placing[layer])),
    arrivals: placed(parts.arrivals),
  };
}

/** `file:line: path`, the line being that of the nearest part around it that was written. */
function placeOf({ lines = {} }: Model, path: string): string {
  for (let around = path; around !== ''; around = around.slice(0, Math.max(0, around.lastIndexOf('.')))) {
    if (lines[around] !== undefined) return `${lines[around]}: ${path}`;
  }
  return path;
}

/** `name_<id>` for each state of the layers that has a body, and `name_of`, which picks one. */
function perState(
  model: Model,
  layer: LayerName | null,
  name: string,
  body: (kind: Kind, k: number, id: number) => string | null,
  { more = '', result = '', none = '' } = {},
): string {
  const functions: string[] = [];
  const cases: string[] = [];
  const returns = result === '' ? '' : ` -> ${result}`;
  const names = `i, x, y${more.replaceAll(/: \w+/g, '')}`;
  for (const { id, kind: kindName, layer: own } of model.states) {
    if (layer !== null && own !== layer) continue;
    const kind = model.kinds.find((candidate) => candidate.name === kindName)!;
    const text = body(kind, kind.states.indexOf(id), id);
    if (text === null) continue;
    functions.push(`fn ${name}_${id}(${SITE}${more})${returns} {\n${text}\n}`);
    cases.push(`case ${id}u: { ${result === '' ? '' : 'return '}${name}_${id}(${names}); }`);
  }
  cases.push(`default: {${none === '' ? '' : ` return ${none}; `}}`);
  return [
    ...functions,
    `fn ${name}_of(state: u32, ${SITE}${more})${returns} {\nswitch state {\n${cases.join('\n')}\n}\n}`,
  ].join('\n');
}

/** `name_<k>` for each kind of the layer with what its states have in common written once, and `name_of`, which picks one. */
function perKind(
  model: Model,
  layer: LayerName,
  what: 'exchange' | 'fate',
  writer: KindWriter,
  name: string = what,
): string {
  const functions: string[] = [];
  const cases: string[] = [];
  model.kinds.forEach((kind, index) => {
    if (kind.layer !== layer) return;
    const { common, bodies } = writer.states(kind, what);
    if (common.length === 0 && bodies.every((body) => body === null)) return;
    const own = bodies.map((body, k) => (body === null ? '' : `case ${kind.states[k]}u: {\n${body}\n}\n`)).join('');
    functions.push(
      `fn ${name}_${index}(state: u32, ${SITE}) {\n${common.join('\n')}\nswitch state {\n${own}default: {}\n}\n}`,
    );
    cases.push(`case ${kind.states.map((id) => `${id}u`).join(', ')}: { ${name}_${index}(state, i, x, y); }`);
  });
  return [
    ...functions,
    `fn ${name}_of(state: u32, ${SITE}) {\nswitch state {\n${cases.join('\n')}\ndefault: {}\n}\n}`,
  ].join('\n');
}

function writeExchange(model: Model, writer: KindWriter, dialect: WgslDialect, slots: readonly number[]): string {
  const rules = LAYERS.map((layer) => perKind(model, layer, 'exchange', writer, `exchange_${layer}`));
  const buffers: readonly [Term, string][] = [
    ['source', 'sources'],
    ['sink', 'sinks'],
    ['uptake', 'uptakes'],
  ];
  const used = model.fields.flatMap((_, f) =>
    buffers.flatMap(([term, buffer]) => {
      const name = termName(term, f);
      return dialect.terms.has(name) ? [{ name, to: `${buffer}[plane(${slots[f]}u, i)]` }] : [];
    }),
  );
  const stores = used.map(({ name, to }) => `${to} = checked(${name}, FAULT_EXCHANGE, i);`);
  return [
    ...used.map(({ name }) => `var<private> ${name}: f32;`),
    ...rules,
    `fn store_terms(i: u32) {\n${stores.join('\n')}\n}`,
  ].join('\n');
}

function writeStart(model: Model, writer: KindWriter, layer: LayerName): string {
  const kinds = model.kinds.map((kind, k) => {
    const labels = kind.states.map((id) => `${id}u`).join(', ');
    return `case ${labels}: { return ${k + 1}u; }`;
  });
  return [
    `const TRAIT_SLOTS = ${traitSlots(model)[layer]}u;`,
    perState(model, layer, 'start', (kind, k) => writer.start(kind, k)),
    `fn kind_of(state: u32) -> u32 {\nswitch state {\n${kinds.join('\n')}\ndefault: { return 0u; }\n}\n}`,
  ].join('\n');
}

function writeMatrix(model: Model, writer: KindWriter, dialect: WgslDialect): string {
  const functions: string[] = [];
  const rates: string[] = [];
  const steps: string[] = [];
  const derived: string[] = [];
  const store = (v: number, value: string): string => {
    const { min, max } = model.matrix[v]!;
    const path = dialect.origin(`matrix.variables.${model.matrix[v]!.name}`);
    return `${dialect.matrix(v)} = checked(${dialect.limited(value, min, max)}, FAULT_MATRIX, i);${path}`;
  };
  model.matrix.forEach(({ name, rate, value }, v) => {
    const expr = rate ?? value;
    if (expr === null) return;
    const path = `matrix.variables.${name}.${rate ? 'rate' : 'value'}`;
    functions.push(`fn matrix_${v}(${SITE}) -> f32 {\n${writer.siteNumber(expr, path)}\n}`);
    if (rate === null) {
      derived.push(`${dialect.matrix(v)} = checked(matrix_${v}(i, x, y), FAULT_MATRIX, i);`);
      return;
    }
    rates.push(`let r${v} = matrix_${v}(i, x, y);`);
    steps.push(store(v, `${dialect.matrix(v)} + hours * r${v}`));
  });
  return [
    ...functions,
    `fn advance_matrix(${SITE}, hours: f32) {\n${[...rates, ...steps].join('\n')}\n}`,
    `fn derive_matrix(${SITE}) {\n${derived.join('\n')}\n}`,
  ].join('\n');
}

function writeHindrance(options: CellSourceOptions, writer: KindWriter): string {
  const functions = options.hindrance.map((expr, g) => {
    const field = options.model.fields.find((f) => JSON.stringify(f.hindrance) === JSON.stringify(expr));
    return `fn hindrance_${g + 1}(${SITE}) -> f32 {\n${writer.siteNumber(expr, `fields.${field?.name}.hindrance`)}\n}`;
  });
  const stores = options.factorGroups.flatMap((group, plane) =>
    group === 0 ? [] : [`factors[plane(${plane}u, i)] = checked(hindrance_${group}(i, x, y), FAULT_HINDRANCE, i);`],
  );
  return [...functions, `fn store_factors(${SITE}) {\n${stores.join('\n')}\n}`].join('\n');
}

/** Which cells move, their speed [um/h], the exponent of a step to site j; what daughters share, and their state by a draw in [0, 1). */
function writePlacing(model: Model, writer: KindWriter, layer: LayerName): string {
  const chances: string[] = [];
  const daughter = (kind: Kind, k: number, id: number): string | null => {
    const others = writer.daughters(kind, k);
    if (others.length === 0) return null;
    others.forEach(({ chance }, d) => {
      chances.push(`fn daughter_${id}_${d}(${SITE}) -> f32 {\n${chance}\n}`);
    });
    const lines = others.map(
      ({ to }, d) => `pick -= hazard(daughter_${id}_${d}(i, x, y), i);\nif (pick < 0) { return ${to}u; }`,
    );
    return ['var pick = u;', ...lines, `return ${id}u;`].join('\n');
  };
  const events = modelEvents(model);
  const perKind = (name: string, value: (kind: Kind) => number): string => {
    const cases = model.kinds
      .filter((kind) => kind.layer === layer)
      .map((kind) => `case ${kind.states.map((id) => `${id}u`).join(', ')}: { return ${value(kind)}u; }`);
    return `fn ${name}(state: u32) -> u32 {\nswitch state {\n${cases.join('\n')}\ndefault: { return 0u; }\n}\n}`;
  };
  const halved = (kind: Kind): number => kind.traits.reduce((mask, t, slot) => mask | (t.halves ? 1 << slot : 0), 0);
  const motile = model.kinds.flatMap((kind) =>
    kind.layer === layer ? kind.states.filter((_, k) => (kind.move?.speed[k] ?? null) !== null) : [],
  );
  return [
    `const TRAIT_SLOTS = ${traitSlots(model)[layer]}u;`,
    `fn is_motile(state: u32) -> bool {\n${motile.map((id) => `if (state == ${id}u) { return true; }\n`).join('')}return false;\n}`,
    perKind('halved_of', halved),
    perKind('division_of', (kind) => (kind.division ? events.index(kind.division) : 0)),
    perState(model, layer, 'speed', (kind, k) => writer.speed(kind, k), { result: 'f32', none: '0.0' }),
    perState(model, layer, 'pull', (kind, k) => writer.pull(kind, k), { more: ', j: u32', result: 'f32', none: '0.0' }),
    perState(model, layer, 'daughter', daughter, { more: ', u: f32', result: 'u32', none: 'state' }),
    ...chances,
  ].join('\n');
}

/** `arrivals_at(i, x, y)`: a call of `arrive_at` per arrival, in order; and the traits that cells of any kind start with. */
function writeArrivals(model: Model, writer: KindWriter, hours: string): string {
  const arrivals = model.kinds.flatMap((kind) => kind.arrivals.map((stated) => writer.arrival(kind, stated)));
  const rates = arrivals.map(({ rate }, k) => `fn arrival_${k}(${SITE}) -> f32 {\n${rate}\n}`);
  const calls = arrivals.map(({ state, at, event }, k) => {
    const { layer } = model.states[state - 1]!;
    const other = layer === 'tissue' ? 'immune' : 'tissue';
    const enters = `cells_${layer}[i] == 0u && member_${at}(cells_${other}[i]) == 1u`;
    const which = layer === 'tissue' ? 'TISSUE' : 'IMMUNE';
    return `if (${enters}) { arrive_at(${which}, ${k}u, ${state}u, ${event}u, arrival_${k}(i, x, y), i, x, y); }`;
  });
  return [
    perState(model, null, 'start', (kind, k) => writer.start(kind, k)),
    ...rates,
    `fn hours() -> f32 { return ${hours}; }`,
    `fn arrivals_at(${SITE}) {\n${calls.join('\n')}\n}`,
  ].join('\n');
}

/**
 * `member_<k>(state)`, 1 or 0, and `near_<k>(x, y)`, the neighbours in those states; or `near_still_<k>`, those of the states that fate
 * left in `next`. A well-mixed lattice has the counts of the start of the tick instead of neighbours.
 */
function writeTests(tests: OccupancyTests, shape: LatticeShape, still: boolean): string {
  return tests.list
    .map(({ layer, states }, k) => {
      const counted = states.map((id) => `atomicLoad(&stats[STATS_STILL + ${id}u])`).join(' + ') || '0u';
      const of = still ? `next[plane(${layer === 'tissue' ? 'TISSUE' : 'IMMUNE'}, j)] & ~DIVIDES` : `cells_${layer}[j]`;
      const near =
        shape.mixing === 'dish'
          ? `return 8.0 * f32(${counted}) / f32(WIDTH * HEIGHT);`
          : `var count = 0u;
for (var k = 0u; k < 8u; k++) {
let j = neighbour(x, y, k);
if (j != NOWHERE) { count += member_${k}(${of}); }
}
return f32(count);`;
      return `fn member_${k}(state: u32) -> u32 {\n${writeMember(states)}\n}\nfn near_${still ? 'still_' : ''}${k}(x: u32, y: u32) -> f32 {\n${near}\n}`;
    })
    .join('\n');
}

/** Looks a state up in bit masks of 32 states each. */
function writeMember(states: readonly number[]): string {
  const masks = new Map<number, number>();
  for (const id of states) masks.set(id >> 5, ((masks.get(id >> 5) ?? 0) | (1 << (id & 31))) >>> 0);
  const cases = [...masks].map(([word, mask]) => `case ${word}u: { return (${mask}u >> (state & 31u)) & 1u; }`);
  return `switch state >> 5u {\n${cases.join('\n')}\ndefault: { return 0u; }\n}`;
}
