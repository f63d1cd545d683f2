/** Numbers about the marked region: now, and over the time it has been marked. */
import { formatLength, formatNumber, formatQuantity } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { stateColour } from '../render/palette.ts';
import { IconButton } from './button.tsx';
import { markRegion } from './client.ts';
import { Pair } from './readings.tsx';
import { RegionChart } from './region-chart.tsx';
import { info } from './store.ts';
import { region, regionNow } from './tools.ts';

export function RegionPanel() {
  const marked = region.value;
  const session = info.value;
  if (marked === null || session === null) return null;
  const numbers = regionNow.value;
  const { spacing } = session.shape;
  const [width, height] = [marked.width * spacing, marked.height * spacing];
  return (
    <div class="region-panel">
      <header class="panel-head">
        <h2>
          Region, {formatLength(width)} × {formatLength(height)}
        </h2>
        <IconButton icon="close" label="Take the region away" onPress={() => markRegion(null)} />
      </header>
      {numbers === null ? (
        <p class="quiet">Counting…</p>
      ) : (
        <>
          <RegionChart />
          <ul class="key" aria-label="Cells in the region">
            {session.states.flatMap((state) => {
              const count = numbers.counts[state.id - 1] ?? 0;
              if (count === 0) return [];
              return [
                <li class="key-line">
                  <span
                    class={state.layer === 'immune' ? 'swatch round' : 'swatch'}
                    style={{ background: stateColour(state) }}
                  />
                  <span class="key-label">{readable(state.label)}</span>
                  <span class="key-count">{formatNumber(count, 12)}</span>
                  <span class="key-count quiet">{formatNumber((1e6 * count) / (width * height), 2)} /mm²</span>
                </li>,
              ];
            })}
          </ul>
          {numbers.layer !== null && <LayerNumbers layer={numbers.layer} />}
        </>
      )}
    </div>
  );
}

function LayerNumbers({ layer }: { readonly layer: NonNullable<NonNullable<typeof regionNow.value>['layer']> }) {
  const { name, unit, mean, deviation, low, high } = layer;
  return (
    <>
      <h4>{readable(name)} here</h4>
      <dl class="readings">
        <Pair name="mean ± standard deviation" value={`${formatNumber(mean)} ± ${formatQuantity(deviation, unit)}`} />
        <Pair name="from, to" value={`${formatNumber(low)}, ${formatQuantity(high, unit)}`} />
      </dl>
    </>
  );
}
