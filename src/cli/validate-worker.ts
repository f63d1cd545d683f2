/** A thread that does runs of experiments, one after the other. */
import { parentPort } from 'node:worker_threads';
import { createNodeHost } from '../host/node.ts';
import { doRun, type RunSpec, UserError } from '../index.ts';
import type { WorkerReport } from './worker-pool.ts';

/** Milliseconds between reports of progress. */
const REPORT_EVERY = 250;

const port = parentPort!;
const host = createNodeHost();
const say = (report: WorkerReport) => port.postMessage(report);

port.on('message', async (spec: RunSpec) => {
  const started = performance.now();
  let said = started;
  try {
    const result = await doRun(spec, host, (done) => {
      if (performance.now() - said < REPORT_EVERY) return;
      said = performance.now();
      say({ kind: 'progress', done });
    });
    say({ kind: 'result', result, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    say({ kind: 'error', user: error instanceof UserError, message, stack });
  }
});
