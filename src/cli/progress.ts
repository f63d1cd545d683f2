/** Progress with time left, on standard error: a bar on a terminal, elsewhere a line a minute. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param done of the total given at the start; `note` is shown behind the bar. */
  update(done: number, note: string): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Milliseconds between lines where there is no terminal. */
const LINE_MS = 60_000;

/** Progress that runs from `from` to `total`. */
export function startProgress(total: number, from = 0): Progress {
  if (process.stderr.isTTY !== true) return lines(total);
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

function lines(total: number): Progress {
  let last = Date.now();
  return {
    update(done, note) {
      if (Date.now() - last < LINE_MS) return;
      last = Date.now();
      process.stderr.write(`nidus: ${Math.floor((100 * done) / total)} %${note === '' ? '' : `, ${note}`}\n`);
    },
    stop() {},
  };
}
