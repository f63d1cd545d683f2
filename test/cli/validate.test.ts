/** `nidus validate` from outside: verdicts, exit codes, kept runs, report, sensitivity. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nidus, ROOT, start, workplace } from './nidus.ts';

const { folder, path } = workplace();
cpSync(join(ROOT, 'test', 'fixtures', 'tiny-model.yaml'), path('tiny-model.yaml'));

function scene(name: string, most = '100 %', until = '12 h'): string {
  writeFileSync(
    path(name),
    `nidus: 1
title: Tiny
model: tiny-model.yaml
lattice: { width: 16, height: 16, mixing: dish }
until: ${until}
tissue: { generator: dish, cells: { cancer.sensitive: 0.5 } }
dosing: [{ field: tki, hold: 300 nM }]
measures: { viable: count(cancer) / start(cancer) }
experiment:
  id: V99
  mechanisms: [M01, M02]
  claim: A claim that is long enough to be broken into several lines, because a table of a hundred columns has no room for all of it.
  source: "doi:10.1000/x [assumption]"
  replicates: 3
  outcomes:
    - { about: "viable at the end", value: "at(viable)", expected: { max: ${most} } }
`,
  );
  return path(name);
}

const validate = (...args: string[]) => nidus('validate', '--cache', join(folder, 'kept'), ...args);

describe('nidus validate', () => {
  it('prints one object with the promised keys, and exits 0 when all pass', async () => {
    const { code, stdout, stderr } = await validate(scene('good.yaml'), '--json');
    expect(code, stderr).toBe(0);
    const { passed, failed, rows } = JSON.parse(stdout);
    expect([passed, failed, rows.length]).toEqual([1, 0, 1]);
    expect(rows[0]).toMatchObject({ id: 'V99', verdict: 'pass', source: 'doi:10.1000/x [assumption]' });
    expect(rows[0].expected).toBe('viable at the end: at most 100 %');
    expect(rows[0].observed).toMatch(/^viable at the end: \d+\.\d+ ± \d+\.\d+ %$/);
    expect(rows[0].seconds).toBeGreaterThan(0);
  });

  it('says in 100 columns what failed, with its numbers, and exits 1', async () => {
    const { code, stdout } = await validate(scene('bad.yaml', '0 %'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/V99 +FAIL +A claim/);
    expect(stdout).toMatch(/viable at the end +at most 0 % +\d.* ± .* % +fail/);
    expect(stdout).toMatch(/0 passed, 1 failed\n$/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('keeps its runs, whatever is expected of them; other seeds are other runs', async () => {
    const seconds = async (...args: string[]) => JSON.parse((await validate(...args, '--json')).stdout).rows[0].seconds;
    const before = await seconds(scene('good.yaml'));
    const runs = readdirSync(path('kept')).length;
    expect(await seconds(scene('other.yaml', '50 %'))).toBe(before);
    expect(readdirSync(path('kept'))).toHaveLength(runs);
    await seconds(scene('good.yaml'), '--seed-offset', '1000');
    expect(readdirSync(path('kept'))).toHaveLength(runs + 3);
  });

  it('goes on after it was stopped', async () => {
    const long = scene('long.yaml', '100 %', '4000 d');
    const run = start('validate', '--cache', path('stopped'), '--jobs', '1', long);
    setTimeout(() => run.child.kill('SIGINT'), 4_000);
    const { code, stderr, stdout } = await run.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/^nidus: stopped; \d of 3 runs are kept in .*: the same command goes on from there\n$/);
  });

  it('writes a report that stands alone', async () => {
    const { code } = await validate(scene('good.yaml'), '--report', path('report'));
    expect(code).toBe(0);
    expect(readFileSync(path('report/report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*1 of 1 experiments pass/);
  });

  it('varies what is assumed, one at a time', async () => {
    const { stdout } = await validate(scene('good.yaml'), '--vary', '2', '--json');
    const { sensitivity } = JSON.parse(stdout);
    expect(sensitivity.length).toBeGreaterThan(0);
    expect(sensitivity[0]).toMatchObject({ id: 'V99', factor: 2, before: 'pass' });
  });

  it.each<[string, string[], RegExp]>([
    [
      'an unknown id',
      ['--only', 'V98'],
      /--only V98 is neither an experiment nor a mechanism of one; did you mean V99\?/,
    ],
    ['no id', ['--only', ','], /--only ,: give ids/],
    ['a factor of 1', ['--vary', '1'], /--vary 1: give factors above 0/],
    ['a seed offset below 0', ['--seed-offset', '-1'], /--seed-offset -1: give a whole number/],
  ])('refuses %s', async (_, args, says) => {
    const { code, stdout, stderr } = await validate(scene('good.yaml'), ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  it('refuses a scene that makes no claim, and the same id twice', async () => {
    const none = await validate('scenes/dish-kill.yaml');
    expect(none.stderr).toMatch(/has no experiment: block/);
    const twice = await validate(scene('good.yaml'), scene('again.yaml'));
    expect(twice.stderr).toMatch(/again\.yaml: experiment\.id V99 is already that of .*good\.yaml/);
    expect([none.code, twice.code]).toEqual([2, 2]);
  });
});
