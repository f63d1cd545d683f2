/** The equations of a model, rule by rule. */
import { sectionOf } from './describe-model.ts';
import type { EquationInfo } from './protocol.ts';

/** Equations that make up one thing that happens, or one quantity: one line, or a line for each state. */
export interface Rule {
  readonly section: string;
  /** Path of the rule; its equations stand at it or below. */
  readonly path: string;
  readonly title: string;
  readonly equations: readonly (EquationInfo & { readonly state: string })[];
  /** Whether it is a rate, so that 0 switches it off. */
  readonly canBeOff: boolean;
}

/** Parts of a path behind which states stand. */
const LAST = /^(.*?\.(?:rate|start|tau|to|becomes|spread|speed|source|sink|uptake))(?:\.(.*))?$/;
const SIGNAL = /^(cells\.[^.]+\.signals\.[^.]+)(?:\.(.*))?$/;
const RATE = /\.(?:rate|speed|source|sink|uptake)$|\.follow\.|\.daughter\./;

/** In the order of the file. */
export function rulesOf(equations: readonly EquationInfo[]): readonly Rule[] {
  const rules = new Map<string, EquationInfo[]>();
  for (const equation of equations) {
    const base = baseOf(equation.path);
    rules.set(base, [...(rules.get(base) ?? []), equation]);
  }
  return [...rules].map(([path, own]) => ({
    section: sectionOf(path),
    path,
    title: titleOf(path),
    equations: own.map((equation) => ({ ...equation, state: equation.path.slice(path.length + 1) })),
    canBeOff: RATE.test(path),
  }));
}

function baseOf(path: string): string {
  return (SIGNAL.exec(path) ?? LAST.exec(path))?.[1] ?? path;
}

function titleOf(path: string): string {
  const parts = path.split('.');
  const [room] = parts;
  const rest = room === 'cells' ? parts.slice(2) : room === 'matrix' ? parts.slice(2) : parts.slice(1);
  const [part, ...names] = rest;
  const known: Readonly<Record<string, string>> = {
    signals: 'signal',
    traits: 'trait',
    transitions: '',
    death: 'death',
    exchange: 'exchange',
    move: 'move',
  };
  const head = part !== undefined && part in known ? known[part]! : (part ?? '');
  const text = [head, ...names.filter((name) => name !== 'rate' || part === 'traits' || room === 'matrix')].join(' ');
  return text.replaceAll('_', ' ').replace('->', '→').trim();
}
