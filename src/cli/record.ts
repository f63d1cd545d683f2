/** `nidus record`: checks the options, serves the explorer, hands over to the recorder. */
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { type BackendName, UserError } from '../index.ts';
import { recordVideo } from '../video/record-node.ts';
import { Interrupted } from './failure.ts';
import { isFolder, prepareFolder } from './files.ts';
import { collectSetting, duration, parseBackend, parseSeed, parseSize, wholeNumber } from './options.ts';
import { startProgress } from './progress.ts';
import { findScene } from './scenes.ts';
import { startServer } from './serve.ts';
import { onInterrupt } from './signals.ts';

interface RecordOptions {
  readonly output: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly fps: number;
  readonly every: number;
  readonly until?: number;
  readonly layer?: string;
  readonly seed?: number;
  readonly tissue?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly backend: BackendName | 'auto';
  readonly json?: boolean;
}

/** Adds the command. */
export function addRecord(program: Command): void {
  program
    .command('record')
    .description('simulate a scene and write it as a video')
    .argument('<scene>', 'scene file, or the name of a scene that comes with nidus')
    .requiredOption('-o, --output <file>', 'video to write: .mp4 or .webm')
    .option('--size <pixels>', 'width x height', parseSize, { width: 1280, height: 720 })
    .option('--fps <number>', 'frames per second', wholeNumber('--fps', 1, 120), 30)
    .option('--every <time>', 'simulated time from one frame to the next', duration('--every'), 1)
    .option('--until <time>', 'simulated time to stop at, e.g. 14d; the scene says by default', duration('--until'))
    .option('--layer <name>', 'what to draw: states, a field, a matrix variable or a trait')
    .option('--seed <number>', 'seed of the random numbers', parseSeed)
    .option('--tissue <file>', 'table of cells to start from')
    .option('--set <name=value>', 'value of a parameter; may be repeated', collectSetting, {})
    .option('--backend <name>', 'auto, cpu or webgpu', parseBackend, 'auto')
    .option('--json', 'print one JSON object')
    .action(record);
}

async function record(given: string, options: RecordOptions): Promise<void> {
  const scene = await findScene(given);
  if (await isFolder(options.output)) throw new UserError(`-o ${options.output} is a folder; give a file`);
  await prepareFolder(dirname(options.output), '-o');
  const interrupt = onInterrupt();
  const server = await startServer({ port: 0 });
  let progress: ReturnType<typeof startProgress> | null = null;
  try {
    const { frames, seconds } = await recordVideo({
      scene,
      out: options.output,
      ...options.size,
      fps: options.fps,
      every_h: options.every,
      until_h: options.until ?? null,
      layer: options.layer ?? null,
      seed: options.seed ?? null,
      tissue: options.tissue ?? null,
      set: options.set,
      backend: options.backend,
      onProgress: (done, total) => {
        progress ??= startProgress(total);
        progress.update(done, `frame ${done} of ${total}`);
      },
      signal: interrupt.signal,
      serverUrl: server.url,
    });
    report(options, frames, seconds);
  } catch (error) {
    if (interrupt.signal.aborted) throw new Interrupted(`stopped; ${options.output} was not written`);
    throw error;
  } finally {
    progress?.stop();
    interrupt.release();
    await server.close();
  }
}

function report(options: RecordOptions, frames: number, seconds: number): void {
  const { output, size } = options;
  const text =
    options.json === true
      ? JSON.stringify({ file: output, ...size, fps: options.fps, frames, seconds })
      : `${output}: ${frames} frames, ${seconds.toFixed(1)} s`;
  process.stdout.write(`${text}\n`);
}
