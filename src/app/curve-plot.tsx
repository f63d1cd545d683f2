/** The response of an equation to one variable: now dashed, as written solid. */
import { formatNumber, formatUnit } from '../render/format.ts';
import type { Tried } from './protocol.ts';

const WIDTH = 280;
const HEIGHT = 110;
const LEFT = 44;
const BOTTOM = 18;

export function CurvePlot({ tried }: { readonly tried: Tried }) {
  const { x, before, after, variable, unit } = tried;
  const values = [...before, ...after].filter(Number.isFinite);
  if (values.length === 0) return <p class="quiet">No value to draw.</p>;
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const top = high > low ? high : low + 1;
  const [first = 0, last = 1] = [x[0], x.at(-1)];
  const px = (value: number) => LEFT + ((WIDTH - LEFT - 6) * (value - first)) / (last - first || 1);
  const py = (value: number) => 6 + (HEIGHT - BOTTOM - 6) * (1 - (value - low) / (top - low));
  const line = (of: readonly number[]) =>
    of
      .map((value, i) => (Number.isFinite(value) ? `${px(x[i]!).toFixed(1)},${py(value).toFixed(1)}` : ''))
      .filter((point) => point !== '')
      .join(' ');
  return (
    <figure class="curve">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Response to ${variable}: dashed now, solid as written`}
      >
        <line class="curve-axis" x1={LEFT} x2={WIDTH - 6} y1={py(low)} y2={py(low)} />
        <line class="curve-axis" x1={LEFT} x2={LEFT} y1={6} y2={HEIGHT - BOTTOM} />
        <text x={LEFT - 4} y={py(top) + 4} text-anchor="end">
          {formatNumber(top)}
        </text>
        <text x={LEFT - 4} y={py(low)} text-anchor="end">
          {formatNumber(low)}
        </text>
        <text x={LEFT} y={HEIGHT - 5}>
          {formatNumber(first)}
        </text>
        <text x={(LEFT + WIDTH) / 2} y={HEIGHT - 5} text-anchor="middle">
          {variable} {unit !== '1' && unit !== '' && `[${formatUnit(unit)}]`}
        </text>
        <text x={WIDTH - 6} y={HEIGHT - 5} text-anchor="end">
          {formatNumber(last)}
        </text>
        <polyline class="curve-before" points={line(before)} />
        <polyline class="curve-after" points={line(after)} />
      </svg>
      <figcaption class="quiet">Rates per hour; all else at its mean over the lattice now.</figcaption>
    </figure>
  );
}
