/** Sliders of the model's parameters by the part of the model they belong to; a change counts from now on. */
import { signal } from '@preact/signals';
import { formatQuantity, formatUnit } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { setParameter } from './client.ts';
import { Fold } from './fold.tsx';
import type { ParameterInfo } from './protocol.ts';
import { Source } from './source.tsx';
import { info, parameterValues } from './store.ts';

const STEPS = 200;

const wanted = signal('');
const onlyChanged = signal(false);

export function ParametersPanel() {
  const all = info.value?.parameters ?? [];
  const changed = all.filter(isChanged);
  const words = wanted.value.toLowerCase();
  const found = all.filter((parameter) => {
    const fits = `${parameter.name} ${parameter.about} ${parameter.group}`.toLowerCase().includes(words);
    return fits && (!onlyChanged.value || isChanged(parameter));
  });
  const groups = [...new Set(found.map(({ group }) => group))];
  const isSearch = words !== '' || onlyChanged.value;
  return (
    <div class="parameters">
      <input
        type="search"
        class="find"
        placeholder={`Find one of ${all.length} parameters`}
        aria-label="Find a parameter"
        title="By name, meaning, or part of the model"
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      <div class="model-actions">
        <label class="check" title="Show only parameters other than the scene's">
          <input
            type="checkbox"
            checked={onlyChanged.value}
            onChange={() => {
              onlyChanged.value = !onlyChanged.value;
            }}
          />
          changed ({changed.length})
        </label>
        <button
          type="button"
          class="link"
          title="Every parameter as the scene has it"
          disabled={changed.length === 0}
          onClick={() => resetAll(changed)}
        >
          Reset all
        </button>
      </div>
      {groups.map((group) => (
        <Group key={group} name={group} members={found.filter((one) => one.group === group)} open={isSearch} />
      ))}
      {found.length === 0 && <p class="quiet">No parameter matches.</p>}
    </div>
  );
}

function Group(props: { readonly name: string; readonly members: readonly ParameterInfo[]; readonly open: boolean }) {
  const { name, members, open } = props;
  const changed = members.filter(isChanged).length;
  const note = (
    <>
      {members.length}
      {changed > 0 && <span class="changed-mark"> · {changed} changed</span>}
    </>
  );
  return (
    <Fold title={readable(name)} note={note} open={open}>
      {() => members.map((parameter) => <Parameter key={parameter.name} parameter={parameter} />)}
    </Fold>
  );
}

function Parameter({ parameter }: { readonly parameter: ParameterInfo }) {
  const { name, about, source, unit, low, high, value: start } = parameter;
  const value = numberOf(parameter);
  const scale = sliderScale(low, high);
  return (
    <div class={isChanged(parameter) ? 'parameter changed' : 'parameter'}>
      <div class="parameter-head">
        <span class="parameter-name">{name}</span>
        <span class="figure">{formatQuantity(value, unit)}</span>
      </div>
      <div class="parameter-set">
        <input
          type="range"
          aria-label={name}
          title={`${about || name}: ${formatQuantity(low, unit)} to ${formatQuantity(high, unit)}`}
          min={0}
          max={STEPS}
          step={1}
          value={scale.place(value)}
          aria-valuetext={formatQuantity(value, unit)}
          onInput={(event) => setParameter(name, scale.value(Number(event.currentTarget.value)))}
        />
        <input
          type="number"
          step="any"
          title={`${formatQuantity(low, unit)} to ${formatQuantity(high, unit)}`}
          aria-label={`${name}${unit === '1' ? '' : ` in ${formatUnit(unit)}`}`}
          min={low}
          max={high}
          value={Number(value.toPrecision(5))}
          onChange={(event) => takeNumber(parameter, event.currentTarget)}
        />
      </div>
      <p class="parameter-ends quiet">
        <span>{formatQuantity(low, unit)}</span>
        <span>{formatQuantity(high, unit)}</span>
      </p>
      {about !== '' && <p class="quiet">{about}</p>}
      <Source text={source} />
      {isChanged(parameter) && (
        <button type="button" class="link" title="As the scene has it" onClick={() => setParameter(name, start)}>
          back to {formatQuantity(start, unit)}
        </button>
      )}
    </div>
  );
}

function takeNumber(parameter: ParameterInfo, input: HTMLInputElement): void {
  const given = input.valueAsNumber;
  if (given >= parameter.low && given <= parameter.high) setParameter(parameter.name, given);
  else input.value = String(numberOf(parameter));
}

function numberOf({ name, value }: ParameterInfo): number {
  return parameterValues.value[name] ?? value;
}

function isChanged(parameter: ParameterInfo): boolean {
  return numberOf(parameter) !== parameter.value;
}

function resetAll(changed: readonly ParameterInfo[]): void {
  for (const { name, value } of changed) setParameter(name, value);
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
