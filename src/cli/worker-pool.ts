/** Runs of experiments on several threads of this machine, each kept in a folder as soon as it is done. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RunError, type RunResult, type RunSpec, UserError } from '../index.ts';
import { packageRoot } from './files.ts';

/** What a thread says of the run that it is at. */
export type WorkerReport =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'result'; readonly result: RunResult; readonly seconds: number }
  | { readonly kind: 'error'; readonly user: boolean; readonly message: string; readonly stack: string };

export interface Job {
  readonly spec: RunSpec;
  /** Work in units of its own: sites times ticks. */
  readonly cost: number;
}

export interface PoolListener {
  /** Work done of all jobs so far, those in progress included. */
  progress(done: number): void;
  finished(job: Job, result: RunResult, seconds: number): Promise<void>;
}

/**
 * Does all jobs, the longest first, on `threads` threads.
 * @throws UserError or RunError of the first run that fails, which ends the others; what was finished stays finished
 */
export async function runJobs(
  jobs: readonly Job[],
  threads: number,
  signal: AbortSignal,
  listener: PoolListener,
): Promise<void> {
  const waiting = [...jobs].sort((a, b) => b.cost - a.cost);
  const underWay = new Map<Job, number>();
  let done = 0;
  const tell = () => {
    listener.progress(done + [...underWay].reduce((sum, [job, share]) => sum + share * job.cost, 0));
  };
  const work = async (): Promise<void> => {
    const worker = new Worker(join(packageRoot(), 'dist', 'node', 'worker.js'));
    try {
      for (let job = waiting.shift(); job !== undefined && !signal.aborted; job = waiting.shift()) {
        const current = job;
        const { result, seconds } = await runOn(worker, current.spec, signal, (share) => {
          underWay.set(current, share);
          tell();
        });
        underWay.delete(current);
        done += current.cost;
        await listener.finished(current, result, seconds);
        tell();
      }
    } finally {
      waiting.length = 0;
      await worker.terminate();
    }
  };
  const team = Array.from({ length: Math.min(threads, jobs.length) }, work);
  const ends = await Promise.allSettled(team);
  for (const end of ends) if (end.status === 'rejected' && !signal.aborted) throw end.reason;
}

function runOn(
  worker: Worker,
  spec: RunSpec,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<{ result: RunResult; seconds: number }> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', stop);
      worker.off('message', hear);
      worker.off('error', fail);
      settle();
    };
    const stop = () => end(() => reject(new Error('stopped')));
    const fail = (error: unknown) => end(() => reject(error));
    const hear = (report: WorkerReport) => {
      if (report.kind === 'progress') onProgress(report.done);
      else if (report.kind === 'result') end(() => resolve(report));
      else end(() => reject(failureOf(report, spec)));
    };
    signal.addEventListener('abort', stop);
    worker.on('message', hear);
    worker.on('error', fail);
    worker.postMessage(spec);
  });
}

function failureOf({ user, message, stack }: Extract<WorkerReport, { kind: 'error' }>, spec: RunSpec): Error {
  const error = user
    ? new UserError(message)
    : new RunError(`${spec.path}, arm ${spec.arm}, seed ${spec.seed}: ${message}`);
  error.stack = stack;
  return error;
}
