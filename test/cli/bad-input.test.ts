/** Every bad input is one line on standard error and exit code 2, and leaves files alone. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nidus, ROOT, SCENE, workplace } from './nidus.ts';

const { folder, path } = workplace();

async function refused(args: readonly string[], says: RegExp, exitCode = 2): Promise<void> {
  const { code, stdout, stderr } = await nidus(...args);
  expect(stderr).toMatch(/^nidus: [^\n]+\n$/);
  expect(stderr).toMatch(says);
  expect(stdout).toBe('');
  expect(code).toBe(exitCode);
}

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path(name), content);
  return path(name);
}

describe('a bad input', () => {
  it.each<[string, () => string[], RegExp]>([
    ['a missing scene', () => ['run', 'no/such.yaml'], /no\/such\.yaml does not exist/],
    ['an unknown name', () => ['run', 'dish-kil'], /did you mean dish-kill\?/],
    ['a folder', () => ['run', folder], /is a folder/],
    ['an empty scene', () => ['run', file('empty.yaml', '')], /empty\.yaml is empty/],
    ['a binary scene', () => ['run', file('binary.yaml', new Uint8Array([0, 1, 2, 255]))], /binary\.yaml is not text/],
    ['a list as scene', () => ['run', file('list.yaml', '- 1\n')], /list\.yaml/],
    ['a mistyped key', () => ['run', mistyped()], /mistyped\.yaml:\d+: .*did you mean lattice\?/],
    ['a negative time', () => ['run', SCENE, '--until', '-3d'], /--until .*-3d/],
    ['a time without unit', () => ['run', SCENE, '--until', '14'], /--until .*14/],
    ['a time of zero', () => ['run', SCENE, '--every', '0h'], /--every .*0h/],
    ['a length for a time', () => ['run', SCENE, '--every', '3 um'], /--every .*3 um/],
    ['a negative seed', () => ['run', SCENE, '--seed', '-1'], /--seed -1: give a whole number/],
    ['a fraction as seed', () => ['run', SCENE, '--seed', '1.5'], /--seed 1\.5/],
    [
      'an unknown backend',
      () => ['run', SCENE, '--backend', 'cuda'],
      /--backend cuda is not known; known: auto, cpu, hybrid, webgpu/,
    ],
    ['an unknown parameter', () => ['run', SCENE, '--set', 'EC5=1 nM'], /EC5.*did you mean EC50\?/],
    ['a setting without value', () => ['run', SCENE, '--set', 'EC50'], /--set EC50: give a parameter/],
    ['a setting in a wrong unit', () => ['run', SCENE, '--set', 'EC50=3 um'], /EC50.*um/],
    ['an unknown option', () => ['run', SCENE, '--utnil', '3d'], /unknown option '--utnil'.*--until/],
    ['an option without value', () => ['run', SCENE, '--until'], /--until <time>' argument missing/],
    ['a surplus argument', () => ['run', SCENE, 'other'], /too many arguments/],
    ['no scene', () => ['run'], /missing required argument 'scene'/],
    ['an unknown command', () => ['rnu', SCENE], /unknown command 'rnu'.*run/],
    ['a missing table', () => ['run', SCENE, '--tissue', 'no.csv'], /tissue|no\.csv/],
    ['resuming without a folder', () => ['run', SCENE, '--resume'], /--resume needs --out/],
    [
      'resuming from nothing',
      () => ['run', SCENE, '--resume', '--out', path('nothing')],
      /checkpoint\.nidus does not exist/,
    ],
    ['a file as folder', () => ['run', SCENE, '--out', file('taken', '')], /--out .*taken is not a folder/],
    ['a folder below a file', () => ['run', SCENE, '--out', join(file('taken', ''), 'x')], /--out .*is not a folder/],
    [
      'a folder nobody can make',
      () => ['run', SCENE, '--out', '/proc/nidus'],
      /--out \/proc\/nidus cannot be written to/,
    ],
    ['a folder in place of a file', () => ['run', SCENE, '--out', blocked()], /counts\.csv is a folder/],
    ['a video without a name', () => ['record', SCENE], /-o, --output <file>/],
    ['a video of no size', () => ['record', SCENE, '-o', 'x.mp4', '--size', '12'], /--size 12: give width x height/],
    ['a port that is none', () => ['serve', '--port', '99999'], /--port 99999: give a whole number from 0 to 65535/],
  ])('%s', async (_, args, says) => {
    await refused(args(), says);
  });

  it('shows the stack only when asked', async () => {
    expect((await nidus('run', 'no/such.yaml')).stderr).not.toContain(' at ');
  });
});

function mistyped(): string {
  cpSync(join(ROOT, 'test', 'fixtures', 'tiny-model.yaml'), path('tiny-model.yaml'));
  return file('mistyped.yaml', readFileSync(SCENE, 'utf8').replace('lattice:', 'latice:'));
}

function blocked(): string {
  mkdirSync(path('blocked/counts.csv'), { recursive: true });
  return path('blocked');
}

describe('a checkpoint', () => {
  const resume = (out: string, scene = SCENE, ...more: string[]) => ['run', scene, '--out', out, '--resume', ...more];

  async function finished(name: string): Promise<string> {
    const { code, stderr } = await nidus('run', SCENE, '--until', '2h', '--out', path(name));
    expect(code, stderr).toBe(0);
    return path(name);
  }

  it('that is truncated or empty is refused', async () => {
    const out = await finished('cut');
    truncateSync(`${out}/checkpoint.nidus`, 3000);
    await refused(resume(out), /checkpoint\.nidus: .*truncated/);
    truncateSync(`${out}/checkpoint.nidus`, 0);
    await refused(resume(out), /checkpoint\.nidus: /);
  });

  it('of another model, scene or seed is refused', async () => {
    const out = await finished('other');
    cpSync(join(ROOT, 'test', 'fixtures', 'tiny-model.yaml'), path('tiny-model.yaml'));
    const text = readFileSync(SCENE, 'utf8');
    await refused(resume(out, file('scene-2.yaml', text.replace('300 nM', '301 nM'))), /is of another scene, model/);
    await refused(resume(out, SCENE, '--seed', '9'), /is of another scene, model, seed/);
    const model = readFileSync(path('tiny-model.yaml'), 'utf8');
    file(
      'tiny-model.yaml',
      model.replace(/value: [\d.e+-]+/, (value) => `${value}1`),
    );
    await refused(resume(out, file('scene-3.yaml', text)), /is of another scene, model|needs to be from/);
  });

  it('of which run.json was damaged is refused', async () => {
    const out = await finished('damaged');
    writeFileSync(`${out}/run.json`, '{}');
    await refused(resume(out), /run\.json was not written by nidus run/);
  });

  it('beyond --until is refused', async () => {
    await refused(resume(await finished('beyond'), SCENE, '--until', '1h'), /--until .*already/);
  });
});

describe('a full disk', () => {
  it('leaves what was there and no halves', async ({ skip }) => {
    const out = tinyDisk();
    if (out === null) return skip('needs the right to mount a small disk');
    try {
      writeFileSync(join(out, 'run.json'), 'earlier');
      await refused(['run', SCENE, '--until', '2h', '--out', out], /the disk is full; nothing was changed/, 1);
      expect(readdirSync(out)).toEqual(['run.json']);
      expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe('earlier');
    } finally {
      execFileSync('umount', [out]);
    }
  });
});

/** A disk of 32 KB, or null where this user may not mount one. */
function tinyDisk(): string | null {
  const place = path('disk');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    return null;
  }
}
