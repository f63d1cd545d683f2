/** The `nidus` command: which commands there are, and how every failure ends. */
import { Command } from 'commander';
import { VERSION } from '../index.ts';
import { addBench } from './bench.ts';
import { EXIT, explain } from './failure.ts';
import { addRecord } from './record.ts';
import { addRun } from './run.ts';
import { addScenes } from './scenes.ts';
import { addServe } from './serve.ts';
import { addValidate } from './validate.ts';

const COMMANDS = [addRun, addRecord, addBench, addScenes, addServe, addValidate];

function createProgram(): Command {
  const program = new Command('nidus')
    .description('GPU simulator and visual explorer of the tumour microenvironment')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError();
  for (const add of COMMANDS) add(program);
  return program;
}

async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', endWhenNobodyReads);
  const program = createProgram();
  if (args.length === 0) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const { line, exitCode } = explain(error);
    if (line !== '') process.stderr.write(`nidus: ${line}\n`);
    process.exitCode = exitCode;
  }
}

/** `nidus … | head` closes our output; that is no failure. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
}

await main(process.argv.slice(2));
