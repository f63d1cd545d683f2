/** `nidus record`: checks the options, serves the explorer, hands over to the recorder. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CHROME_HINT, findChrome } from '../host/chrome.mjs';
import { createNodeHost } from '../host/node.ts';
import { RunError, UserError } from '../index.ts';
import { recordVideo } from '../video/record-node.ts';
import { Interrupted } from './failure.ts';
import { isFolder } from './files.ts';
import { addSimulationOptions, duration, parseSize, type SimulationChoices, wholeNumber } from './options.ts';
import { type Progress, startProgress } from './progress.ts';
import { findScene } from './scenes.ts';
import { startServer } from './serve.ts';
import { onInterrupt } from './signals.ts';

interface RecordOptions extends SimulationChoices {
  readonly output: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly fps: number;
  readonly every?: number;
  readonly layer?: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function addRecord(program: Command): void {
  const command = program.command('record').description('simulate a scene and write it as a video');
  addSimulationOptions(command)
    .requiredOption('-o, --output <file>', 'video to write: .mp4 or .webm')
    .addOption(
      new Option('--size <pixels>', 'width x height')
        .argParser(parseSize)
        .default({ width: 1280, height: 720 }, '1280x720'),
    )
    .option('--fps <number>', 'frames per second', wholeNumber('--fps', 1, 120), 30)
    .option('--every <time>', 'simulated time from one frame to the next (default: 1 h)', duration('--every'))
    .option('--layer <name>', 'what to draw: states, a field, a matrix variable or a trait')
    .option('--json', 'print one JSON object')
    .action(record);
}

async function record(given: string, options: RecordOptions): Promise<void> {
  const scene = await findScene(given);
  const { output: out, backend, set, fps, size } = options;
  if (await isFolder(out)) throw new UserError(`-o ${out} is a folder; give the name of a file`);
  const browser = findChrome();
  if (browser === null) throw new RunError(`recording needs a browser and none was found; ${CHROME_HINT}`);
  const interrupt = onInterrupt();
  const server = await startServer({ port: 0 });
  const host = createNodeHost();
  let progress: Progress | null = null;
  const onProgress = (done: number, total: number) => {
    progress ??= startProgress(total);
    progress.update(done, `frame ${done} of ${total}`);
  };
  try {
    const { signal } = interrupt;
    const given = { scene, out, ...size, fps, backend, set, ...chosen(options) };
    const recorded = await recordVideo({ ...given, host, browser, serverUrl: server.url, onProgress, signal });
    for (const warning of recorded.warnings) process.stderr.write(`nidus: warning: ${warning}\n`);
    report(options, recorded.frames, recorded.seconds);
  } catch (error) {
    if (interrupt.signal.aborted) throw new Interrupted(`stopped; ${out} was not written`);
    throw error;
  } finally {
    (progress as Progress | null)?.stop();
    interrupt.release();
    host.close();
    await server.close();
  }
}

/** The options that the scene answers when they are not given. */
function chosen({ every, until, layer, seed, tissue }: RecordOptions) {
  return {
    ...(every === undefined ? {} : { every_h: every }),
    ...(until === undefined ? {} : { until_h: until }),
    ...(layer === undefined ? {} : { layer }),
    ...(seed === undefined ? {} : { seed }),
    ...(tissue === undefined ? {} : { tissue: resolve(tissue) }),
  };
}

function report(options: RecordOptions, frames: number, seconds: number): void {
  const { output, size } = options;
  const text =
    options.json === true
      ? JSON.stringify({ file: output, ...size, fps: options.fps, frames, seconds })
      : `${output}: ${frames} frames, ${seconds.toFixed(1)} s`;
  process.stdout.write(`${text}\n`);
}
