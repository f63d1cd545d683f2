/** Live counts per state, drawn by uPlot. */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatNumber } from '../render/format.ts';
import { stateColour } from '../render/palette.ts';
import { chartTime, hidden, history, info, logCounts } from './store.ts';
import { styleValue, themeVersion } from './theme.ts';

const HEIGHT = 170;

export function CountsChart() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current === null ? undefined : startChart(box.current)), []);
  return <div class="chart" ref={box} role="img" aria-label="Cells of each state over time" />;
}

/** Builds the chart anew when its series or scale change, else only hands it new data. */
function startChart(box: HTMLElement): () => void {
  let chart: uPlot | null = null;
  let builtFor: readonly unknown[] = [];
  const stop = effect(() => {
    const wanted = [info.value?.states, logCounts.value, hidden.value, themeVersion.value, inDays()];
    const { data } = history.value;
    if (wanted.some((value, i) => value !== builtFor[i])) {
      chart?.destroy();
      chart = new uPlot(chartOptions(box.clientWidth), columns(data), box);
      builtFor = wanted;
    } else chart?.setData(columns(data));
  });
  const observer = new ResizeObserver(() => {
    if (box.clientWidth > 0) chart?.setSize({ width: box.clientWidth, height: HEIGHT });
  });
  observer.observe(box);
  return () => {
    stop();
    observer.disconnect();
    chart?.destroy();
  };
}

function inDays(): boolean {
  return (history.value.data.times.at(-1) ?? 0) > 48;
}

/** Zero has no place on a logarithmic scale: a gap. */
function columns(data: typeof history.value.data): uPlot.AlignedData {
  const perUnit = inDays() ? 1 / 24 : 1;
  const log = logCounts.value;
  const counts = data.counts.map((column) => (log ? column.map((count) => (count > 0 ? count : null)) : [...column]));
  return [data.times.map((time) => time * perUnit), ...counts];
}

function chartOptions(width: number): uPlot.Options {
  const quiet = styleValue('--quiet');
  const line = styleValue('--line');
  const axis = { stroke: quiet, font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: line, width: 1 };
  const days = inDays();
  return {
    width: Math.max(width, 100),
    height: HEIGHT,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_u, _low, high) => [0, Math.max(high, 2)] },
      y: logCounts.value
        ? { distr: 3, range: (_u, _low, high) => [1, Math.max(10, high)] }
        : { range: (_u, _low, high) => [0, Math.max(1, high * 1.05)] },
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
        size: 46,
        space: 34,
        values: (_u, ticks) => ticks.map((t) => (t === null ? '' : shortCount(t))),
      },
    ],
    series: [
      {},
      ...(info.value?.states ?? []).map((state) => ({
        label: state.label,
        stroke: stateColour(state),
        width: 1.75,
        points: { show: false },
        show: !hidden.value.has(state.id),
      })),
    ],
    hooks: {
      setCursor: [
        (u) => {
          const at = u.cursor.left !== undefined && u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null;
          chartTime.value = at === null ? null : at * (days ? 24 : 1);
        },
      ],
    },
  };
}

/** `12000` → `12k`, so that the axis stays narrow. */
function shortCount(count: number): string {
  if (count >= 1e6) return `${formatNumber(count / 1e6)}M`;
  return count >= 1e4 ? `${formatNumber(count / 1e3)}k` : formatNumber(count);
}
