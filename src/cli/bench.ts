/** `nidus bench`: how fast each part of a tick is on this machine, and how far from the memory's own speed. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { COMMIT } from '../../bench/commit.ts';
import { type BenchReport, type Circumstances, faultOf } from '../../bench/report.ts';
import { type BenchOptions, runBench, SIDES } from '../../bench/suite.ts';
import { reportTable } from '../../bench/table.ts';
import { createNodeHost } from '../host/node.ts';
import { type BackendName, RunError, UserError, VERSION } from '../index.ts';
import { Interrupted } from './failure.ts';
import { packageRoot } from './files.ts';
import { wholeNumber } from './options.ts';
import { type Progress, startProgress } from './progress.ts';
import { onInterrupt } from './signals.ts';

const BACKENDS: readonly BackendName[] = ['cpu', 'hybrid', 'webgpu'];
/** The same scene as the explorer opens with, at every size. */
const SCENE = 'sanctuary.yaml';

interface BenchChoices {
  readonly backend?: BackendName;
  readonly sizes?: readonly number[];
  readonly only?: readonly string[];
  readonly json?: boolean;
}

/** Adds the command. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description('time every kernel and the whole tick, each checked, against the speed of a plain copy')
    .option('--backend <name>', `${BACKENDS.join(', ')} (default: webgpu where there is an adapter, else cpu)`, parse)
    .option('--sizes <list>', 'sites along a side, e.g. 256,512,1024 (default: as the device deserves)', parseSizes)
    .option('--only <list>', 'cases to run, e.g. assemble,tick (default: all)', parseNames)
    .option('--json', 'print one JSON object')
    .action(bench);
}

function parse(text: string): BackendName {
  const backend = BACKENDS.find((name) => name === text);
  if (backend === undefined) throw new UserError(`--backend ${text} is not known; known: ${BACKENDS.join(', ')}`);
  return backend;
}

function parseSizes(text: string): number[] {
  return [...new Set(text.split(',').map(wholeNumber('--sizes', SIDES.least, SIDES.most)))];
}

function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UserError(`--only ${text}: give names of cases, e.g. assemble,tick`);
  return names;
}

async function bench({ backend, sizes, only, json }: BenchChoices): Promise<void> {
  const interrupt = onInterrupt();
  const host = createNodeHost();
  let bar: Progress | null = null;
  try {
    const report = await interruptible(interrupt.signal, {
      host,
      scene: join(packageRoot(), 'scenes', SCENE),
      backend: backend ?? null,
      sizes: sizes ?? null,
      only: only ?? [],
      circumstances: circumstances(),
      signal: interrupt.signal,
      onProgress({ done, total, note }) {
        bar ??= startProgress(total);
        bar.update(done, note);
      },
    });
    bar = stop(bar);
    process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : reportTable(report));
    const fault = faultOf(report);
    if (fault !== null) throw new RunError(fault);
  } finally {
    stop(bar);
    host.close();
    interrupt.release();
  }
}

function stop(bar: Progress | null): null {
  bar?.stop();
  return null;
}

async function interruptible(signal: AbortSignal, options: BenchOptions): Promise<BenchReport> {
  try {
    return await runBench(options);
  } catch (error) {
    if (signal.aborted) throw new Interrupted('stopped before all cases were timed; nothing was printed');
    throw error;
  }
}

function circumstances(): Circumstances {
  const processors = cpus();
  return {
    version: VERSION,
    date: new Date().toISOString(),
    commit: COMMIT,
    browser: null,
    node: process.versions.node,
    cpu: `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} threads`,
  };
}
