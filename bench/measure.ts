/** One case: checked, then timed, then put into figures. */
import type { CaseResult } from './report.ts';
import { type Sampling, timeBatches } from './sampling.ts';
import type { Subject } from './subject.ts';

/** @param copyGbps the yardstick, null while it is not known yet */
export async function measureSubject(
  subject: Subject,
  sampling: Sampling,
  copyGbps: number | null,
  signal?: AbortSignal,
): Promise<CaseResult> {
  const { name, width, height, check, cells = null } = subject;
  const sites = subject.sites ?? width * height;
  signal?.throwIfAborted();
  const error = await check.error();
  const passed = error <= check.tolerance;
  const rest = {
    name,
    width,
    height,
    sites,
    max_rel_error: Number.isFinite(error) ? short(error) : null,
    passed,
    check: check.against,
    tolerance: check.tolerance,
    cells,
    compile_ms: figure(subject.compileMs),
    open_ms: figure(subject.openMs),
    memory_bytes_per_site: figure(subject.memoryBytes === undefined ? undefined : subject.memoryBytes / sites),
  };
  if (!passed) return { ...rest, ...NO_FIGURES, timer: subject.timer() };
  const mostRepeats = Math.min(sampling.mostRepeats, subject.mostRepeats ?? sampling.mostRepeats);
  const timing = await timeBatches(subject.run, { ...sampling, mostRepeats }, signal);
  const seconds = timing.median / 1000;
  const gbps = (subject.bytesPerSite * sites) / seconds / 1e9;
  return {
    ...rest,
    median_ms: short(timing.median),
    min_ms: short(timing.min),
    max_ms: short(timing.max),
    ns_per_site: short((seconds * 1e9) / sites),
    bytes_per_site: short(subject.bytesPerSite),
    gbps: short(gbps),
    percent_of_copy: copyGbps === null ? null : short((100 * gbps) / copyGbps),
    cells_per_s: name === 'tick' && cells !== null ? Math.round(cells / seconds) : null,
    timer: subject.timer(),
    batches: timing.batches,
    repeats: timing.repeats,
  };
}

const NO_FIGURES = {
  median_ms: null,
  min_ms: null,
  max_ms: null,
  ns_per_site: null,
  bytes_per_site: null,
  gbps: null,
  percent_of_copy: null,
  cells_per_s: null,
  batches: 0,
  repeats: 0,
} as const;

function figure(value: number | undefined): number | null {
  return value === undefined ? null : short(value);
}

/** At most four digits that mean something. */
function short(value: number): number {
  return Number(value.toPrecision(4));
}
