/** The chart that is shown as a file. */
import { csvLine } from '../readout/csv.ts';
import { CHARTS, type ChartKind, chartData } from './chart-data.ts';
import { chartSvg } from './chart-svg.ts';
import { download } from './download.ts';
import { mullerBands } from './muller.ts';
import { cloneRows } from './readings-store.ts';
import { info } from './store.ts';

/** Pixels of a picture for each of its drawing. */
const SHARPNESS = 2;

export type ChartFile = 'png' | 'svg' | 'csv';

/** Hands the chart to the browser's downloads. @throws Error when the browser cannot draw it */
export async function exportChart(kind: ChartKind, as: ChartFile): Promise<void> {
  const scene = info.value?.path.replace(/^.*\//, '').replace(/\.ya?ml$/, '') ?? 'scene';
  const blob = as === 'csv' ? csvOf(kind) : as === 'svg' ? svgOf(kind) : await pngOf(svgOf(kind));
  download(blob, `${scene}-${kind}.${as}`);
}

function svgOf(kind: ChartKind): Blob {
  const [, name] = CHARTS.find(([known]) => known === kind)!;
  const title = `${info.value?.title ?? ''}: ${name.toLowerCase()}`;
  const rows = cloneRows.value;
  const svg =
    kind === 'clones'
      ? chartSvg(
          title,
          { times: rows.map(({ time }) => time), series: [], log: false, axis: 'part of the cells' },
          mullerBands(rows),
        )
      : chartSvg(title, chartData(kind));
  return new Blob([svg], { type: 'image/svg+xml' });
}

/** One row a time; of lineages, one row for each of the largest at each time. */
function csvOf(kind: ChartKind): Blob {
  const lines =
    kind === 'clones'
      ? [
          csvLine(['time_h', 'lineages', 'cells', 'barcode', 'size']),
          ...cloneRows.value.flatMap(({ time, lineages, cells, barcodes, sizes }) =>
            barcodes.map((barcode, k) => csvLine([time, lineages, cells, barcode, sizes[k]!])),
          ),
        ]
      : seriesLines(kind);
  return new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' });
}

function seriesLines(kind: ChartKind): readonly string[] {
  const { times, series } = chartData(kind);
  const head = csvLine(['time_h', ...series.map(({ label }) => label)]);
  return [head, ...times.map((time, i) => csvLine([time, ...series.map(({ values }) => values[i] ?? null)]))];
}

async function pngOf(svg: Blob): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SHARPNESS * image.naturalWidth;
    canvas.height = SHARPNESS * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (png === null) throw new Error('This browser cannot write the picture; take SVG instead.');
    return png;
  } finally {
    URL.revokeObjectURL(address);
  }
}
