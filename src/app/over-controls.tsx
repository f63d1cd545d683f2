/** What is drawn over a layer of values: kinds of cells, contours, arrows. */
import { readable } from '../render/legend.ts';
import { stateColour } from '../render/palette.ts';
import * as look from './look.ts';
import { history, info } from './store.ts';

export function OverControls() {
  const states = info.value?.states ?? [];
  const { counts } = history.value.data;
  const seen = states.filter(({ id, kind }) => counts[id - 1]?.some((n) => n > 0) || look.overKinds.value.has(kind));
  const kinds = [...new Set(seen.map(({ kind }) => kind))];
  return (
    <fieldset class="over">
      <legend>Over it</legend>
      <div class="chips">
        {kinds.map((kind) => {
          const first = states.find((state) => state.kind === kind)!;
          return (
            <Chip
              on={look.overKinds.value.has(kind)}
              title={`Draw ${readable(kind)} over the layer`}
              press={() => toggleKind(kind)}
            >
              <span
                class={first.layer === 'immune' ? 'swatch round' : 'swatch'}
                style={{ background: stateColour(first) }}
              />
              {readable(kind)}
            </Chip>
          );
        })}
        <Chip
          on={look.contours.value}
          title="Lines at the numbers of the colour scale (C)"
          press={() => {
            look.contours.value = !look.contours.value;
          }}
        >
          contours
        </Chip>
        <Chip
          on={look.arrows.value}
          title="Arrows up the gradient, longer where it is steeper (G)"
          press={() => {
            look.arrows.value = !look.arrows.value;
          }}
        >
          gradient
        </Chip>
      </div>
      {look.overKinds.value.size > 0 && (
        <label class="inline-slider">
          <span class="quiet">opacity</span>
          <input
            type="range"
            min={0.1}
            max={1}
            step={0.05}
            aria-label="Opacity of the cells over the layer"
            title="How opaque these cells are"
            value={look.opacity.value}
            onInput={(event) => {
              look.opacity.value = event.currentTarget.valueAsNumber;
            }}
          />
        </label>
      )}
    </fieldset>
  );
}

function Chip(props: {
  readonly on: boolean;
  readonly title: string;
  readonly press: () => void;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <button type="button" class="chip" aria-pressed={props.on} title={props.title} onClick={props.press}>
      {props.children}
    </button>
  );
}

function toggleKind(kind: string): void {
  const next = new Set(look.overKinds.value);
  if (!next.delete(kind)) next.add(kind);
  look.overKinds.value = next;
}
