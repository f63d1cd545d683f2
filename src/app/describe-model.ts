/** The model in the words of its file, and which part of it each parameter belongs to. */
import type { Model } from '../model/types.ts';
import type { EquationInfo } from './protocol.ts';

/** Equations in the order of the file. */
export function describeEquations(model: Model): readonly EquationInfo[] {
  return Object.entries(model.texts ?? {}).map(([path, text]) => ({ path, text }));
}

/** Where equations that stand under a path belong: `fields`, `matrix`, or the kind of cell. */
export function sectionOf(path: string): string {
  const [room = '', name = ''] = path.split('.');
  return room === 'cells' ? name : room;
}

/** By parameter: the one section that names it, `shared` where several do, `other` where none does. */
export function parameterGroups(model: Model): ReadonlyMap<string, string> {
  const sections = new Map<string, Set<string>>(model.parameters.map(({ name }) => [name, new Set()]));
  for (const [path, text] of Object.entries(model.texts ?? {})) {
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) sections.get(name)?.add(sectionOf(path));
  }
  return new Map(
    [...sections].map(([name, own]) => [name, own.size === 1 ? [...own][0]! : own.size > 1 ? 'shared' : 'other']),
  );
}
