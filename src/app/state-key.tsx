/** The key of the states, with their counts now or at the time pointed at. */
import { formatNumber } from '../render/format.ts';
import { type KeyEntry, stateKey } from '../render/legend.ts';
import { chartTime, hidden, history, info, panelFrame } from './store.ts';

export function StateKey() {
  const states = info.value?.states ?? [];
  const at = chartTime.value === null ? null : nearestRow(chartTime.value);
  const counts = at?.counts ?? panelFrame.value?.picture.counts ?? [];
  const everPresent = (entry: KeyEntry) => history.value.data.counts[entry.id - 1]?.some((count) => count > 0) ?? false;
  const entries = stateKey(states, counts);
  const absent = entries.filter((entry) => !everPresent(entry));
  return (
    <>
      <ul class="key" aria-label="Cell states">
        {entries.filter(everPresent).map((entry) => (
          <KeyRow entry={entry} about={states[entry.id - 1]?.about ?? ''} />
        ))}
      </ul>
      <p class="key-note quiet">Click a state to hide it, a site of the tissue to see why it does what it does.</p>
      {absent.length > 0 && (
        <details class="key-note quiet">
          <summary>{absent.length} states not seen so far</summary>
          {absent.map(({ label }) => label).join(', ')}
        </details>
      )}
    </>
  );
}

function KeyRow({ entry, about }: { readonly entry: KeyEntry; readonly about: string }) {
  const shown = !hidden.value.has(entry.id);
  return (
    <li>
      <button
        type="button"
        class="key-row"
        aria-pressed={shown}
        title={about === '' ? `Show or hide ${entry.label}` : about}
        onClick={() => toggle(entry.id)}
      >
        <span class={entry.round ? 'swatch round' : 'swatch'} style={{ background: entry.colour }} />
        <span class="key-label">{entry.label}</span>
        <span class="key-count">{formatNumber(entry.count, 12)}</span>
      </button>
    </li>
  );
}

function toggle(id: number): void {
  const next = new Set(hidden.value);
  if (!next.delete(id)) next.add(id);
  hidden.value = next;
}

function nearestRow(time: number): { readonly time: number; readonly counts: readonly number[] } | null {
  const { times, counts } = history.value.data;
  if (times.length === 0) return null;
  const after = times.findIndex((t) => t >= time);
  const i = after === -1 ? times.length - 1 : after;
  return { time: times[i] as number, counts: counts.map((column) => column[i] as number) };
}
