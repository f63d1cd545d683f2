/** A line chart over simulated time, drawn by uPlot: its cursor is the page's, so that all charts and the timeline point at one time. */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatNumber } from '../render/format.ts';
import { chartTime } from './store.ts';
import { styleValue, themeVersion } from './theme.ts';

/** One line. Values go with the times; null is a gap. */
export interface Series {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly dash?: boolean;
}

/** What a chart shows. Times [h] ascending. */
export interface ChartData {
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly log: boolean;
  /** What the numbers are, with unit; written above the axis. */
  readonly axis: string;
  /** Ends of the axis where they are known, e.g. 0 to 1. */
  readonly ends?: readonly [number, number];
}

interface ChartProps {
  readonly label: string;
  readonly height: number;
  /** Reads signals: drawn again when they change. */
  readonly data: () => ChartData;
}

export function Chart({ label, height, data }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current === null ? undefined : start(box.current, height, data)), []);
  return <div class="chart" style={{ minHeight: `${height}px` }} ref={box} role="img" aria-label={label} />;
}

/** Builds the chart anew when its lines or scale change, else only hands it new data. */
function start(box: HTMLElement, height: number, data: () => ChartData): () => void {
  let chart: uPlot | null = null;
  let builtFor = '';
  let perUnit = 1;
  const stop = effect(() => {
    const now = data();
    const days = (now.times.at(-1) ?? 0) > 48;
    perUnit = days ? 1 / 24 : 1;
    const { log, axis, ends, series } = now;
    const lines = series.map(({ label, colour, dash }) => [label, colour, dash]);
    const wanted = JSON.stringify([log, axis, ends, lines, days, themeVersion.value]);
    if (wanted !== builtFor) {
      chart?.destroy();
      chart = new uPlot(chartOptions(now, box.clientWidth, height, days), columns(now, days), box);
      builtFor = wanted;
    } else chart?.setData(columns(now, days));
  });
  const point = effect(() => {
    const at = chartTime.value;
    if (chart === null || box.matches(':hover')) return;
    chart.setCursor({ left: at === null ? -10 : chart.valToPos(at * perUnit, 'x'), top: -10 }, false);
  });
  const observer = new ResizeObserver(() => {
    if (box.clientWidth > 0) chart?.setSize({ width: box.clientWidth, height });
  });
  observer.observe(box);
  return () => {
    stop();
    point();
    observer.disconnect();
    chart?.destroy();
  };
}

/** Zero has no place on a logarithmic scale: a gap. */
function columns({ times, series, log }: ChartData, days: boolean): uPlot.AlignedData {
  const perUnit = days ? 1 / 24 : 1;
  const values = series.map(({ values }) =>
    log ? values.map((value) => (value !== null && value > 0 ? value : null)) : [...values],
  );
  return [times.map((time) => time * perUnit), ...values];
}

function chartOptions({ series, log, ends }: ChartData, width: number, height: number, days: boolean): uPlot.Options {
  const quiet = styleValue('--quiet');
  const axis = { stroke: quiet, font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: styleValue('--line'), width: 1 };
  return {
    width: Math.max(width, 100),
    height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_u, _low, high) => [0, Math.max(high, 2)] },
      y: yScale(log, ends),
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        space: 60,
        values: (_u, ticks) => ticks.map((t) => `${t} ${days ? 'd' : 'h'}`),
      },
      {
        ...axis,
        grid,
        size: 50,
        space: 34,
        values: (_u, ticks) => ticks.map((t) => (t === null ? '' : short(t))),
      },
    ],
    series: [
      {},
      ...series.map(({ label, colour, dash }) => ({
        label,
        stroke: colour,
        width: 1.75,
        points: { show: false },
        ...(dash && { dash: [5, 4] }),
      })),
    ],
    hooks: {
      setCursor: [
        (u) => {
          if (!u.root.parentElement?.matches(':hover')) return;
          const at = u.cursor.left !== undefined && u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null;
          chartTime.value = at === null ? null : at * (days ? 24 : 1);
        },
      ],
    },
  };
}

function yScale(log: boolean, ends: ChartData['ends']): uPlot.Scale {
  if (log) {
    return {
      distr: 3,
      range: (_u, low, high) => {
        const top = high > 0 ? high : 1;
        const bottom = low > 0 ? low : top / 10;
        return [10 ** Math.floor(Math.log10(bottom)), Math.max(10 ** Math.ceil(Math.log10(top)), bottom * 10)];
      },
    };
  }
  if (ends !== undefined) return { range: () => [ends[0], ends[1]] };
  return {
    range: (_u, low, high) => {
      const [from, to] = [Math.min(0, low), Math.max(0, high)];
      return to > from ? [from, to + 0.05 * (to - from)] : [0, 1];
    },
  };
}

/** `12000` → `12k`, so that the axis stays narrow. */
function short(value: number): string {
  if (Math.abs(value) >= 1e6) return `${formatNumber(value / 1e6)}M`;
  return Math.abs(value) >= 1e4 ? `${formatNumber(value / 1e3)}k` : formatNumber(value);
}
