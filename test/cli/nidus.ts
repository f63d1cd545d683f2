/** Runs the built command line as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ensureReady } from '../../src/host/setup.mjs';

export const ROOT: string = join(import.meta.dirname, '..', '..');
export const SCENE: string = join(ROOT, 'test', 'fixtures', 'tiny-scene.yaml');
const CLI = join(ROOT, 'dist', 'node', 'cli.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `nidus` with these arguments, its output in pipes, no terminal. */
export function start(...args: string[]): Started {
  return startProgram(process.execPath, [CLI, ...args]);
}

/** Starts any program and gathers what it prints. */
export function startProgram(program: string, args: readonly string[], cwd = ROOT): Started {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 100_000 });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** What is on standard error besides the line a minute of a command that takes long. */
export function complaints(stderr: string): string {
  return stderr.replace(/^nidus: \d+ %.*\n/gm, '');
}

/** Runs `nidus` to its end. */
export function nidus(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

/** Builds what is missing before the tests of a file, and gives them a folder that is removed after them. */
export function workplace(): { readonly folder: string; path(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'nidus-test-'));
  beforeAll(() => ensureReady());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, path: (name) => join(folder, name) };
}
