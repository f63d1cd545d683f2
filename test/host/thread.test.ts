/** Threads that the Node host starts: answers, failures, and the end of the process. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { RunError } from '../../src/model/error.ts';

const start = (script: string) => createNodeHost().startThread!(script)!;
const TWICE = 'port.onmessage = ({ data }) => port.postMessage(2 * data);';

describe('a thread', () => {
  it('answers, one question after the other', async () => {
    const thread = start(TWICE);
    expect(await thread.ask(3)).toBe(6);
    expect(await thread.ask(4)).toBe(8);
    thread.stop();
  });

  it('keeps what it was sent without a question, and shares memory', async () => {
    const thread = start(
      'let shared; port.onmessage = ({ data }) => { if (shared) port.postMessage(shared.fill(data)[1]); else shared = data; };',
    );
    const shared = new Float32Array(new SharedArrayBuffer(8));
    thread.post(shared);
    expect(await thread.ask(5)).toBe(5);
    expect([...shared]).toEqual([5, 5]);
    thread.stop();
  });

  it('that throws rejects who waits, and who asks later', async () => {
    const thread = start("port.onmessage = () => { throw new Error('out of order'); };");
    const failure = new RunError('a thread of the simulation failed: out of order');
    await expect(thread.ask(1)).rejects.toThrow(failure);
    await expect(thread.ask(2)).rejects.toThrow(failure);
  });

  it('that does not compile or ends by itself rejects too', async () => {
    await expect(start('this is not a script').ask(1)).rejects.toThrow(/^a thread of the simulation failed: /);
    await expect(start('port.onmessage = () => process.exit();').ask(1)).rejects.toThrow('failed: it ended');
  });

  it('that is stopped rejects who waits', async () => {
    const thread = start('port.onmessage = () => {};');
    const asked = thread.ask(1);
    thread.stop();
    await expect(asked).rejects.toThrow(new RunError('a thread of the simulation failed: it was stopped'));
  });

  it('keeps the process alive while it is asked, and only then', async () => {
    const code = `const { runnerImport } = await import('vite');
const { module } = await runnerImport('./src/host/node.ts', { configFile: false, logLevel: 'error' });
const slow = 'port.onmessage = ({ data }) => setTimeout(() => port.postMessage(2 * data), 300);';
console.log(await module.createNodeHost().startThread(slow).ask(21));`;
    const ended = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { timeout: 60_000 });
    expect(ended).toEqual({ stdout: '42\n', stderr: '' });
  });
});
