import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunError, UserError } from '../../src/model/error.ts';
import { openPartFile } from '../../src/video/part-file.ts';

let folder: string;
let out: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nidus-part-'));
  out = join(folder, 'clip.mp4');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

test('pieces in any order make the file, which appears only at the end', async () => {
  const file = await openPartFile(out);
  await file.write(bytes('world'), 6);
  await file.write(bytes('hello '), 0);
  expect(existsSync(out)).toBe(false);
  await file.commit();
  await file.discard();
  expect(await readFile(out, 'utf8')).toBe('hello world');
  expect(existsSync(`${out}.part`)).toBe(false);
});

test('discarding leaves nothing, and an older file as it was', async () => {
  await writeFile(out, 'older');
  const file = await openPartFile(out);
  await file.write(bytes('new'), 0);
  await file.discard();
  await file.discard();
  expect(await readFile(out, 'utf8')).toBe('older');
  expect(existsSync(`${out}.part`)).toBe(false);
});

test('a missing folder is a UserError in one line', async () => {
  const lost = join(folder, 'no', 'clip.mp4');
  await expect(openPartFile(lost)).rejects.toThrow(
    new UserError(`${lost}: the folder does not exist; create it first`),
  );
});

test('a name that is taken by a folder fails at the end in one line and cleans up', async () => {
  await mkdir(join(out, 'inside'), { recursive: true });
  const file = await openPartFile(out);
  await expect(file.commit()).rejects.toThrow(RunError);
  expect(existsSync(`${out}.part`)).toBe(false);
});

test.skipIf(!existsSync('/dev/full'))('a full disk is told in one line', async () => {
  const { symlink } = await import('node:fs/promises');
  await symlink('/dev/full', `${out}.part`);
  const file = await openPartFile(out);
  await expect(file.write(bytes('x'), 0)).rejects.toThrow(
    new RunError(`${out}: the disk is full; free some space or choose another folder`),
  );
  await file.discard();
});
