/** What each chart shows, from what the page knows. */
import { signal } from '@preact/signals';
import { formatUnit } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { stateColour } from '../render/palette.ts';
import type { ChartData, Series } from './chart.tsx';
import { measuredRows } from './readings-store.ts';
import { hidden, history, info, logCounts } from './store.ts';

export type ChartKind = 'counts' | 'fractions' | 'traits' | 'fields' | 'clones' | 'survival';

export const CHARTS: readonly (readonly [ChartKind, string])[] = [
  ['counts', 'Cells of each state'],
  ['fractions', 'Fractions of each state'],
  ['survival', 'Survival of each kind'],
  ['traits', 'Mean of a trait'],
  ['fields', 'Mean of a field'],
  ['clones', 'Lineages (Muller plot)'],
];

export const chartKind = signal<ChartKind>('counts');
/** The trait and the field that are drawn; unknown names: the first. */
export const chosenTrait = signal('');
export const chosenField = signal('');

/** Charts with a logarithmic axis to choose. */
export function canBeLog(kind: ChartKind): boolean {
  return kind !== 'clones' && kind !== 'fractions';
}

/** Names of the traits, `kind.trait`, in the order in which they are measured. */
export function traitNames(): readonly string[] {
  return (info.value?.layers ?? []).filter(({ kind }) => kind === 'trait').map(({ name }) => name);
}

export function fieldNames(): readonly string[] {
  return (info.value?.layers ?? []).filter(({ kind }) => kind === 'field').map(({ name }) => name);
}

/** The lines of a chart; reads signals. Lineages are drawn otherwise. */
export function chartData(kind: ChartKind): ChartData {
  switch (kind) {
    case 'fractions':
      return fractions();
    case 'survival':
      return survival();
    case 'traits':
      return means('traits', traitNames(), chosenTrait.value);
    case 'fields':
      return means('fields', fieldNames(), chosenField.value);
    default:
      return counts();
  }
}

function shownStates() {
  const { counts: columns } = history.value.data;
  return (info.value?.states ?? []).filter(
    ({ id }) => !hidden.value.has(id) && columns[id - 1]?.some((count) => count > 0),
  );
}

function counts(): ChartData {
  const { times, counts: columns } = history.value.data;
  const series = shownStates().map((state) => ({
    label: readable(state.label),
    colour: stateColour(state),
    values: columns[state.id - 1]!,
  }));
  return { times, series, log: logCounts.value, axis: 'cells' };
}

/** Of all cells on the layer of the state that are shown. */
function fractions(): ChartData {
  const { times, counts: columns } = history.value.data;
  const states = shownStates();
  const series = states.map((state): Series => {
    const peers = states.filter(({ layer }) => layer === state.layer);
    const values = times.map((_, i) => {
      const all = peers.reduce((sum, { id }) => sum + columns[id - 1]![i]!, 0);
      return all > 0 ? columns[state.id - 1]![i]! / all : null;
    });
    return { label: readable(state.label), colour: stateColour(state), values };
  });
  return { times, series, log: false, axis: 'part of the cells of its layer', ends: [0, 1] };
}

/** Cells of each kind that was there at the start, relative to then. */
function survival(): ChartData {
  const { times, counts: columns } = history.value.data;
  const states = info.value?.states ?? [];
  const kinds = [...new Set(states.map(({ kind }) => kind))];
  const series = kinds.flatMap((kind): readonly Series[] => {
    const own = states.filter((state) => state.kind === kind && !hidden.value.has(state.id));
    const total = times.map((_, i) => own.reduce((sum, { id }) => sum + columns[id - 1]![i]!, 0));
    const [start = 0] = total;
    if (start === 0 || own[0] === undefined) return [];
    return [{ label: readable(kind), colour: stateColour(own[0]), values: total.map((count) => count / start) }];
  });
  return { times, series, log: logCounts.value, axis: 'cells over those at the start' };
}

function means(of: 'traits' | 'fields', names: readonly string[], wanted: string): ChartData {
  const name = names.includes(wanted) ? wanted : (names[0] ?? '');
  const at = names.indexOf(name);
  const rows = measuredRows.value;
  const layer = info.value?.layers.find((known) => known.name === name);
  const unit = formatUnit(layer?.unit ?? '');
  const values = rows.map((row) => {
    const value = row[of][at];
    return value === undefined || Number.isNaN(value) ? null : value;
  });
  const series = at < 0 ? [] : [{ label: readable(name), colour: '#56b4e9', values }];
  return {
    times: rows.map(({ time }) => time),
    series,
    log: logCounts.value,
    axis: unit === '' ? 'mean' : `mean, ${unit}`,
  };
}
