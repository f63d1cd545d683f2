/** The generated parts of the kernels in `shaders/cell`. */
import type { Expr, Kind, LatticeShape, LayerName, Model } from '../../model/types.ts';
import type { Term } from '../dialect.ts';
import { KindWriter, OccupancyTests } from '../kind-writer.ts';
import { traitSlots } from '../state.ts';
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
  /** By index of `// @` remarks. */
  readonly origins: readonly string[];
  readonly exchange: string;
  readonly fate: Readonly<Record<LayerName, string>>;
  readonly start: Readonly<Record<LayerName, string>>;
  readonly matrix: string;
  readonly hindrance: string;
  /** For placement and movement: `speed_of`, `pull_of`, `daughter_of` of a layer, `arrivals` with `arrival_rate_k`. */
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
    fate: layers((layer) => perState(model, layer, 'fate', (kind, k, id) => writer.fate(kind, k, id))),
    start: layers((layer) => writeStart(model, writer, layer)),
    matrix: writeMatrix(model, writer, dialect),
    hindrance: writeHindrance(options, writer),
    placing: layers((layer) => writePlacing(model, writer, layer)),
    arrivals: writeArrivals(model, writer),
  };
  const uniforms = builder.finish();
  const shared = `const UNIFORM_VECTORS = ${Math.ceil(uniforms.values.length / 4)};`;
  const asked = writeTests(tests, shape);
  const whole = (text: string): string => [shared, asked, text].join('\n');
  const both = (text: Readonly<Record<LayerName, string>>) => layers((layer) => whole(text[layer]));
  return {
    uniforms,
    origins: dialect.origins,
    exchange: whole(parts.exchange),
    fate: both(parts.fate),
    start: layers((layer) => `${shared}\n${parts.start[layer]}`),
    matrix: whole(parts.matrix),
    hindrance: whole(parts.hindrance),
    placing: both(parts.placing),
    arrivals: whole(parts.arrivals),
  };
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

function writeExchange(model: Model, writer: KindWriter, dialect: WgslDialect, slots: readonly number[]): string {
  const rules = perState(model, null, 'exchange', (kind, k) => writer.exchange(kind, k));
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
    rules,
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

/** Speed [um/h], exponent of a step to site j, and the state of a daughter, given a draw in [0, 1). */
function writePlacing(model: Model, writer: KindWriter, layer: LayerName): string {
  const chances: string[] = [];
  const daughter = (kind: Kind, k: number, id: number): string | null => {
    const others = writer.daughters(kind, k);
    if (others.length === 0) return null;
    others.forEach(({ chance }, d) => {
      chances.push(`fn daughter_${id}_${d}(${SITE}) -> f32 {\n${chance}\n}`);
    });
    const lines = others.map(({ to }, d) => `pick -= daughter_${id}_${d}(i, x, y);\nif (pick < 0) { return ${to}u; }`);
    return ['var pick = u;', ...lines, `return ${id}u;`].join('\n');
  };
  return [
    perState(model, layer, 'speed', (kind, k) => writer.speed(kind, k), { result: 'f32', none: '0.0' }),
    perState(model, layer, 'pull', (kind, k) => writer.pull(kind, k), { more: ', j: u32', result: 'f32', none: '0.0' }),
    perState(model, layer, 'daughter', daughter, { more: ', u: f32', result: 'u32', none: 'state' }),
    ...chances,
  ].join('\n');
}

/** `arrival_<k>(i, x, y)` [1/h] and the test `member_<t>` that lets cells of `ARRIVAL_<k>` in. */
function writeArrivals(model: Model, writer: KindWriter): string {
  const arrivals = model.kinds.flatMap((kind) => kind.arrivals.map((stated) => writer.arrival(kind, stated)));
  return arrivals
    .map(
      ({ state, at, rate }, k) =>
        `const ARRIVAL_${k} = ${state}u;\nfn enters_${k}(door: u32) -> bool { return member_${at}(door) == 1u; }\nfn arrival_${k}(${SITE}) -> f32 {\n${rate}\n}`,
    )
    .join('\n');
}

/** `member_<k>(state)`, 1 or 0, and `near_<k>(x, y)`, the neighbours in those states. */
function writeTests(tests: OccupancyTests, shape: LatticeShape): string {
  return tests.list
    .map(({ layer, states }, k) => {
      const counted = states.map((id) => `atomicLoad(&stats[STATS_COUNTS + ${id}u])`).join(' + ') || '0u';
      const near =
        shape.mixing === 'dish'
          ? `return 8.0 * f32(${counted}) / f32(WIDTH * HEIGHT);`
          : `var count = 0u;
for (var k = 0u; k < 8u; k++) {
let j = neighbour(x, y, k);
if (j != NOWHERE) { count += member_${k}(cells_${layer}[j]); }
}
return f32(count);`;
      return `fn member_${k}(state: u32) -> u32 {\n${writeMember(states)}\n}\nfn near_${k}(x: u32, y: u32) -> f32 {\n${near}\n}`;
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
