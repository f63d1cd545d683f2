/** What of a model cannot change while it runs: everything that decides where numbers lie. */
import { UserError } from '../model/error.ts';
import type { Model, Setting } from '../model/types.ts';
import { formatQuantity } from '../model/units.ts';
import { modelEvents } from './events.ts';
import { hindranceGroups } from './fields.ts';

/** @throws UserError with the first part in which another model would need other arrays than those of the run */
export function checkSameStructure(running: Model, next: Model): void {
  const parts: readonly (readonly [string, (model: Model) => unknown])[] = [
    ['the fields', ({ fields }) => fields.map(({ name }) => name)],
    ['which fields are hindered alike', ({ fields }) => hindranceGroups(fields).of],
    ['which fields are steady', ({ fields }) => fields.map(({ steady }) => steady)],
    ['the matrix variables', ({ matrix }) => matrix.map(({ name, rate }) => [name, rate !== null])],
    ['how often the matrix runs', ({ matrixEvery }) => matrixEvery],
    ['the states', ({ states }) => states.map(({ label, layer }) => [label, layer])],
    ['the traits', ({ kinds }) => kinds.map(({ traits }) => traits.map(({ name, halves }) => [name, halves]))],
    ['the events', (model) => modelEvents(model).list],
  ];
  for (const [what, of] of parts) {
    if (JSON.stringify(of(running)) !== JSON.stringify(of(next))) {
      throw new UserError(
        `${what} are not those of the running model; only equations and parameters can change, restart instead`,
      );
    }
  }
}

/** @throws UserError for a line that holds a parameter that the model does not have, or out of its range */
export function checkSettings(settings: readonly Setting[], { parameters }: Model): void {
  for (const { parameter, value } of settings) {
    const found = parameters.find(({ name }) => name === parameter);
    if (!found) throw new UserError(`parameter ${parameter}, which the schedule holds, is not one of the model`);
    const { range, unit } = found;
    if (!range || (value >= range[0] && value <= range[1])) continue;
    const [given, least, most] = [value, ...range].map((number) => formatQuantity(number, unit));
    throw new UserError(`parameter ${parameter} cannot be held at ${given}; allowed: ${least} to ${most}`);
  }
}

/** Values of the next model's parameters: what was set by hand stays, by name; the rest is as the next model says. */
export function carriedParameters(running: Model, values: Float64Array, next: Model): Float64Array {
  return Float64Array.from(next.parameters, ({ name, value }) => {
    const k = running.parameters.findIndex((p) => p.name === name);
    return k >= 0 && values[k] !== running.parameters[k]!.value ? values[k]! : value;
  });
}
