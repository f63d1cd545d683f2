/** Charts over simulated time, and the key of the states with their counts. */
import { formatNumber, formatTime } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { Chart } from './chart.tsx';
import * as data from './chart-data.ts';
import { type ChartFile, exportChart } from './chart-export.ts';
import { MullerPlot } from './muller-plot.tsx';
import { StateKey } from './state-key.tsx';
import { chartTime, logCounts, tell } from './store.ts';

const HEIGHT = 180;
const FILES: readonly ChartFile[] = ['png', 'svg', 'csv'];

export function ChartsPanel() {
  const kind = data.chartKind.value;
  return (
    <section class="panel charts-panel" data-tab="charts" aria-label="Charts">
      <div class="chart-head">
        <select
          aria-label="Chart"
          title="What is drawn over time"
          value={kind}
          onChange={(event) => {
            data.chartKind.value = event.currentTarget.value as data.ChartKind;
          }}
        >
          {data.CHARTS.map(([name, title]) => (
            <option value={name}>{title}</option>
          ))}
        </select>
        {data.canBeLog(kind) && <LogSwitch />}
      </div>
      {kind === 'traits' && <Choice label="Trait" names={data.traitNames()} chosen={data.chosenTrait} />}
      {kind === 'fields' && <Choice label="Field" names={data.fieldNames()} chosen={data.chosenField} />}
      {kind === 'clones' ? (
        <MullerPlot />
      ) : (
        <>
          <p class="chart-axis quiet">
            {data.chartData(kind).axis}
            {chartTime.value !== null && ` at ${formatTime(chartTime.value)}`}
          </p>
          <Chart
            key={kind}
            label={data.CHARTS.find(([name]) => name === kind)![1]}
            height={HEIGHT}
            data={() => data.chartData(kind)}
          />
        </>
      )}
      <Exports kind={kind} />
      {kind === 'counts' || kind === 'fractions' || kind === 'clones' ? <StateKey /> : <Values kind={kind} />}
    </section>
  );
}

function LogSwitch() {
  return (
    <fieldset class="segments">
      <legend class="unseen">Scale of the axis</legend>
      {[false, true].map((log) => (
        <button
          type="button"
          aria-pressed={logCounts.value === log}
          title={log ? 'Equal ratios are equally far apart' : 'Equal differences are equally far apart'}
          onClick={() => {
            logCounts.value = log;
          }}
        >
          {log ? 'log' : 'linear'}
        </button>
      ))}
    </fieldset>
  );
}

function Choice(props: {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: typeof data.chosenTrait;
}) {
  const { label, names, chosen } = props;
  if (names.length === 0) return <p class="quiet">This model has none.</p>;
  return (
    <select
      class="wide"
      aria-label={`${label} of the chart`}
      title={`${label} whose mean is drawn`}
      value={names.includes(chosen.value) ? chosen.value : names[0]}
      onChange={(event) => {
        chosen.value = event.currentTarget.value;
      }}
    >
      {names.map((name) => (
        <option value={name}>{readable(name)}</option>
      ))}
    </select>
  );
}

function Exports({ kind }: { readonly kind: data.ChartKind }) {
  const take = (as: ChartFile) =>
    exportChart(kind, as).catch((error: unknown) =>
      tell('error', error instanceof Error ? error.message : String(error)),
    );
  return (
    <p class="exports">
      <span class="quiet">Save as</span>
      {FILES.map((as) => (
        <button
          type="button"
          class="link"
          aria-label={`Save the chart as ${as.toUpperCase()}`}
          title={as === 'csv' ? 'The numbers, as a table' : 'The picture'}
          onClick={() => void take(as)}
        >
          {as.toUpperCase()}
        </button>
      ))}
    </p>
  );
}

/** Values of the lines at the time pointed at, or now. */
function Values({ kind }: { readonly kind: data.ChartKind }) {
  const { times, series } = data.chartData(kind);
  const at = chartTime.value;
  const after = at === null ? -1 : times.findIndex((time) => time >= at);
  const i = after === -1 ? times.length - 1 : after;
  return (
    <ul class="key" aria-label="Values of the lines">
      {series.map(({ label, colour, values }) => (
        <li class="key-line">
          <span class="swatch" style={{ background: colour }} />
          <span class="key-label">{label}</span>
          <span class="key-count">{formatNumber(values[i] ?? Number.NaN)}</span>
        </li>
      ))}
    </ul>
  );
}
