/** Who belongs to a set of cells or sites, now. */
import type { CellLayer, LatticeState } from '../engine/types.ts';
import { applyBinary } from '../model/evaluate.ts';
import type { Averaged, CellSet, Condition, LayerName, Model } from '../model/types.ts';

/** The members of a set on one layer; `sites` when the set is of sites, whoever lives there. */
export interface Members {
  readonly layer: LayerName | 'sites';
  /** u8[n], 1 where a member is. */
  readonly mask: Uint8Array;
  readonly count: number;
}

/** The lattice now; signals that measures ask for by `kind.signal`, f32[n] each. */
export type MeasuredState = LatticeState & { readonly signals?: ReadonlyMap<string, Float32Array> };

/** The members of a set, one entry per layer on which its states live, tissue first. */
export function membersOf(model: Model, state: MeasuredState, { states, where }: CellSet): Members[] {
  if (states === null) {
    const mask = new Uint8Array(state.tissue.state.length).fill(1);
    return [
      restricted(
        'sites',
        mask,
        where.map((condition) => test(condition, null, state)),
      ),
    ];
  }
  const wanted = new Uint8Array(model.states.length + 1);
  for (const id of states) wanted[id] = 1;
  const layers = (['tissue', 'immune'] as const).filter((name) =>
    states.some((id) => model.states[id - 1].layer === name),
  );
  return layers.map((name) => {
    const layer = state[name];
    const mask = Uint8Array.from(layer.state, (id) => wanted[id]);
    return restricted(
      name,
      mask,
      where.map((condition) => test(condition, layer, state)),
    );
  });
}

/** u8[n], 1 where a member of any layer is. */
export function sitesOf(members: readonly Members[], n: number): Uint8Array {
  const out = new Uint8Array(n);
  for (const { mask } of members) for (let i = 0; i < n; i++) out[i] |= mask[i];
  return out;
}

/** The site of every member, in the order of `valuesAt`. */
export function sitesOfMembers(members: readonly Members[]): Uint32Array {
  const out = new Uint32Array(members.reduce((sum, { count }) => sum + count, 0));
  let next = 0;
  for (const { mask } of members) for (let i = 0; i < mask.length; i++) if (mask[i] === 1) out[next++] = i;
  return out;
}

/** The values of `perSite` [f64[n]] at every member, cells that share a site each for themselves. */
export function valuesAt(members: readonly Members[], perSite: ArrayLike<number>): Float64Array {
  const out = new Float64Array(members.reduce((sum, { count }) => sum + count, 0));
  let next = 0;
  for (const { mask } of members) {
    for (let i = 0; i < mask.length; i++) if (mask[i] === 1) out[next++] = perSite[i];
  }
  return out;
}

/** A field, matrix variable, trait or signal at every member, base units. */
export function valuesOfMembers(
  members: readonly Members[],
  { of, index, name }: Pick<Averaged, 'of' | 'index' | 'name'>,
  state: MeasuredState,
): Float64Array {
  if (of !== 'trait') return valuesAt(members, valuesOf(of, index, name, state));
  const parts = members.map((one) => {
    const { traits, state: sites } = state[one.layer as LayerName];
    return valuesAt([one], traits.subarray(index * sites.length, (index + 1) * sites.length));
  });
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

type Test = (site: number) => boolean;

/** All values are single precision, so the number they are compared with is rounded as they are. */
function test({ of, index, name, operator, value }: Condition, layer: CellLayer | null, state: MeasuredState): Test {
  const limit = Math.fround(value);
  const [values, start] =
    of === 'trait' ? [layer!.traits, index * layer!.state.length] : [valuesOf(of, index, name, state), 0];
  return (site) => applyBinary(operator, values[start + site], limit) !== 0;
}

function valuesOf(
  of: Exclude<Averaged['of'], 'trait'>,
  index: number,
  name: string,
  state: MeasuredState,
): Float32Array {
  if (of !== 'signal') return of === 'field' ? state.fields[index] : state.matrix[index];
  const values = state.signals?.get(name);
  if (values === undefined) throw new Error(`${name} has not been worked out`);
  return values;
}

function restricted(layer: Members['layer'], mask: Uint8Array, tests: readonly Test[]): Members {
  let count = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 1 && !tests.every((passes) => passes(i))) mask[i] = 0;
    count += mask[i];
  }
  return { layer, mask, count };
}
