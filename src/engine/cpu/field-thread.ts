/** The script of a second thread that solves fields; `createCpuFields` starts it and talks to it. */
import type { SolverShape } from '../types.ts';
import { type FieldArrays, type FieldTask, solveShare } from './field-share.ts';
import { createFieldStepper, type FieldStepper } from './field-step.ts';

/** The first message, not answered: what there is to solve, in shared memory. */
export interface OpenMessage {
  readonly shape: SolverShape;
  readonly arrays: FieldArrays;
}

/** Every other message; the answer is a list of `SolvedField`. */
export interface ShareMessage {
  readonly task: FieldTask;
  /** Hindrance groups whose factors have changed since the last one. */
  readonly stale: readonly number[];
}

interface Port {
  onmessage: ((event: { readonly data: OpenMessage | ShareMessage }) => void) | null;
  postMessage(message: unknown): void;
}

/** Answers on the thread's end of the channel. */
export function serve(port: Port): void {
  let arrays: FieldArrays;
  let stepper: FieldStepper;
  port.onmessage = ({ data }) => {
    if ('shape' in data) {
      arrays = data.arrays;
      stepper = createFieldStepper(data.shape, arrays.factors);
    } else {
      data.stale.forEach(stepper.markStale);
      port.postMessage(solveShare(stepper, arrays, data.task));
    }
  };
}
