/** What the pointer does to the tissue, and with what. */
import { computed, signal } from '@preact/signals';
import type { Inspection } from '../engine/types.ts';
import type { Region, RegionNumbers, Site } from './protocol.ts';
import { info } from './store.ts';

/** `look` moves the picture and inspects; the others take the main button for themselves. */
export type ToolName = 'look' | 'brush' | 'region' | 'ruler';

export const tool = signal<ToolName>('look');

/** What the brush leaves. */
export type BrushWith = 'cell' | 'matrix' | 'field' | 'source' | 'nothing';

/** How the brush is set; values in the unit that the model shows, by name. */
export interface BrushSettings {
  readonly with: BrushWith;
  /** `kind.state` */
  readonly state: string;
  /** Replace who is there. */
  readonly over: boolean;
  readonly field: string;
  readonly variable: string;
  /** Whom ablation takes: `all`, a layer, kind or `kind.state`. */
  readonly of: string;
  /** By field or matrix variable. */
  readonly values: Readonly<Record<string, number>>;
  readonly shape: 'disc' | 'square';
  /** Sites from the middle to the edge. */
  readonly radius: number;
  /** Share of the sites that are touched. */
  readonly share: number;
}

export const brush = signal<BrushSettings>({
  with: 'cell',
  state: '',
  over: true,
  field: '',
  variable: '',
  of: 'all',
  values: {},
  shape: 'disc',
  radius: 4,
  share: 1,
});

export const LARGEST_RADIUS = 40;

/** The brush with names that the current model has in place of those that it does not have. */
export const brushNow = computed<BrushSettings>(() => {
  const session = info.value;
  const set = brush.value;
  if (session === null) return set;
  const pick = (name: string, names: readonly string[]) => (names.includes(name) ? name : (names[0] ?? ''));
  const of = session.states.flatMap(({ layer, kind, label }) => ['all', layer, kind, label]);
  return {
    ...set,
    state: pick(
      set.state,
      session.states.map(({ label }) => label),
    ),
    field: pick(
      set.field,
      session.paint.fields.map(({ name }) => name),
    ),
    variable: pick(
      set.variable,
      session.paint.matrix.map(({ name }) => name),
    ),
    of: pick(set.of, of),
  };
});

/** Where the pointer is [sites], on the lattice or beside it; null: not over the tissue. */
export const pointerAt = signal<{ readonly x: number; readonly y: number } | null>(null);
/** What lies under the pointer, as far as it is known. */
export const hovered = signal<{ readonly site: Site; readonly inspection: Inspection } | null>(null);

/** Where lasting sources are. */
export const heldSites = signal<readonly Site[]>([]);

/** The marked rectangle, and its numbers over time as far as they were seen. */
export const region = signal<Region | null>(null);
export const regionNow = signal<RegionNumbers | null>(null);
export const regionCourse = signal<readonly RegionNumbers[]>([]);

/** A measured distance, from and to [sites]. */
export const ruler = signal<{
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
} | null>(null);

/** The most moments of a region that are kept. */
const MOST_ROWS = 1500;

/** Takes up numbers about the region; every second moment goes when there are too many. */
export function noteRegion(numbers: RegionNumbers): void {
  regionNow.value = numbers;
  const rows = regionCourse.value.filter(({ time }) => time < numbers.time - 1e-9);
  const kept = rows.length >= MOST_ROWS ? rows.filter((_, i) => i % 2 === 0) : rows;
  regionCourse.value = [...kept, numbers];
}
