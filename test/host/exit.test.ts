/** A Node process with WebGPU in it: it waits for what it awaits, and it ends. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** Steps in a fresh process, collecting garbage between steps. @returns its output; rejects when it fails or hangs */
async function stepInProcess(close: boolean, env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
  const code = `const { runnerImport } = await import('vite');
await runnerImport('./test/fixtures/gpu-step.ts', { configFile: false, logLevel: 'error' });`;
  const args = ['--expose-gc', '--input-type=module', '-e', code];
  const environment = { ...process.env, ...env, GPU_STEP_CLOSE: String(close) };
  return run(process.execPath, args, { timeout: 60_000, env: environment });
}

describe('a process with WebGPU', () => {
  it.each([true, false])(
    'steps, says so and ends with status 0 and a quiet standard error (closed: %s)',
    async (close) => {
      const { stdout, stderr } = await stepInProcess(close);
      expect(stdout).toBe('stepped true\n');
      expect(stderr).toBe('');
    },
  );

  it('fails with one line, not with a crash, when the driver it is told to use is not there', async () => {
    const error = await stepInProcess(true, { VK_ICD_FILENAMES: '/nowhere/driver.json' }).catch((e: unknown) => e);
    expect(String((error as { stderr?: string }).stderr)).toMatch(/RunError: backend webgpu: no WebGPU adapter found/);
    expect(error).toMatchObject({ code: 1, signal: null });
  });
});
