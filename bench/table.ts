/** A report for people to read in a terminal. */
import type { BenchReport, CaseResult } from './report.ts';

const HEADS = ['case', 'lattice', 'ms', 'min – max', 'ns/site', 'B/site', 'GB/s', '% of copy', 'compile ms', 'error'];

/** A head of who, where and the yardstick, then one line per case. */
export function reportTable(report: BenchReport): string {
  const rows = report.cases.map(row);
  const widths = HEADS.map((head, c) => Math.max(head.length, ...rows.map((cells) => cells[c]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd();
  return `${[...head(report), '', line(HEADS), ...rows.map(line), ...foot(report)].join('\n')}\n`;
}

function head(report: BenchReport): string[] {
  const { adapter, backend, software, driver, version, commit, date, copy_gbps, copy, cpu, node, browser } = report;
  const place = browser ?? (node === null ? '' : `Node ${node}`);
  return [
    `${backend} backend on ${adapter === null ? cpu : `${adapter}${software ? ', a SOFTWARE adapter: no figure here tells anything of a GPU' : ''}`}`,
    ...(driver === null ? [] : [`driver: ${driver}`]),
    `nidus ${version}${commit === null ? '' : ` at ${commit}`}, ${[place, date].filter((part) => part !== '').join(', ')}`,
    `copy of ${Math.round(copy.bytes / 2 ** 20)} MiB: ${gbps(copy.command_gbps)} by ${adapter === null ? 'one thread' : `command, ${gbps(copy.kernel_gbps)} by kernel`}; 100 % of copy is ${gbps(copy_gbps)}, read plus written`,
  ];
}

function gbps(value: number | null): string {
  return value === null ? 'not measured' : `${value} GB/s`;
}

function row(result: CaseResult): string[] {
  const { name, width, height, median_ms, min_ms, max_ms, ns_per_site, bytes_per_site, percent_of_copy } = result;
  const error = errorText(result.max_rel_error);
  return [
    name,
    `${width} x ${height}`,
    text(median_ms),
    min_ms === null ? '–' : `${text(min_ms)} – ${text(max_ms)}`,
    text(ns_per_site),
    text(bytes_per_site),
    text(result.gbps),
    text(percent_of_copy),
    text(result.compile_ms),
    result.passed ? error : `WRONG: ${error}, allowed ${result.tolerance}`,
  ];
}

function errorText(error: number | null): string {
  if (error === null) return 'not a number';
  return error === 0 ? '0' : error.toExponential(1);
}

/** Three digits that mean something. */
export function text(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function foot({ cases, skipped }: BenchReport): string[] {
  const ticks = cases.filter(({ cells_per_s }) => cells_per_s !== null);
  const wrong = cases.filter(({ passed }) => !passed);
  const timers = [...new Set(cases.filter(({ passed }) => passed).map(({ timer }) => timer))];
  const clock = { 'timestamp-query': 'timestamps of the device', wall: 'the clock on the wall' } as const;
  return [
    '',
    ...ticks.map(
      ({ width, height, cells, cells_per_s, median_ms }) =>
        `${width} x ${height}: ${cells} cells, ${text(1000 / median_ms!)} ticks/s, ${text(cells_per_s! / 1e6)} million cells/s`,
    ),
    ...skipped.map(({ name, width, height, why }) => `not run: ${name} ${width} x ${height}: ${why}`),
    ...wrong.map(({ name, width, height, check }) => `no figures: ${name} ${width} x ${height} differs from ${check}`),
    `median of ${Math.max(0, ...cases.map(({ batches }) => batches))} batches, timed by ${timers.map((t) => clock[t]).join(' and ')}; bench/README.md says what each column means`,
  ];
}
