/** What the lattice is coloured by, how values become colours, and what lies over them. */
import type { LayerInfo } from '../engine/types.ts';
import { formatUnit } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { COLOUR_SCALES, type ColourScaleName } from '../render/palette.ts';
import { showLayer, showRange } from './client.ts';
import * as look from './look.ts';
import { OverControls } from './over-controls.tsx';
import type { RangeMode } from './protocol.ts';
import { info, layerName, range, scale, scaleName } from './store.ts';
import { ViewControls } from './view-controls.tsx';

const GROUPS: readonly { readonly kind: LayerInfo['kind']; readonly title: string }[] = [
  { kind: 'field', title: 'Fields' },
  { kind: 'matrix', title: 'Matrix' },
  { kind: 'trait', title: 'Traits' },
  { kind: 'signal', title: 'Signals and effects' },
  { kind: 'event', title: 'Hazards of events' },
];

export function LayersPanel() {
  const layers = info.value?.layers ?? [];
  const shown = layers.find(({ name }) => name === layerName.value);
  return (
    <section class="panel layers-panel" data-tab="layers" aria-label="Layers">
      <h2>Layer</h2>
      <select
        aria-label="Layer"
        title={shown?.about || 'What the tissue is coloured by (L)'}
        aria-keyshortcuts="L"
        value={layerName.value}
        onChange={(event) => showLayer(event.currentTarget.value)}
      >
        {layers.filter(({ kind }) => kind === 'states' || kind === 'barcode').map(layerOption)}
        {GROUPS.map(({ kind, title }) => {
          const members = layers.filter((layer) => layer.kind === kind);
          return members.length > 0 && <optgroup label={title}>{members.map(layerOption)}</optgroup>;
        })}
      </select>
      {shown !== undefined && look.hasValues(shown) && (
        <>
          <ScaleControls layer={shown} />
          <OverControls />
        </>
      )}
      <ViewControls />
    </section>
  );
}

function layerOption(layer: LayerInfo) {
  return (
    <option value={layer.name} title={layer.about}>
      {layerTitle(layer)}
    </option>
  );
}

/** A layer's name as people read it. */
export function layerTitle({ name, kind }: Pick<LayerInfo, 'name' | 'kind'>): string {
  if (kind === 'states') return 'Cell states';
  return kind === 'barcode' ? 'Lineages' : readable(name);
}

function ScaleControls({ layer }: { readonly layer: LayerInfo }) {
  const wish = look.rangeWishes.value[layer.name] ?? look.PLAIN_RANGE;
  const set = (part: Partial<typeof wish>) => showRange({ ...wish, ...part });
  const setMode = (mode: RangeMode) => set({ mode, fixed: mode === 'fixed' ? { ...range.value } : wish.fixed });
  return (
    <div class="scale-choices">
      <select
        aria-label="Range of the colour scale"
        title="What the colour scale covers: the values now, all seen since this layer was first shown, or fixed ends"
        value={wish.mode}
        onChange={(event) => setMode(event.currentTarget.value as RangeMode)}
      >
        <option value="now">range now</option>
        <option value="widest">range over run</option>
        <option value="fixed">fixed range</option>
      </select>
      <select
        aria-label="Colours of the scale"
        title="Colours, all of them perceptually uniform"
        value={scale.value}
        onChange={(event) => {
          scaleName.value = event.currentTarget.value as ColourScaleName;
        }}
      >
        {Object.keys(COLOUR_SCALES).map((name) => (
          <option value={name}>{name}</option>
        ))}
      </select>
      <fieldset class="segments">
        <legend class="unseen">Steps of the colour scale</legend>
        {[false, true].map((log) => (
          <button
            type="button"
            aria-pressed={wish.log === log}
            title={log ? 'Equal ratios look equally far apart' : 'Equal differences look equally far apart'}
            onClick={() => set({ log })}
          >
            {log ? 'log' : 'linear'}
          </button>
        ))}
      </fieldset>
      {wish.mode === 'fixed' && <FixedEnds unit={formatUnit(layer.unit)} wish={wish} set={set} />}
    </div>
  );
}

function FixedEnds(props: {
  readonly unit: string;
  readonly wish: typeof look.PLAIN_RANGE;
  readonly set: (part: Partial<typeof look.PLAIN_RANGE>) => void;
}) {
  const { unit, wish, set } = props;
  const fixed = wish.fixed ?? range.value;
  const change = (part: Partial<typeof fixed>) => {
    const next = { low: fixed.low, high: fixed.high, ...part };
    if (Number.isFinite(next.low) && next.high > next.low) set({ fixed: next });
  };
  return (
    <div class="ends">
      {(['low', 'high'] as const).map((end) => (
        <input
          type="number"
          step="any"
          aria-label={`${end === 'low' ? 'Low' : 'High'} end of the colour scale${unit && ` in ${unit}`}`}
          title={`${end === 'low' ? 'Low' : 'High'} end${unit && ` [${unit}]`}`}
          value={Number(fixed[end].toPrecision(4))}
          onChange={(event) => change({ [end]: event.currentTarget.valueAsNumber })}
        />
      ))}
      <span class="quiet">{unit}</span>
    </div>
  );
}
