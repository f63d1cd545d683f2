import { emitJs } from '../../model/emit-js.ts';
import type { Dialect } from '../dialect.ts';

const WORD = 2 ** -32;

/**
 * JavaScript on typed arrays: `F0` … fields, `M0` … matrix, `U` uniforms, and per layer `S_`, `traits_`, `since_`, `divisions_`,
 * `next_`, `request_`; `L0` … membership tables of occupancy tests.
 * @param time slot of time; tick and dt follow
 */
export function jsDialect(time: number, mixing: 'local' | 'dish'): Dialect {
  const tick = `U[${time + 1}]`;
  return {
    expression: emitJs,
    uniform: (slot) => `U[${slot}]`,
    field: (index, site) => `F${index}[${site}]`,
    gradient: (index) => `slope(F${index}, i, x, y)`,
    matrix: (index) => `M${index}[i]`,
    trait: (layer, slot) => `traits_${layer}[${slot} * n + i]`,
    timeInState: (layer) => `((${tick} - since_${layer}[i]) * U[${time + 2}])`,
    divisions: (layer) => `divisions_${layer}[i]`,
    here: (test, layer) => `L${test}[S_${layer}[i]]`,
    near: (test, layer, still) =>
      mixing === 'dish' ? `mixedNear[${test}]` : `near(${still ? 'next' : 'S'}_${layer}, L${test}, i, x, y)`,
    constant: (name, value) => `const ${name} = ${value};`,
    variable: (name, value) => `let ${name} = ${value};`,
    addTerm: (term, field, value) => `${term}${field}[i] += ${value};`,
    setTrait: (layer, slot, value) => `traits_${layer}[${slot} * n + i] = ${value};`,
    limited(value, min, max) {
      const raised = Number.isFinite(min) ? `Math.max(${min}, ${value})` : value;
      return Number.isFinite(max) ? `Math.min(${max}, ${raised})` : raised;
    },
    hazard: (rate) => `Math.max(0, ${rate})`,
    become: (layer, to, event) => `next_${layer}[i] = ${to}; since_${layer}[i] = ${tick}; events[${event}]++;`,
    divide: (layer) => `request_${layer}[i] = 1;`,
    draw: () => ({ statement: `draw(i, ${tick}, PURPOSE.fate, seed);`, unit: (k) => `words[${k}] * ${WORD}` }),
    happens: (u, limit) => `${u} < ${limit} && ${u} < 1 - Math.exp(-${limit})`,
    normal: (purpose, slot) =>
      `(draw(i, ${tick}, PURPOSE.${purpose} + ${slot}, seed), normalPair(words[0], words[1])[0])`,
    otherwiseBad: (total, id) =>
      ` else if (${total} !== ${total} && scratch.fault.site < 0) { scratch.fault.site = i; scratch.fault.state = ${id}; }`,
    origin: () => '',
  };
}
