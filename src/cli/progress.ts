/** Progress with time left, on standard error and only on a terminal. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param done of the total given at the start; `note` is shown behind the bar. */
  update(done: number, note: string): void;
  /** Takes the bar away. */
  stop(): void;
}

const SILENT: Progress = { update() {}, stop() {} };

/** A bar that runs from `from` to `total`; nothing at all when standard error is no terminal. */
export function startProgress(total: number, from = 0): Progress {
  if (process.stderr.isTTY !== true) return SILENT;
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{bar} {percentage} % | {note} | {eta_formatted} left',
      hideCursor: true,
      clearOnComplete: true,
      fps: 5,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total, from, { note: '' });
  return { update: (done, note) => bar.update(done, { note }), stop: () => bar.stop() };
}
