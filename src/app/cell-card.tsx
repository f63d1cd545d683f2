/** One cell: what it is, what may happen to it and by which equation, what it senses and carries. */
import type { Explained, InspectedCell } from '../engine/types.ts';
import { formatNumber, formatQuantity, formatTime } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { stateColour } from '../render/palette.ts';
import { Unfold } from './fold.tsx';
import { openEquation } from './model-open.ts';
import { Pair, Readings } from './readings.tsx';
import { Source } from './source.tsx';
import { info } from './store.ts';

export function CellCard({ cell }: { readonly cell: InspectedCell }) {
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
        <Pair name="divisions of its line" value={formatNumber(cell.divisions, 12)} />
        <Pair name="lineage" value={cell.barcode === 0 ? 'none' : `#${cell.barcode}`} />
      </dl>
      <Hazards cell={cell} />
      <Signals cell={cell} />
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
        {hazards.map((hazard) => (
          <li class={hazard.rate > 0 ? '' : 'never'}>
            <div class="hazard-head">
              <span>{readable(hazard.event)}</span>
              <span class="figure">{formatNumber(hazard.rate)}</span>
            </div>
            <div class="hazard-share">
              <div style={{ width: `${total > 0 ? (100 * hazard.rate) / total : 0}%` }} />
            </div>
            <Equation of={hazard} />
            <Source text={hazard.source} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Signals({ cell }: { readonly cell: InspectedCell }) {
  if (cell.signals.length === 0) return null;
  return (
    <>
      <h4>Signals</h4>
      <ul class="signals">
        {cell.signals.map((signal) => (
          <li key={signal.name}>
            <Unfold
              summary={
                <>
                  <span>{readable(signal.name)}</span>
                  <span class="figure">{formatQuantity(signal.value, signal.unit)}</span>
                </>
              }
            >
              {() => <Equation of={signal} />}
            </Unfold>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Leads to the model, where it can be changed. */
function Equation({ of }: { readonly of: Explained }) {
  if (of.equation === '') return null;
  return (
    <button
      type="button"
      class="equation"
      title="Open this equation in the model"
      onClick={() => openEquation(of.path)}
    >
      {of.equation}
    </button>
  );
}
