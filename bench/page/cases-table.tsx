import { type BenchReport, type CaseResult, speedUp } from '../report.ts';
import { trend } from './bars.tsx';
import { figure, ratio } from './figures.ts';
import { earlier } from './state.ts';

const COLUMNS: readonly { readonly head: string; readonly about: string; readonly of: (one: CaseResult) => string }[] =
  [
    { head: 'ms', about: 'median of the batches, one repetition', of: (one) => figure(one.median_ms) },
    {
      head: 'min – max',
      about: 'fastest and slowest batch',
      of: (one) => (one.min_ms === null ? '–' : `${figure(one.min_ms)} – ${figure(one.max_ms)}`),
    },
    { head: 'ns/site', about: 'per site of the lattice', of: (one) => figure(one.ns_per_site) },
    {
      head: 'B/site',
      about: 'the least that must move: every plane read or written, once',
      of: (one) => figure(one.bytes_per_site),
    },
    { head: 'GB/s', about: 'those bytes over that time', of: (one) => figure(one.gbps) },
    { head: '% of copy', about: 'of what a plain copy moves', of: (one) => figure(one.percent_of_copy) },
    { head: 'compile ms', about: 'to compile the pipelines, not in the time', of: (one) => figure(one.compile_ms) },
    {
      head: 'error',
      about: 'largest difference from what it is checked against',
      of: (one) =>
        one.max_rel_error === null ? 'NaN' : one.max_rel_error === 0 ? '0' : one.max_rel_error.toExponential(1),
    },
  ];

/** Every figure of every case. */
export function CasesTable({ report }: { readonly report: BenchReport }) {
  const before = earlier.value?.report ?? null;
  if (report.cases.length === 0) return null;
  return (
    <section class="card" aria-label="All figures">
      <h2>All figures</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
      <section class="table-scroll" tabIndex={0} aria-label="Table of all cases">
        <table>
          <thead>
            <tr>
              <th scope="col">case</th>
              <th scope="col">lattice</th>
              {COLUMNS.map(({ head, about }) => (
                <th scope="col" key={head} title={about}>
                  {head}
                </th>
              ))}
              {before !== null && (
                <th scope="col" title="how many times as fast as in the earlier run">
                  vs earlier
                </th>
              )}
            </tr>
          </thead>
          <tbody class="figure">
            {report.cases.map((one) => {
              const faster = before === null ? null : speedUp(one, before);
              return (
                <tr key={`${one.name} ${one.width}`} class={one.passed ? '' : 'bad'}>
                  <th scope="row">{one.name}</th>
                  <td>
                    {one.width} × {one.height}
                  </td>
                  {COLUMNS.map(({ head, of }) => (
                    <td key={head}>{of(one)}</td>
                  ))}
                  {before !== null && <td class={trend(faster)}>{faster === null ? '–' : ratio(faster)}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {report.skipped.length > 0 && (
        <ul class="skipped quiet">
          {report.skipped.map(({ name, width, height, why }) => (
            <li key={`${name} ${width}`}>
              Not run: {name}, {width} × {height}: {why}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
