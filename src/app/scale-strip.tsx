/** A colour scale on one line, with its ends. */
import type { LayerInfo } from '../engine/types.ts';
import { formatNumber } from '../render/format.ts';
import { colourBar } from '../render/legend.ts';
import type { ColourScale } from '../render/palette.ts';
import type { Range } from '../render/range.ts';

interface ScaleStripProps {
  readonly layer: LayerInfo;
  readonly range: Range;
  readonly scale: ColourScale;
  /** What the ends mean, where the numbers do not say it. */
  readonly low?: string;
  readonly high?: string;
}

/** Nothing for a layer without a scale. */
export function ScaleStrip({ layer, range, scale, low = '', high = '' }: ScaleStripProps) {
  const bar = colourBar(layer, range, scale);
  if (bar === null) return null;
  return (
    <span class="scale-strip" role="img" aria-label={`Colour scale of ${bar.title}`}>
      <span class="figure">
        {low} {formatNumber(range.low)}
      </span>
      <span class="scale-strip-colours" style={{ background: `linear-gradient(to right, ${bar.stops.join(',')})` }} />
      <span class="figure">
        {formatNumber(range.high)} {bar.unit} {high}
      </span>
    </span>
  );
}
