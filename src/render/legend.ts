/** What the colours mean: the same legend for the page and for a recording. */
import type { LayerInfo } from '../engine/types.ts';
import type { State } from '../model/types.ts';
import { formatNumber, formatUnit } from './format.ts';
import { type ColourScale, coloursOf, stateColour } from './palette.ts';
import { partOf, type Range, ticksOf } from './range.ts';

/** One state in the key. `round`: it is drawn as a round mark, over the tissue. */
export interface KeyEntry {
  readonly id: number;
  readonly label: string;
  readonly colour: string;
  readonly round: boolean;
  readonly count: number;
}

/** A colour bar: colours from low to high, and its ticks with `part` 0…1 along the bar. */
export interface ColourBar {
  readonly title: string;
  readonly unit: string;
  readonly stops: readonly string[];
  readonly ticks: readonly { readonly part: number; readonly text: string }[];
}

/** The key of the states, in the model's order. @param counts cells per state, by id − 1. */
export function stateKey(states: readonly State[], counts: readonly number[]): readonly KeyEntry[] {
  return states.map((state) => ({
    id: state.id,
    label: readable(state.label),
    colour: stateColour(state),
    round: state.layer === 'immune',
    count: counts[state.id - 1] ?? 0,
  }));
}

/** The colour bar of a continuous layer; null for states and barcodes. */
export function colourBar(layer: LayerInfo, range: Range, scale: ColourScale, most = 5): ColourBar | null {
  if (layer.kind === 'states' || layer.kind === 'barcode') return null;
  const stops = Array.from({ length: 17 }, (_, i) => coloursOf(scale)(i / 16));
  const ticks = ticksOf(range, most).map((value) => ({ part: partOf(range, value), text: formatNumber(value, 4) }));
  return { title: readable(layer.name), unit: formatUnit(layer.unit), stops, ticks };
}

/** A name from a model as people read it: `kind.a_state` → `kind · a state`. */
export function readable(name: string): string {
  return name.replaceAll('_', ' ').replace('.', ' · ');
}
