import { formatNumber, formatTime } from '../render/format.ts';
import { type Band, mullerBands } from './muller.ts';
import { cloneRows } from './readings-store.ts';
import { chartTime } from './store.ts';

const WIDTH = 1000;
const HEIGHT = 400;

/** Lineages over time: what share of the cells each of the largest has. */
export function MullerPlot() {
  const rows = cloneRows.value;
  if (rows.length < 2) return <p class="quiet">Lineages are counted as time goes on.</p>;
  const until = rows.at(-1)!.time;
  const x = (time: number) => (WIDTH * time) / until;
  const pointed = chartTime.value;
  const nearest = rows.findLast(({ time }) => pointed === null || time <= pointed) ?? rows[0]!;
  return (
    <div class="muller">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Shares of the largest lineages over ${formatTime(until)}`}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          chartTime.value = Math.max(0, (until * (event.clientX - box.left)) / box.width);
        }}
        onPointerLeave={() => {
          chartTime.value = null;
        }}
      >
        {mullerBands(rows).map((band) => (
          <polygon
            key={band.barcode}
            points={pointsOf(
              band,
              rows.map(({ time }) => x(time)),
            )}
            fill={band.colour || 'var(--raised)'}
          >
            <title>{band.barcode === 0 ? 'all other lineages' : `lineage #${band.barcode}`}</title>
          </polygon>
        ))}
        {pointed !== null && <line class="track-now" x1={x(pointed)} x2={x(pointed)} y1={0} y2={HEIGHT} />}
      </svg>
      <p class="muller-axis quiet">
        <span>0</span>
        <span>{formatTime(until)}</span>
      </p>
      <p class="quiet">
        {formatNumber(nearest.lineages, 12)} lineages of {formatNumber(nearest.cells, 12)} cells at{' '}
        {formatTime(nearest.time)}. The largest {Math.min(30, nearest.barcodes.length)} have the colours of the layer;
        grey are all others.
      </p>
    </div>
  );
}

function pointsOf({ low, high }: Band, xs: readonly number[]): string {
  const point = (value: number, i: number) => `${xs[i]!.toFixed(1)},${(HEIGHT * (1 - value)).toFixed(1)}`;
  return [...high.map(point), ...low.map(point).reverse()].join(' ');
}
