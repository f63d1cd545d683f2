/** The simulation's worker. In the built page a line of `index.html` starts it before anything else is fetched, see `vite.config.ts`. */

declare global {
  /** Set by that line. */
  var earlyWorker: Worker | undefined;
}

/** The worker that is under way already, else a new one. */
export function startWorker(): Worker {
  return (
    globalThis.earlyWorker ?? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'nidus' })
  );
}
