/** What a failed command says and how it exits. */
import { CommanderError } from 'commander';
import { RunError, UserError } from '../index.ts';

export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/** A command that was stopped from outside and has cleaned up; `message` says how to go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One line for the user and the exit code; the stack only when the environment holds NIDUS_DEBUG=1. */
export function explain(error: unknown): { readonly line: string; readonly exitCode: number } {
  if (error instanceof CommanderError) return explainCommander(error);
  const debug = process.env.NIDUS_DEBUG === '1' && error instanceof Error ? `\n${error.stack}` : '';
  if (error instanceof UserError) return { line: oneLine(error.message) + debug, exitCode: EXIT.badInput };
  if (error instanceof RunError) return { line: oneLine(error.message) + debug, exitCode: EXIT.failed };
  if (error instanceof Interrupted) return { line: oneLine(error.message), exitCode: EXIT.interrupted };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const help = 'this is a mistake in nidus: please report it with the command and the output of NIDUS_DEBUG=1';
  return { line: oneLine(`${what} (${help})`) + debug, exitCode: EXIT.failed };
}

/** Help and version end a command by throwing as well. */
function explainCommander(error: CommanderError): { line: string; exitCode: number } {
  if (error.exitCode === 0) return { line: '', exitCode: EXIT.done };
  return { line: oneLine(error.message.replace(/^error: /, '')), exitCode: EXIT.badInput };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
