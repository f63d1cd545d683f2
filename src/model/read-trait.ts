/** A trait of a kind and the one law it changes by. */
import { type Draft, type KindDraft, parameterScope } from './draft.ts';
import { readExpression, type Scope } from './expression.ts';
import { readPerState } from './per-state.ts';
import { readBounds } from './read-fields.ts';
import type { RawPerState, RawTrait } from './schema.ts';
import type { Dimension, Trait, TraitLaw } from './types.ts';
import { parseUnit, per, TIME } from './units.ts';
import type { Path } from './yaml.ts';

/** Reads a trait; its start and spread use parameters only, its law all that the cell knows. @throws UserError */
export function readTrait(draft: Draft, kind: KindDraft, name: string, raw: RawTrait, path: Path, scope: Scope): Trait {
  const unit = parseUnit(String(raw.unit ?? 1));
  const [min, max] = readBounds(draft, raw, path, unit.dimension);
  const spread = raw.spread;
  if (spread !== undefined) draft.reader.texts.set([...path, 'spread'].join('.'), String(spread));
  return {
    name,
    unit,
    start: readPerState(draft, kind, raw.start ?? 0, [...path, 'start'], parameterScope(draft), unit.dimension),
    spread:
      spread === undefined
        ? null
        : draft.reader.at([...path, 'spread'], () => readExpression(spread, parameterScope(draft), unit.dimension)),
    change: readLaw(draft, kind, raw, path, scope, unit.dimension),
    halves: raw.halves ?? false,
    min,
    max,
    about: raw.about ?? '',
    source: raw.source ?? '',
  };
}

function readLaw(draft: Draft, kind: KindDraft, raw: RawTrait, path: Path, scope: Scope, unit: Dimension): TraitLaw {
  const given = (['rate', 'to', 'becomes'] as const).filter((key) => raw[key] !== undefined);
  if (given.length > 1)
    draft.reader.fail(path, `has ${given.join(' and ')}; a trait changes by one of rate, to, becomes`);
  if ((raw.tau === undefined) !== (raw.to === undefined)) {
    draft.reader.fail(path, raw.tau === undefined ? 'has to without tau, how fast' : 'has tau without to, where to');
  }
  const read = (key: 'rate' | 'to' | 'tau' | 'becomes', need: Dimension) =>
    readPerState(draft, kind, raw[key] as RawPerState, [...path, key], scope, need);
  if (raw.rate !== undefined) return { law: 'rate', rate: read('rate', per(unit, TIME)) };
  if (raw.becomes !== undefined) return { law: 'becomes', value: read('becomes', unit) };
  if (raw.to === undefined) return { law: 'fixed' };
  const tau = read('tau', TIME);
  if (tau.includes(null)) draft.reader.fail([...path, 'tau'], 'needs a time for every state, or else');
  return { law: 'relax', to: read('to', unit), tau };
}
