/** What changed parameters can break in a model that was fine with its own. */
import { UserError } from './error.ts';
import { evaluateParameters, walk } from './evaluate.ts';
import { fieldFaults } from './read-fields.ts';
import type { Expr, Model } from './types.ts';

/** @throws UserError when these values divide by zero or make a field impossible */
export function checkOverridden(model: Model, parameters: ArrayLike<number>, file: string): void {
  for (const field of model.fields) {
    for (const [key, rule] of fieldFaults(field, parameters)) {
      throw new UserError(`${file}: with these parameters fields.${field.name}.${key} ${rule}`);
    }
  }
  for (const expr of expressionsIn(model)) {
    walk(expr, (node) => {
      if (node.op !== 'binary' || node.operator !== '/') return;
      const used: string[] = [];
      let constant = true;
      walk(node.right, (part) => {
        if (part.op !== 'ref') return;
        if (part.ref.of === 'parameter') used.push(part.name);
        else constant = false;
      });
      if (!constant || evaluateParameters(node.right, parameters) !== 0) return;
      throw new UserError(`${file}: with these parameters the model divides by zero; change ${used.join(', ')}`);
    });
  }
}

/** Every tree of a model, wherever it stands. */
function expressionsIn(part: unknown): Expr[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('op' in part) return [part as Expr];
  return Object.values(part).flatMap(expressionsIn);
}
