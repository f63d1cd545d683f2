/** A chart as a picture that stands by itself: with title, axes, legend, on white. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { formatNumber } from '../render/format.ts';
import type { ChartData } from './chart.tsx';
import type { Band } from './muller.ts';

const WIDTH = 760;
const HEIGHT = 420;
const PLOT = { left: 70, right: 560, top: 46, bottom: 372 };
const OTHERS = '#c4c8ce';

/** Lines, or bands where lineages are drawn. */
export function chartSvg(title: string, data: ChartData, bands: readonly Band[] = []): string {
  const days = (data.times.at(-1) ?? 0) > 48;
  const last = Math.max((data.times.at(-1) ?? 1) / (days ? 24 : 1), 1e-6);
  const x = scaleLinear([0, last], [PLOT.left, PLOT.right]);
  const y = bands.length > 0 ? scaleLinear([0, 1], [PLOT.bottom, PLOT.top]) : valueScale(data);
  const at = (i: number) => x(data.times[i]! / (days ? 24 : 1)).toFixed(1);
  const place = (value: number) => y(value).toFixed(1);
  const marks =
    bands.length > 0
      ? bands.map(({ low, high, colour }) => {
          const up = high.map((value, i) => `${at(i)},${place(value)}`);
          const down = low.map((value, i) => `${at(i)},${place(value)}`).reverse();
          return `<polygon points="${[...up, ...down].join(' ')}" fill="${colour || OTHERS}"/>`;
        })
      : data.series.map(
          ({ colour, values }) => `<path d="${pathOf(values, at, place, data.log)}" stroke="${colour}"/>`,
        );
  const key =
    bands.length > 0
      ? bands.slice(0, 16).map(({ barcode, colour }) => [barcode === 0 ? 'others' : `#${barcode}`, colour || OTHERS])
      : data.series.map(({ label, colour }) => [label, colour]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${PLOT.left}" y="24" font-size="15" font-weight="600">${escaped(title)}</text>
<text x="${PLOT.left}" y="40" fill="#666">${escaped(data.axis)}</text>
<g stroke="#dcdfe4">${ticks(y, 5)
    .map((tick) => `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${place(tick)}" y2="${place(tick)}"/>`)
    .join('')}</g>
<g text-anchor="end">${ticks(y, 5)
    .map((tick) => `<text x="${PLOT.left - 8}" y="${(y(tick) + 4).toFixed(1)}">${formatNumber(tick)}</text>`)
    .join('')}</g>
<g text-anchor="middle">${x
    .ticks(6)
    .map((tick) => `<text x="${x(tick).toFixed(1)}" y="${PLOT.bottom + 20}">${formatNumber(tick)}</text>`)
    .join('')}
<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 10}">time, ${days ? 'd' : 'h'}</text></g>
<g fill="none" stroke-width="2">${marks.join('\n')}</g>
${key.map(([label, colour], i) => `<rect x="${PLOT.right + 20}" y="${PLOT.top + 18 * i}" width="11" height="11" fill="${colour}"/><text x="${PLOT.right + 37}" y="${PLOT.top + 18 * i + 10}">${escaped(label!)}</text>`).join('\n')}
</svg>
`;
}

type Axis = ReturnType<typeof scaleLinear<number>> | ReturnType<typeof scaleLog<number>>;

function valueScale({ series, log, ends }: ChartData): Axis {
  const values = series
    .flatMap((one) => one.values)
    .filter((value) => value !== null && (!log || value > 0)) as number[];
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (values.length === 0) return scaleLinear([0, 1], [PLOT.bottom, PLOT.top]);
  if (log) return scaleLog([low, Math.max(high, low * 10)], [PLOT.bottom, PLOT.top]).nice();
  const [from, to] = ends ?? [Math.min(0, low), Math.max(0, high)];
  const axis = scaleLinear([from, to > from ? to : from + 1], [PLOT.bottom, PLOT.top]);
  return ends === undefined ? axis.nice() : axis;
}

function ticks(axis: Axis, most: number): readonly number[] {
  const all = axis.ticks(most);
  return all.length <= 2 * most ? all : all.filter((tick) => Number.isInteger(Math.log10(tick)));
}

/** Gaps where there is no value, or none that a logarithm has. */
function pathOf(
  values: readonly (number | null)[],
  at: (i: number) => string,
  place: (value: number) => string,
  log: boolean,
): string {
  let pen = 'M';
  return values
    .map((value, i) => {
      if (value === null || (log && value <= 0)) {
        pen = 'M';
        return '';
      }
      const piece = `${pen}${at(i)} ${place(value)}`;
      pen = 'L';
      return piece;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
