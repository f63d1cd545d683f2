/** Changes of the lattice by hand, between ticks: plain data, so that they can be kept and done again. Base units. */
import { suggest, UserError } from '../model/error.ts';
import type { Model } from '../model/types.ts';
import { type Area, checkArea } from './area.ts';

/** What to do on the sites of `area`; each site with probability `share` (default 1), the same sites when it is done again. */
export type LatticeEdit = { readonly area: Area; readonly share?: number } & (
  | {
      /** A new cell of its own lineage. */
      readonly put: 'cell';
      /** `kind.state` */
      readonly state: string;
      /** In place of who is there on its layer; else on free sites only. */
      readonly over?: boolean;
    }
  | {
      /** Who is there leaves its site empty. */
      readonly put: 'nothing';
      /** Whom: `all`, or those of a layer, a kind or a `kind.state`. */
      readonly of: string;
    }
  /** The value of a matrix variable that has a rate of its own. */
  | { readonly put: 'matrix'; readonly variable: string; readonly value: number }
  /** A concentration, which then diffuses away. */
  | { readonly put: 'field'; readonly field: string; readonly value: number }
  /** From now on the sites are held near that concentration, as by a source that never empties; null: no more. */
  | { readonly put: 'source'; readonly field: string; readonly value: number | null }
);

/** A site that is held near a concentration [base units]. */
export interface HeldSite {
  readonly field: number;
  readonly site: number;
  readonly value: number;
}

/** How fast a held site exchanges with what holds it [1/h]: 10 per second, faster than anything diffuses across a site. */
export const HOLD_RATE = 36_000;

/** @throws UserError that says what of an edit the model does not have, or which number cannot be */
export function checkEdit(edit: LatticeEdit, model: Model): void {
  checkArea(edit.area);
  const { share = 1 } = edit;
  if (!(share > 0 && share <= 1))
    throw new UserError(`brush: share ${share} is not possible; give more than 0, up to 1`);
  switch (edit.put) {
    case 'cell':
      checkName(
        'state',
        edit.state,
        model.states.map(({ label }) => label),
      );
      break;
    case 'nothing':
      checkName(
        'kind or state',
        edit.of,
        model.states.flatMap(({ layer, kind, label }) => ['all', layer, kind, label]),
      );
      break;
    case 'matrix': {
      const own = model.matrix.filter(({ rate }) => rate !== null);
      checkName(
        'matrix variable',
        edit.variable,
        own.map(({ name }) => name),
      );
      const { min, max, unit } = own.find(({ name }) => name === edit.variable)!;
      if (!(edit.value >= min && edit.value <= max)) {
        const limits = `${min / unit.factor} to ${max / unit.factor} ${unit.text}`;
        throw new UserError(
          `brush: ${edit.variable} cannot be ${edit.value / unit.factor} ${unit.text}; allowed: ${limits}`,
        );
      }
      break;
    }
    default:
      checkName(
        'field',
        edit.field,
        model.fields.map(({ name }) => name),
      );
      if (edit.value !== null && !(edit.value >= 0 && edit.value < Number.MAX_VALUE)) {
        throw new UserError(`brush: ${edit.field} cannot be ${edit.value}; give a number of 0 or more`);
      }
  }
}

function checkName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new UserError(`brush: ${what} ${name} is not known${suggest(name, known)}`);
}

/** The held sites after an edit; the same list when it does not hold anything. Ascending by field, then site. */
export function heldAfter(
  held: readonly HeldSite[],
  edit: LatticeEdit,
  sites: Uint32Array,
  model: Model,
): readonly HeldSite[] {
  if (edit.put !== 'source') return held;
  const field = model.fields.findIndex(({ name }) => name === edit.field);
  const touched = new Set(sites);
  const rest = held.filter((one) => one.field !== field || !touched.has(one.site));
  const { value } = edit;
  const more = value === null ? [] : Array.from(sites, (site): HeldSite => ({ field, site, value }));
  return [...rest, ...more].sort((a, b) => a.field - b.field || a.site - b.site);
}
