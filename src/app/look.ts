/** How the tissue is looked at: colours, what lies over them, and named bundles of all that. */
import { computed, signal } from '@preact/signals';
import type { LayerInfo } from '../engine/types.ts';
import { partOf, ticksOf } from '../render/range.ts';
import { MOST_CONTOURS } from '../render/shader-lines.ts';
import type { RangeWish } from './protocol.ts';
import { info, range } from './store.ts';

/** The range of a layer that nobody has changed. */
export const PLAIN_RANGE: RangeWish = { mode: 'now', log: false, fixed: null };

/** By layer name, what was chosen for it. */
export const rangeWishes = signal<Readonly<Record<string, RangeWish>>>({});
/** Kinds of cells that are drawn over a layer of values, and how opaque [0, 1]. */
export const overKinds = signal<ReadonlySet<string>>(new Set());
export const opacity = signal(0.9);
export const contours = signal(false);
export const arrows = signal(false);

/** Distance between arrows [CSS pixels]. */
export const ARROW_SPACING = 26;

/** State ids of the kinds that are drawn over values. */
export const overStates = computed<ReadonlySet<number>>(() => {
  const states = info.value?.states ?? [];
  return new Set(states.filter(({ kind }) => overKinds.value.has(kind)).map(({ id }) => id));
});

/** Where contours run: at the numbers of the colour scale. */
export const contourParts = computed<readonly number[]>(() => {
  if (!contours.value) return [];
  const span = range.value;
  return ticksOf(span, MOST_CONTOURS - 2)
    .map((tick) => partOf(span, tick))
    .filter((part) => part > 0 && part < 1)
    .slice(0, MOST_CONTOURS);
});

/** Whether a layer has a colour scale. */
export function hasValues({ kind }: Pick<LayerInfo, 'kind'>): boolean {
  return kind !== 'states' && kind !== 'barcode';
}
