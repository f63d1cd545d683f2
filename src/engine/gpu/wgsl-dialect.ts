import { emitWgsl, literal } from '../../model/emit-wgsl.ts';
import type { LayerName } from '../../model/types.ts';
import type { Dialect, Term } from '../dialect.ts';

/** First trait plane of a layer's buffer; `TRAITS` in `shaders/lib/cells.wgsl`. */
export const FIRST_TRAIT = 4;

/** WGSL, and what has to be known of the text it gave. */
export interface WgslDialect extends Dialect {
  /** Parts of the model that generated lines come from; the line ends in `// @` and the index. */
  readonly origins: readonly string[];
  /** Terms that were added to. */
  readonly terms: ReadonlySet<string>;
}

/** A remark at the end of a generated line. */
export const ORIGIN = /\/\/ @(\d+)$/;

/** The variable that collects a term of a field. */
export function termName(term: Term, field: number): string {
  return `${term}_${field}`;
}

/**
 * WGSL in the frames of `shaders/cell`. Names of the model never get into the text.
 * @param time slot of time; tick and dt follow
 * @param slots where each field lies in `fields`
 */
export function wgslDialect(time: number, slots: readonly number[]): WgslDialect {
  const origins: string[] = [];
  const terms = new Set<string>();
  const uniform = (slot: number) => `uniforms[${slot >> 2}].${'xyzw'[slot & 3]}`;
  const cell = (layer: LayerName, plane: number) => `cells_${layer}[plane(${plane}u, i)]`;
  return {
    origins,
    terms,
    expression: emitWgsl,
    uniform,
    field: (index, site) => `fields[plane(${slots[index]}u, ${site})]`,
    gradient: (index) => `slope(${slots[index]}u, i, x, y)`,
    matrix: (index) => `matrix[plane(${index}u, i)]`,
    trait: (layer, slot) => `bitcast<f32>(${cell(layer, FIRST_TRAIT + slot)})`,
    timeInState: (layer) => `(f32(params.tick - ${cell(layer, 3)}) * ${uniform(time + 2)})`,
    divisions: (layer) => `f32(${cell(layer, 2)})`,
    here: (test, layer) => `f32(member_${test}(cells_${layer}[i]))`,
    near: (test, _layer, still) => `${still ? 'near_still' : 'near'}_${test}(x, y)`,
    constant: (name, value) => `let ${name} = ${value};`,
    variable: (name, value) => `var ${name} = ${value};`,
    addTerm(term, field, value) {
      terms.add(termName(term, field));
      return `${termName(term, field)} += ${value};`;
    },
    setTrait: (layer, slot, value) => `${cell(layer, FIRST_TRAIT + slot)} = trait_bits(${value}, i);`,
    limited(value, min, max) {
      if (min === -Infinity && max === Infinity) return value;
      return `limited(${value}, ${literal(min)}, ${literal(max)})`;
    },
    hazard: (rate) => `hazard(${rate}, i)`,
    become: (layer, to, event) => `outcome = ${to}u; ${cell(layer, 3)} = params.tick; count_event(${event}u);`,
    divide: () => 'outcome |= DIVIDES;',
    draw: () => ({
      statement: 'let words = draw(i, params.tick, PURPOSE_FATE, params.seed);',
      unit: (k) => `fraction(words[${k}])`,
    }),
    happens: (u, limit) => `${u} < probability(${limit})`,
    normal: (purpose, slot) =>
      `normal_pair(draw(i, params.tick, PURPOSE_${purpose.toUpperCase()} + ${slot}u, params.seed).xy).x`,
    otherwiseBad: () => '',
    origin: (path) => ` // @${origins.push(path) - 1}`,
  };
}
