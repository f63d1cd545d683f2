/** What a benchmark says: the object that `nidus bench --json` prints and that the page draws. Names are part of the interface. */
import { z } from 'zod';
import { UserError } from '../src/model/error.ts';

const figure = z.number().nullable();

const caseShape = z.looseObject({
  name: z.string(),
  /** Sites of the lattice. */
  width: z.number(),
  height: z.number(),
  /** Of one repetition, over the batches; null, as every figure below, when the check failed. */
  median_ms: figure,
  min_ms: figure,
  max_ms: figure,
  ns_per_site: figure,
  /** The least that has to move: every plane that is read or written, once. */
  bytes_per_site: figure,
  gbps: figure,
  percent_of_copy: figure,
  /** Largest difference from what `check` says, relative to the largest value; null when it was not a number. */
  max_rel_error: figure,
});

const reportShape = z.looseObject({
  adapter: z.string().nullable(),
  backend: z.enum(['cpu', 'hybrid', 'webgpu']),
  version: z.string(),
  date: z.string(),
  copy_gbps: figure,
  cases: z.array(caseShape),
});

/** One row. Beyond the contract: how it was timed and checked. */
export interface CaseResult extends z.infer<typeof caseShape> {
  /** Whether the check passed, what it compared with, and what it allows. */
  readonly passed: boolean;
  readonly check: string;
  readonly tolerance: number;
  readonly timer: Timer;
  /** Timed batches, and repetitions in each. */
  readonly batches: number;
  readonly repeats: number;
  /** Time to compile the pipelines, or null where there is nothing to compile. */
  readonly compile_ms: number | null;
  /** What `ns_per_site` counts: sites of the lattice; samples of the picture for `view`. */
  readonly sites: number;
  /** Time to open a simulation, compilation included; of the whole tick only. */
  readonly open_ms: number | null;
  /** Bytes held on the device for it, null where that is not known. */
  readonly memory_bytes_per_site: number | null;
  /** Cells on the lattice, and cells advanced per second; of the whole tick only. */
  readonly cells: number | null;
  readonly cells_per_s: number | null;
}

export type Timer = 'timestamp-query' | 'wall';

/** A case that was not run, and why. */
export interface SkippedCase {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly why: string;
}

/** Where and when; given by the command line or the page. */
export interface Circumstances {
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly commit: string | null;
  /** User agent, null in Node. */
  readonly browser: string | null;
  /** Version of Node, null in a browser. */
  readonly node: string | null;
  /** Name of the processor where it is known, and its threads. */
  readonly cpu: string;
}

export interface BenchReport extends Circumstances {
  /** Name of the GPU adapter, null when the CPU computes. */
  readonly adapter: string | null;
  readonly backend: 'cpu' | 'hybrid' | 'webgpu';
  /** The adapter computes on the CPU: no figure says anything about a GPU. */
  readonly software: boolean;
  readonly driver: string | null;
  /** The yardstick: bytes read plus bytes written per second, 1e9 bytes, by the faster way to copy. */
  readonly copy_gbps: number | null;
  readonly copy: { readonly command_gbps: number | null; readonly kernel_gbps: number | null; readonly bytes: number };
  readonly cases: readonly CaseResult[];
  readonly skipped: readonly SkippedCase[];
}

/** An earlier report, of which only the contract is relied on. */
export type EarlierReport = z.infer<typeof reportShape>;

/** Reads a report from text. @throws UserError naming the file, the place and what is wrong there */
export function parseReport(file: string, text: string): EarlierReport {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError(`${file} is not JSON; give what nidus bench --json or the download button wrote`);
  }
  const read = reportShape.safeParse(data);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UserError(
    `${file}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}; give what nidus bench --json or the download button wrote`,
  );
}

/** What identifies a case in two reports. */
export function caseKey({ name, width, height }: { name: string; width: number; height: number }): string {
  return `${name} ${width}x${height}`;
}

/** How many times as fast a case is now as it was in the earlier report; null when one of them has no figure. */
export function speedUp(now: CaseResult, earlier: EarlierReport): number | null {
  const before = earlier.cases.find((c) => caseKey(c) === caseKey(now))?.median_ms ?? null;
  return before === null || now.median_ms === null || now.median_ms === 0 ? null : before / now.median_ms;
}

/** What keeps a benchmark from being a success, in one line: wrong results, and cases that ran at no size; null when nothing does. */
export function faultOf({ cases, skipped }: BenchReport): string | null {
  const wrong = cases.filter(({ passed }) => !passed).map(({ name, width, height }) => `${name} ${width} x ${height}`);
  if (wrong.length > 0) {
    return `${wrong.length} of ${cases.length} cases gave a wrong result and have no figures: ${wrong.join(', ')}`;
  }
  const never = skipped.find(({ name }) => !cases.some((one) => one.name === name));
  return never === undefined ? null : `${never.name} ran at no size: ${never.why}`;
}
