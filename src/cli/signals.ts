/** Ctrl-C and the system's polite request to end. */

export interface Interrupt {
  /** Aborted at the first signal. A second one ends the process as if nobody listened. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens for SIGINT and SIGTERM until released. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const release = () => {
    for (const name of SIGNALS) process.removeListener(name, heard);
  };
  const heard = () => {
    release();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, heard);
  return { signal: controller.signal, release };
}
