/** Conditional dosing: rules that stop and give again what the schedule plans, by how many cells there are. */
import { findStates, kindsOf } from '../model/draft.ts';
import { suggest, UserError } from '../model/error.ts';
import type { DosingRule } from '../model/session.ts';
import type { Model } from '../model/types.ts';

/** A rule with its names resolved and the count that it compares with. */
export interface BoundRule {
  readonly field: number;
  /** State ids. */
  readonly states: readonly number[];
  readonly is: DosingRule['is'];
  /** Cells. */
  readonly limit: number;
  readonly do: DosingRule['do'];
}

/** Resolves rules at the moment they are made. @throws UserError for a name that the model does not have */
export function bindRules(
  rules: readonly DosingRule[],
  model: Model,
  startCounts: readonly number[],
  counts: readonly number[],
): readonly BoundRule[] {
  return rules.map((rule) => {
    const field = model.fields.findIndex(({ name }) => name === rule.field);
    if (field < 0) {
      const known = model.fields.map(({ name }) => name);
      throw new UserError(`rule: ${rule.field} is not a field of the model${suggest(rule.field, known)}`);
    }
    const states = [...new Set(rule.of.flatMap((name) => findStates(kindsOf(model), name).states))];
    const limit = rule.share * countOf(states, rule.than === 'start' ? startCounts : counts);
    return { field, states, is: rule.is, limit, do: rule.do };
  });
}

/** What the rules ask of a field now: the last that applies decides; null: nothing. */
export function askedOf(rules: readonly BoundRule[], field: number, counts: readonly number[]): 'stop' | 'give' | null {
  let asked: 'stop' | 'give' | null = null;
  for (const rule of rules) {
    if (rule.field !== field) continue;
    const count = countOf(rule.states, counts);
    if (rule.is === 'below' ? count < rule.limit : count > rule.limit) asked = rule.do;
  }
  return asked;
}

/** @param counts cells per state, by id − 1 */
function countOf(states: readonly number[], counts: readonly number[]): number {
  return states.reduce((sum, id) => sum + (counts[id - 1] ?? 0), 0);
}
