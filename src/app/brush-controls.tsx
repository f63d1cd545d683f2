/** What the brush leaves, how wide and how dense. */
import { formatLength, formatQuantity, formatUnit } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import type { PaintInfo } from './protocol.ts';
import { info } from './store.ts';
import { type BrushSettings, type BrushWith, brush, brushNow, LARGEST_RADIUS } from './tools.ts';

const WITH: readonly (readonly [BrushWith, string])[] = [
  ['cell', 'cells'],
  ['source', 'lasting source'],
  ['field', 'concentration'],
  ['matrix', 'matrix'],
  ['nothing', 'ablation'],
];

const set = (part: Partial<BrushSettings>) => {
  brush.value = { ...brushNow.value, ...part };
};

export function BrushControls() {
  const now = brushNow.value;
  const spacing = info.value?.shape.spacing ?? 1;
  return (
    <div class="brush-controls">
      <label class="row">
        <span>Paint</span>
        <select
          aria-label="Paint with"
          title="What the brush leaves"
          value={now.with}
          onChange={(event) => set({ with: event.currentTarget.value as BrushWith })}
        >
          {WITH.map(([name, title]) => (
            <option value={name}>{title}</option>
          ))}
        </select>
      </label>
      <Subject />
      <label class="row" title="Half the width of the brush ([ and ])">
        <span>Radius</span>
        <input
          type="range"
          aria-label="Radius of the brush"
          aria-valuetext={formatLength(now.radius * spacing)}
          min={0}
          max={LARGEST_RADIUS}
          step={0.5}
          value={now.radius}
          onInput={(event) => set({ radius: event.currentTarget.valueAsNumber })}
        />
        <output>{formatLength(Math.max(0.5, now.radius) * spacing)}</output>
      </label>
      <label class="row" title="Share of the sites under the brush that it touches, by chance">
        <span>Density</span>
        <input
          type="range"
          aria-label="Density of the brush"
          aria-valuetext={formatQuantity(100 * now.share, '%')}
          min={0.05}
          max={1}
          step={0.05}
          value={now.share}
          onInput={(event) => set({ share: event.currentTarget.valueAsNumber })}
        />
        <output>{formatQuantity(100 * now.share, '%')}</output>
      </label>
      <div class="row">
        <fieldset class="segments">
          <legend class="unseen">Shape of the brush</legend>
          {(['disc', 'square'] as const).map((shape) => (
            <button
              type="button"
              aria-pressed={now.shape === shape}
              title={`The brush is a ${shape}`}
              onClick={() => set({ shape })}
            >
              {shape}
            </button>
          ))}
        </fieldset>
        {now.with === 'cell' && (
          <label class="check" title="Also where another cell of that layer is">
            <input type="checkbox" checked={now.over} onChange={() => set({ over: !now.over })} />
            replace
          </label>
        )}
      </div>
      <p class="hint quiet">Left button adds, right button (or Alt) removes.</p>
    </div>
  );
}

function Subject() {
  const now = brushNow.value;
  const session = info.value;
  if (session === null) return null;
  const labels = session.states.map(({ label }) => label);
  if (now.with === 'cell') {
    return <Choice label="State" value={now.state} options={labels} choose={(state) => set({ state })} />;
  }
  if (now.with === 'nothing') {
    const whom = [...new Set(session.states.flatMap(({ layer, kind, label }) => ['all', layer, kind, label]))];
    return <Choice label="Remove" value={now.of} options={whom} choose={(of) => set({ of })} />;
  }
  const isMatrix = now.with === 'matrix';
  const list = isMatrix ? session.paint.matrix : session.paint.fields;
  const name = isMatrix ? now.variable : now.field;
  const painted = list.find((one) => one.name === name);
  return (
    <>
      <Choice
        label={isMatrix ? 'Variable' : 'Field'}
        value={name}
        options={list.map((one) => one.name)}
        choose={(chosen) => set(isMatrix ? { variable: chosen } : { field: chosen })}
      />
      {painted !== undefined && <Amount painted={painted} />}
    </>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly choose: (value: string) => void;
}) {
  return (
    <label class="row">
      <span>{props.label}</span>
      <select
        aria-label={`${props.label} to paint`}
        title={`${props.label} under the brush`}
        value={props.value}
        onChange={(event) => props.choose(event.currentTarget.value)}
      >
        {props.options.map((option) => (
          <option value={option}>{readable(option)}</option>
        ))}
      </select>
    </label>
  );
}

function Amount({ painted }: { readonly painted: PaintInfo }) {
  const { name, unit, low, high, usual } = painted;
  const value = brushNow.value.values[name] ?? usual;
  return (
    <label class="row" title={`What the brush leaves${unit && ` [${formatUnit(unit)}]`}`}>
      <span>Value</span>
      <input
        type="range"
        aria-label={`Value of ${readable(name)} to paint`}
        aria-valuetext={formatQuantity(value, unit)}
        min={low}
        max={high}
        step={(high - low) / 100}
        value={value}
        onInput={(event) => set({ values: { ...brushNow.value.values, [name]: event.currentTarget.valueAsNumber } })}
      />
      <output>{formatQuantity(value, unit)}</output>
    </label>
  );
}
