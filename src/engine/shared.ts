/** What is the same in all states of a kind, and so needs to be worked out once for all of them. */
import { walk } from '../model/evaluate.ts';
import type { Expr, Kind, PerState, Trait } from '../model/types.ts';

const sharedOf = new WeakMap<Kind, ReadonlySet<number>>();

/** Signals of a kind that are the same in all its states, and so is all that they name. */
export function sharedSignals(kind: Kind): ReadonlySet<number> {
  const known = sharedOf.get(kind);
  if (known) return known;
  const shared = new Set<number>();
  kind.signals.forEach(({ value }, s) => {
    if (isSame(value) && namesOnly(value[0] ?? null, shared)) shared.add(s);
  });
  sharedOf.set(kind, shared);
  return shared;
}

/** Whether a trait changes by the same law in all states of its kind. */
export function changesAlike(kind: Kind, trait: Trait): boolean {
  const same = sharedSignals(kind);
  return lawOf(trait).every((perState) => isSame(perState) && namesOnly(perState[0] ?? null, same));
}

/** All that a trait's change is made of, by state. */
function lawOf({ change }: Trait): PerState[] {
  switch (change.law) {
    case 'rate':
      return [change.rate];
    case 'relax':
      return [change.to, change.tau];
    case 'becomes':
      return [change.value];
    case 'fixed':
      return [];
  }
}

function isSame(perState: PerState): boolean {
  const first = JSON.stringify(perState[0]);
  return perState.every((expr) => JSON.stringify(expr) === first);
}

function namesOnly(expr: Expr | null, signals: ReadonlySet<number>): boolean {
  let only = true;
  if (expr !== null) {
    walk(expr, (node) => {
      if (node.op === 'ref' && node.ref.of === 'signal' && !signals.has(node.ref.index)) only = false;
    });
  }
  return only;
}
