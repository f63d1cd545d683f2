/** The site under the mark: who is there, what it senses, and what may happen to it. */
import type { InspectedCell, Reading } from '../engine/types.ts';
import { formatNumber, formatQuantity, formatTime } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { stateColour } from '../render/palette.ts';
import { IconButton } from './button.tsx';
import { inspect } from './client.ts';
import { Source } from './source.tsx';
import { chosen, frame, info } from './store.ts';

export function Inspector() {
  const site = chosen.value;
  if (site === null) {
    return (
      <section class="panel inspector empty" aria-label="Site">
        <p class="quiet">Click a site of the tissue to see who is there and why it does what it does.</p>
      </section>
    );
  }
  const at = frame.value?.site;
  const seen = at?.x === site.x && at.y === site.y ? (frame.value?.inspection ?? null) : null;
  return (
    <section class="panel inspector" aria-label="Site">
      <header class="panel-head">
        <h2>
          Site {site.x}, {site.y}
        </h2>
        <IconButton icon="close" label="Close the inspector" shortcut="Escape" onPress={() => inspect(null)} />
      </header>
      <div class="inspector-body">
        {seen === null ? (
          <p class="quiet">Looking…</p>
        ) : (
          <>
            {[seen.tissue, seen.immune].map((cell) => cell !== null && <Cell cell={cell} />)}
            {seen.tissue === null && seen.immune === null && <p class="quiet">No cell on this site now.</p>}
            <Readings title="Fields here" readings={seen.fields} />
            <Readings title="Matrix here" readings={seen.matrix} />
          </>
        )}
      </div>
    </section>
  );
}

function Cell({ cell }: { readonly cell: InspectedCell }) {
  const label = `${cell.kind}.${cell.state}`;
  const state = info.value?.states.find((known) => known.label === label);
  return (
    <article class="cell">
      <h3>
        {state !== undefined && (
          <span
            class={state.layer === 'immune' ? 'swatch round' : 'swatch'}
            style={{ background: stateColour(state) }}
          />
        )}
        {readable(label)}
      </h3>
      {state !== undefined && state.about !== '' && <p class="quiet">{state.about}</p>}
      <dl class="readings">
        <Pair name="in this state for" value={formatTime(cell.timeInState)} />
        <Pair name="divisions" value={formatNumber(cell.divisions, 12)} />
        <Pair name="lineage" value={cell.barcode === 0 ? 'none' : `#${cell.barcode}`} />
      </dl>
      <Hazards cell={cell} />
      <Readings title="Signals" readings={cell.signals} />
      <Readings title="Traits" readings={cell.traits} />
    </article>
  );
}

function Hazards({ cell }: { readonly cell: InspectedCell }) {
  const hazards = [...cell.hazards].sort((a, b) => b.rate - a.rate);
  const total = hazards.reduce((sum, { rate }) => sum + rate, 0);
  if (hazards.length === 0) return null;
  return (
    <>
      <h4>What may happen, per hour</h4>
      <ul class="hazards">
        {hazards.map(({ event, rate, source }) => (
          <li class={rate > 0 ? '' : 'never'}>
            <div class="hazard-head">
              <span>{readable(event)}</span>
              <span class="figure">{formatNumber(rate)}</span>
            </div>
            <div class="hazard-share">
              <div style={{ width: `${total > 0 ? (100 * rate) / total : 0}%` }} />
            </div>
            <Source text={source} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Readings({ title, readings }: { readonly title: string; readonly readings: readonly Reading[] }) {
  if (readings.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <dl class="readings">
        {readings.map(({ name, value, unit }) => (
          <Pair name={readable(name)} value={formatQuantity(value, unit)} />
        ))}
      </dl>
    </>
  );
}

function Pair({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figure">{value}</dd>
    </div>
  );
}
