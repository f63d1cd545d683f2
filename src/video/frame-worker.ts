/** The page's end of the simulating worker. */
import type { Snapshot } from '../engine/types.ts';
import { RunError } from '../model/error.ts';
import { fromFailure, type RecordRequest, type RunFacts, type WorkerAnswer, type WorkerOrder } from './request.ts';

export interface FrameWorker {
  readonly facts: RunFacts;
  /** Warnings up to the last frame given. */
  warnings(): readonly string[];
  /** The next moment; one order at a time. @throws UserError, RunError as the simulation does. */
  nextFrame(): Promise<Snapshot>;
  close(): void;
}

/** Starts a simulation in a worker of its own. @throws UserError, RunError as the simulation does. */
export async function openFrameWorker(request: RecordRequest): Promise<FrameWorker> {
  const worker = new Worker(new URL('./record-worker.ts', import.meta.url), { type: 'module' });
  let warnings: readonly string[] = [];
  const close = () => worker.terminate();
  try {
    const answer = await ask(worker, { start: request });
    if (!('facts' in answer)) throw unexpected();
    return {
      facts: answer.facts,
      warnings: () => warnings,
      async nextFrame() {
        const answer = await ask(worker, 'next');
        if (!('frame' in answer)) throw unexpected();
        warnings = answer.warnings;
        return answer.frame;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function ask(worker: Worker, order: WorkerOrder): Promise<Exclude<WorkerAnswer, { failure: unknown }>> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if ('failure' in data) reject(fromFailure(data.failure));
      else resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new RunError(`the simulation stopped: ${event.message ?? 'its script does not load'}`));
    };
    worker.postMessage(order);
  });
}

function unexpected(): RunError {
  return new RunError('the simulating worker answered out of turn; this is a mistake in Nidus, please report it');
}
