/** Texts given on the command line to values; every refusal is one line that says what is allowed. */
import { type Command, Option } from 'commander';
import { type BackendName, parseDuration, UserError } from '../index.ts';

const BACKENDS = ['auto', 'cpu', 'hybrid', 'webgpu'] as const;
const LARGEST_SEED = 2 ** 32 - 1;

/** A parser of the option `name` for commander. */
type Parser<T> = (text: string) => T;

/** What `run` and `record` share. */
export interface SimulationChoices {
  /** h */
  readonly until?: number;
  readonly seed?: number;
  readonly tissue?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly backend: BackendName | 'auto';
}

/** Adds the scene and the options that decide how it is simulated. */
export function addSimulationOptions(command: Command): Command {
  return command
    .argument('<scene>', 'scene file, or the name of a scene that comes with nidus')
    .option('--until <time>', 'simulated time to stop at, e.g. 14d; the scene says by default', duration('--until'))
    .option('--seed <number>', 'seed of the random numbers; the scene says by default', parseSeed)
    .option('--tissue <file>', 'table of cells to start from')
    .addOption(
      new Option('--set <name=value>', 'value of a parameter; may be repeated')
        .argParser(collectSetting)
        .default({}, 'none'),
    )
    .option('--backend <name>', BACKENDS.join(', '), parseBackend, 'auto');
}

/** `14d`, `6 h`, `30min` → hours. @throws UserError unless it is a time above 0. */
export function duration(name: string): Parser<number> {
  return (text) => {
    try {
      return parseDuration(text);
    } catch (error) {
      throw error instanceof UserError ? new UserError(`${name} ${error.message}`) : error;
    }
  };
}

/** A whole number from `least` to `most`. @throws UserError */
export function wholeNumber(name: string, least: number, most: number): Parser<number> {
  return (text) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UserError(`${name} ${text}: give a whole number from ${least} to ${most}`);
  };
}

/** @throws UserError */
export const parseSeed: Parser<number> = wholeNumber('--seed', 0, LARGEST_SEED);

/** @throws UserError */
export const parsePort: Parser<number> = wholeNumber('--port', 0, 65535);

/** @throws UserError */
export function parseBackend(text: string): BackendName | 'auto' {
  const backend = BACKENDS.find((name) => name === text);
  if (backend === undefined) throw new UserError(`--backend ${text} is not known; known: ${BACKENDS.join(', ')}`);
  return backend;
}

/** `1280x720` → pixels. @throws UserError */
export function parseSize(text: string): { width: number; height: number } {
  const parts = /^(\d{1,5})x(\d{1,5})$/i.exec(text.trim());
  if (parts === null) throw new UserError(`--size ${text}: give width x height in pixels, e.g. 1280x720`);
  return { width: Number(parts[1]), height: Number(parts[2]) };
}

/** Gathers `--set name=value` over its repetitions. The last one of a name wins. @throws UserError */
export function collectSetting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  if (at < 1 || name === '' || value === '') {
    throw new UserError(`--set ${text}: give a parameter's name and value, e.g. --set 'EC50=20 nM'`);
  }
  return { ...before, [name]: value };
}
