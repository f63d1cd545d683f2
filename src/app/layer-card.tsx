/** What the lattice is coloured by, and what the colours mean. */
import { useEffect, useRef } from 'preact/hooks';
import type { LayerInfo } from '../engine/types.ts';
import { colourBar, readable } from '../render/legend.ts';
import { COLOUR_SCALES, type ColourScaleName } from '../render/palette.ts';
import { showLayer, showRange } from './client.ts';
import type { RangeMode } from './protocol.ts';
import { cameraMoved, cardSize, fitView, frame, info, layerName, range, rangeMode, scale, scaleName } from './store.ts';

/** Where the colour bar has room for few numbers; as in phone.css. */
const NARROW = '(max-width: 760px)';

const GROUPS: readonly { readonly kind: LayerInfo['kind']; readonly title: string }[] = [
  { kind: 'field', title: 'Fields' },
  { kind: 'matrix', title: 'Matrix' },
  { kind: 'trait', title: 'Traits' },
];

export function LayerCard() {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => (card.current === null ? undefined : watchCard(card.current)), []);
  const layers = info.value?.layers ?? [];
  return (
    <div class="layer-card" ref={card}>
      <label class="layer-choice">
        <span class="quiet">Show</span>
        <select aria-label="Layer" value={layerName.value} onChange={(event) => showLayer(event.currentTarget.value)}>
          {layers.filter(({ kind }) => kind === 'states' || kind === 'barcode').map(layerOption)}
          {GROUPS.map(({ kind, title }) => {
            const members = layers.filter((layer) => layer.kind === kind);
            return members.length > 0 && <optgroup label={title}>{members.map(layerOption)}</optgroup>;
          })}
        </select>
      </label>
      <Scale />
    </div>
  );
}

/** Tells how much of the canvas the card covers, and fits the lattice beside it unless the user has moved the camera. */
function watchCard(card: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    const covers = getComputedStyle(card).position === 'absolute';
    const ratio = covers ? globalThis.devicePixelRatio : 0;
    const [right, bottom] = [card.offsetLeft + card.offsetWidth, card.offsetTop + card.offsetHeight];
    cardSize.value = { width: right * ratio, height: bottom * ratio };
    if (!cameraMoved.value) fitView();
  });
  observer.observe(card);
  return () => observer.disconnect();
}

function layerOption(layer: LayerInfo) {
  return (
    <option value={layer.name} title={layer.about}>
      {layerTitle(layer)}
    </option>
  );
}

function layerTitle({ name, kind }: LayerInfo): string {
  if (kind === 'states') return 'Cell states';
  return kind === 'barcode' ? 'Lineages' : readable(name);
}

function Scale() {
  const layer = frame.value?.picture.layer;
  if (layer === undefined || layer.kind === 'states') return null;
  if (layer.kind === 'barcode') return <p class="layer-note quiet">One colour per lineage; colours may repeat.</p>;
  const bar = colourBar(layer, range.value, scale.value, matchMedia(NARROW).matches ? 3 : 4);
  if (bar === null) return null;
  return (
    <div class="scale" role="img" aria-label={`Colour scale of ${bar.title}`}>
      <div class="scale-head">
        <span>{bar.title}</span>
        <span class="quiet">{bar.unit}</span>
      </div>
      <div class="scale-bar-colours" style={{ background: `linear-gradient(to right, ${bar.stops.join(',')})` }} />
      <div class="scale-ticks">
        {bar.ticks.map(({ part, text }) => (
          <span style={{ left: `${100 * part}%` }} class={part < 0.08 ? 'first' : part > 0.92 ? 'last' : ''}>
            {text}
          </span>
        ))}
      </div>
      <ScaleChoices />
    </div>
  );
}

function ScaleChoices() {
  return (
    <div class="scale-choices">
      <select
        aria-label="Range of the colour scale"
        title="What the colour scale covers: the values now, or all seen since this layer was first shown"
        value={rangeMode.value}
        onChange={(event) => showRange(event.currentTarget.value as RangeMode)}
      >
        <option value="now">range now</option>
        <option value="widest">range over run</option>
      </select>
      <select
        aria-label="Colours of the scale"
        value={scale.value}
        onChange={(event) => {
          scaleName.value = event.currentTarget.value as ColourScaleName;
        }}
      >
        {Object.keys(COLOUR_SCALES).map((name) => (
          <option value={name}>{name}</option>
        ))}
      </select>
    </div>
  );
}
