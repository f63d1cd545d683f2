/** Sliders of the model's parameters; a change counts from now on. */
import { useState } from 'preact/hooks';
import { formatQuantity } from '../render/format.ts';
import { setParameter } from './client.ts';
import type { ParameterInfo } from './protocol.ts';
import { Source } from './source.tsx';
import { info, parameterValues } from './store.ts';

const STEPS = 200;

export function ParametersPanel() {
  const [wanted, setWanted] = useState('');
  const all = info.value?.parameters ?? [];
  const words = wanted.toLowerCase();
  const found = all.filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(words));
  return (
    <details class="panel parameters" data-tab="model" open>
      <summary>
        <h2>Parameters</h2>
        <span class="quiet">{all.length}</span>
      </summary>
      <input
        type="search"
        class="find"
        placeholder="Find a parameter"
        aria-label="Find a parameter"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {found.map((parameter) => (
        <Parameter key={parameter.name} parameter={parameter} />
      ))}
      {found.length === 0 && <p class="quiet">No parameter matches.</p>}
    </details>
  );
}

function Parameter({ parameter }: { readonly parameter: ParameterInfo }) {
  const { name, about, source, unit, low, high, value: start } = parameter;
  const value = parameterValues.value[name] ?? start;
  const scale = sliderScale(low, high);
  return (
    <div class="parameter">
      <label>
        <span class="parameter-head">
          <span class="parameter-name">{name}</span>
          <span class="figure">{formatQuantity(value, unit)}</span>
        </span>
        <input
          type="range"
          min={0}
          max={STEPS}
          step={1}
          value={scale.place(value)}
          aria-valuetext={formatQuantity(value, unit)}
          onInput={(event) => setParameter(name, scale.value(Number(event.currentTarget.value)))}
        />
      </label>
      {about !== '' && <p class="quiet">{about}</p>}
      <Source text={source} />
      {value !== start && (
        <button type="button" class="link" onClick={() => setParameter(name, start)}>
          back to {formatQuantity(start, unit)}
        </button>
      )}
    </div>
  );
}

/** Positions 0…STEPS ↔ values: linear, or logarithmic where the range spans more than two decades above zero. */
export function sliderScale(low: number, high: number) {
  const log = low > 0 && high / low > 100;
  return {
    place(value: number): number {
      const part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return Math.round(STEPS * part);
    },
    value(place: number): number {
      const part = place / STEPS;
      const exact = log ? low * (high / low) ** part : low + (high - low) * part;
      return Math.min(Math.max(Number(exact.toPrecision(4)), low), high);
    },
  };
}
