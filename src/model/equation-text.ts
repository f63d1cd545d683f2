/** Which written equation holds for a state, by the paths of `Model.texts`. */
import type { Model } from './types.ts';

/** An equation as the model's file has it, and its path. */
export interface EquationText {
  readonly path: string;
  readonly text: string;
}

/** What stands under `base` for a state: itself, or the line of a map from states that names it, else its `else`; null: nothing. */
export function equationOf(model: Model, base: string, state: string): EquationText | null {
  const { texts = {} } = model;
  const at = (path: string): EquationText | null => {
    const text = texts[path];
    return text === undefined ? null : { path, text };
  };
  const named = Object.keys(texts).find((path) => {
    return path.startsWith(`${base}.`) && listed(path.slice(base.length + 1)).includes(state);
  });
  return at(base) ?? (named === undefined ? at(`${base}.else`) : at(named));
}

/** The rate of a transition of a kind from one state (its name) to another (its name, or `kind.state`). */
export function transitionEquation(
  model: Model,
  kind: string,
  from: string,
  to: readonly string[],
): EquationText | null {
  const start = `cells.${kind}.transitions.`;
  const found = Object.entries(model.texts ?? {}).find(([path]) => {
    if (!path.startsWith(start) || !path.endsWith('.rate')) return false;
    const [origin = '', target = ''] = path.slice(start.length, -'.rate'.length).split('->');
    return listed(origin).includes(from) && to.includes(target.trim());
  });
  return found === undefined ? null : { path: found[0], text: found[1] };
}

function listed(names: string): readonly string[] {
  return names.split(',').map((name) => name.trim());
}
