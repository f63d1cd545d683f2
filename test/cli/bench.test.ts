/** `nidus bench` as a user runs it, at tiny sizes. */
import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../../bench/report.ts';
import { complaints, nidus, workplace } from './nidus.ts';

workplace();

const CONTRACT = [
  'name',
  'width',
  'height',
  'median_ms',
  'min_ms',
  'max_ms',
  'ns_per_site',
  'bytes_per_site',
  'gbps',
  'percent_of_copy',
  'max_rel_error',
];

async function measured(...args: string[]): Promise<BenchReport> {
  const { code, stdout, stderr } = await nidus('bench', ...args, '--json');
  expect(complaints(stderr)).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const namesOf = ({ cases }: BenchReport) => cases.map(({ name, width }) => `${name} ${width}`);

describe('nidus bench', () => {
  it('measures the CPU backend, every case with figures', async () => {
    const report = await measured('--backend', 'cpu', '--sizes', '16,24');
    expect(report).toMatchObject({ adapter: null, backend: 'cpu', software: false, browser: null, skipped: [] });
    expect(report.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(Date.parse(report.date)).toBeGreaterThan(0);
    expect(report.commit).toMatch(/^[0-9a-f]{12}\+?$/);
    const each = ['field-step', 'exchange', 'fate', 'matrix', 'divide', 'move', 'tick', 'view'];
    const wanted = [16, 24].flatMap((side) => each.map((name) => `${name} ${side}`));
    expect(namesOf(report)).toEqual(['copy-command 1024', ...wanted]);
    for (const one of report.cases) {
      for (const key of CONTRACT) expect(one[key], `${one.name}.${key}`).not.toBeNull();
      expect(one.percent_of_copy, one.name).toBeGreaterThan(0);
    }
    expect(report.copy_gbps).toBe(report.cases[0]!.gbps);
  });

  it('measures a software adapter where there is no other, and calls it that', async () => {
    const report = await measured('--sizes', '16', '--only', 'assemble,residual');
    expect(report).toMatchObject({ backend: 'webgpu', software: true, adapter: expect.stringMatching(/SwiftShader/) });
    expect(report.driver).toMatch(/swiftshader/i);
    expect(namesOf(report).slice(2)).toEqual(['assemble 16', 'residual 16']);
    expect(report.copy_gbps).toBe(Math.max(report.copy.command_gbps!, report.copy.kernel_gbps!));
  });

  it('measures fields on the device beside cells in TypeScript', async () => {
    const report = await measured('--backend', 'hybrid', '--sizes', '16', '--only', 'field-step');
    expect(report.backend).toBe('hybrid');
    expect(namesOf(report).slice(2)).toEqual(['field-step 16']);
  });

  it('prints a table for people', async () => {
    const { code, stdout } = await nidus('bench', '--backend', 'cpu', '--sizes', '16', '--only', 'exchange,tick');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cpu backend on /);
    expect(stdout).toMatch(/100 % of copy is [\d.]+ GB\/s/);
    expect(stdout).toMatch(/^exchange +16 x 16 /m);
    expect(stdout).toMatch(/cells\/s/);
  });

  it.each([
    [['--backend', 'auto'], /--backend auto is not known; known: cpu, hybrid, webgpu/],
    [['--sizes', '256,big'], /--sizes big: give a whole number from 8 to 4096/],
    [['--sizes', '8192'], /--sizes 8192: give a whole number from 8 to 4096/],
    [['--sizes', ''], /--sizes : give a whole number/],
    [['--only', ','], /--only ,: give names of cases/],
    [['--backend', 'cpu', '--only', 'tikc'], /case tikc is not known; did you mean tick\?/],
    [['scene.yaml'], /too many arguments/],
  ])('refuses %j in one line', async (args, says) => {
    const { code, stdout, stderr } = await nidus('bench', ...args);
    expect(stderr).toMatch(/^nidus: [^\n]+\n$/);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
