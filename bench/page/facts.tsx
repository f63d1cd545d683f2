import type { BenchReport } from '../report.ts';
import { figure } from './figures.ts';
import { fail, fileName, message, phase } from './state.ts';

/** The figures that sum a run up, where it was made, and what can be done with it. */
export function Facts({ report }: { readonly report: BenchReport }) {
  const { adapter, backend, cpu, browser, version, commit, date, software, copy_gbps } = report;
  const ticks = report.cases.filter(({ name, median_ms }) => name === 'tick' && median_ms !== null);
  const largest = ticks.at(-1);
  return (
    <section class="card facts" aria-label="Result">
      <div class="headline">
        <Fact
          value={figure(copy_gbps)}
          unit="GB/s"
          label={`copy, read plus written${software ? ', by software' : ''}`}
        />
        {largest !== undefined && (
          <>
            <Fact
              value={figure(1000 / largest.median_ms!)}
              unit="ticks/s"
              label={`whole tick, ${largest.width} × ${largest.height} sites`}
            />
            <Fact
              value={figure((largest.cells_per_s ?? 0) / 1e6)}
              unit="million cells/s"
              label={`${(largest.cells ?? 0).toLocaleString('en')} cells`}
            />
          </>
        )}
      </div>
      <div class="facts-end">
        <p class="quiet">
          {backend} on {adapter ?? cpu}
          {software && ' (software)'}, {browserName(browser)}, Nidus {version}
          {commit !== null && ` at ${commit}`}, {date.slice(0, 16).replace('T', ' ')} UTC
        </p>
        <div class="buttons">
          <button type="button" class="plain" disabled={phase.value === 'running'} onClick={() => void copy(report)}>
            Copy JSON
          </button>
          <button type="button" class="plain" disabled={phase.value === 'running'} onClick={() => download(report)}>
            Download JSON
          </button>
        </div>
      </div>
    </section>
  );
}

function Fact({ value, unit, label }: { readonly value: string; readonly unit: string; readonly label: string }) {
  return (
    <p class="fact">
      <strong class="figure">{value}</strong> {unit}
      <span class="quiet">{label}</span>
    </p>
  );
}

/** Name and major version from a user agent, which names several. */
function browserName(agent: string | null): string {
  const [, name, version] = /\b(Firefox|Edg|OPR|HeadlessChrome|Chrome)\/(\d+)/.exec(agent ?? '') ?? [];
  if (name !== undefined) return `${{ Edg: 'Edge', OPR: 'Opera', HeadlessChrome: 'Chrome' }[name] ?? name} ${version}`;
  const [, safari] = /\bVersion\/(\d+).*Safari/.exec(agent ?? '') ?? [];
  return safari === undefined ? 'unknown browser' : `Safari ${safari}`;
}

function asText(report: BenchReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

async function copy(report: BenchReport): Promise<void> {
  try {
    await navigator.clipboard.writeText(asText(report));
    message.value = { kind: 'done', text: 'The JSON is on the clipboard.' };
  } catch {
    fail(new Error('This browser gave no access to the clipboard; download the JSON instead.'));
  }
}

function download(report: BenchReport): void {
  const url = URL.createObjectURL(new Blob([asText(report)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName(report) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  message.value = { kind: 'done', text: `Saved as ${link.download}.` };
}
