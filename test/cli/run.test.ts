/** `nidus run` from outside: results, files, stopping and going on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { csvParse } from 'd3-dsv';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/cli/failure.ts';
import { runToEnd } from '../../src/cli/run-session.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { createSimulation } from '../../src/index.ts';
import { nidus, SCENE, start, workplace } from './nidus.ts';

const KEYS = [
  'scene',
  'model_hash',
  'seed',
  'version',
  'backend',
  'adapter',
  'ticks',
  'time_h',
  'wall_s',
  'state_hash',
];
const FILES = ['cells.csv', 'checkpoint.nidus', 'counts.csv', 'run.json'];
const { path } = workplace();

async function runJson(...args: string[]) {
  const { code, stdout, stderr } = await nidus('run', ...args, '--backend', 'cpu', '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** A run that is stopped on the way: by a signal a moment after it made its folder, from when on it listens. */
async function stopped(signal: NodeJS.Signals, out: string, ...args: string[]) {
  const run = start('run', ...args, '--out', out);
  while (!existsSync(out) && run.child.exitCode === null) await setTimeout(20);
  await setTimeout(1_500);
  run.child.kill(signal);
  return run.ended;
}

describe('nidus run', () => {
  it('prints exactly one object with the promised keys', async () => {
    const report = await runJson(SCENE, '--until', '12h');
    expect(Object.keys(report)).toEqual([...KEYS, 'counts', 'measures', 'tissue', 'warnings']);
    expect(report).toMatchObject({
      scene: SCENE,
      seed: 7,
      backend: 'cpu',
      adapter: null,
      ticks: 24,
      time_h: 12,
      tissue: null,
    });
    expect(report.state_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(report.counts)).toContain('cancer.resistant');
    expect(Object.values(report.counts).every(Number.isInteger)).toBe(true);
    expect(Object.keys(report.measures)).toEqual(['viable', 'cycled_lineages']);
  });

  it('gives the same bytes for the same seed, others for another seed or parameter', async () => {
    const hash = async (...args: string[]) => (await runJson(SCENE, '--until', '12h', ...args)).state_hash;
    const [first, again, seeded, set] = await Promise.all([
      hash(),
      hash(),
      hash('--seed', '8'),
      hash('--set', 'EC50=80 nM'),
    ]);
    expect(again).toBe(first);
    expect(seeded).not.toBe(first);
    expect(set).not.toBe(first);
  });

  it('writes its files, with a row per --every', async () => {
    const out = path('files');
    const { code, stdout } = await nidus('run', SCENE, '--until', '1d', '--every', '4h', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toContain('Tiny scene');
    expect(readdirSync(out).sort()).toEqual(FILES);
    const counts = csvParse(readFileSync(`${out}/counts.csv`, 'utf8'));
    expect(counts.map((row) => Number(row.time_h))).toEqual([0, 4, 8, 12, 16, 20, 24]);
    const run = JSON.parse(readFileSync(`${out}/run.json`, 'utf8'));
    expect(run).toMatchObject({ status: 'done', seed: 7, time_h: 24 });
    expect(Number(counts.at(-1)!['cancer.dtp'])).toBe(run.counts['cancer.dtp']);
    const cells = csvParse(readFileSync(`${out}/cells.csv`, 'utf8'));
    expect(cells.columns.slice(0, 5)).toEqual(['x_um', 'y_um', 'kind', 'state', 'barcode']);
    expect(cells.length).toBe(Object.values<number>(run.counts).reduce((a, b) => a + b, 0));
  });

  it('goes on from a finished run to a later end as if it had never stopped', async () => {
    const [out, whole] = [path('later'), path('whole')];
    await runJson(SCENE, '--seed', '3', '--until', '10h', '--every', '3h', '--out', out);
    const resumed = await runJson(SCENE, '--until', '30h', '--out', out, '--resume');
    const straight = await runJson(SCENE, '--seed', '3', '--until', '30h', '--every', '3h', '--out', whole);
    expect(resumed.state_hash).toBe(straight.state_hash);
    expect(resumed.measures).toEqual(straight.measures);
    for (const file of ['counts.csv', 'cells.csv']) {
      expect(readFileSync(`${out}/${file}`, 'utf8')).toBe(readFileSync(`${whole}/${file}`, 'utf8'));
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly at %s and goes on to the same end', async (signal) => {
    const [out, whole] = [path(signal), path(`${signal}-whole`)];
    const end = await stopped(signal, out, SCENE, '--until', '400d', '--every', '1d');
    expect(end.code, end.stderr).toBe(130);
    expect(end.stdout).toBe('');
    expect(end.stderr.trim().split('\n').at(-1)).toMatch(/^nidus: stopped at .* continue with: nidus run .* --resume$/);
    expect(readdirSync(out).sort()).toEqual(FILES);
    const { time_h, status } = JSON.parse(readFileSync(`${out}/run.json`, 'utf8'));
    expect(status).toBe('stopped');
    const until = `${Math.ceil(time_h) + 36}h`;
    const [resumed, straight] = await Promise.all([
      runJson(SCENE, '--until', until, '--out', out, '--resume'),
      runJson(SCENE, '--until', until, '--every', '1d', '--out', whole),
    ]);
    expect(resumed.state_hash).toBe(straight.state_hash);
    expect(readFileSync(`${out}/counts.csv`, 'utf8')).toBe(readFileSync(`${whole}/counts.csv`, 'utf8'));
  });

  it('says how to be able to go on when there is no --out', async () => {
    const host = createNodeHost();
    const sim = await createSimulation(SCENE, { backend: 'cpu', host });
    const settings = { seed: null, set: {}, tissue: null, until_h: 48, every_h: 6 };
    const plan = { sim, scene: SCENE, out: null, settings, lines: [], spent: 0 };
    const stop = runToEnd(plan, AbortSignal.abort());
    await expect(stop).rejects.toThrow(Interrupted);
    await expect(stop).rejects.toThrow(/stopped at 0 h; nothing was written; with --out/);
    sim.destroy();
    host.close();
  });
});
