import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { UserError } from '../../src/model/error.ts';

const host = createNodeHost();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nidus-host-'));
  await writeFile(join(folder, 'good.yaml'), '\uFEFFtitle: grün\n');
  await writeFile(join(folder, 'empty.yaml'), '');
  await writeFile(join(folder, 'image.yaml'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]));
  await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x67, 0x72, 0xfc, 0x6e]));
  const large = await open(join(folder, 'large.csv'), 'w');
  await large.truncate(512e6 + 1); // sparse
  await large.close();
});
afterAll(() => rm(folder, { recursive: true }));

describe('node host', () => {
  it('reads UTF-8 and drops the byte order mark', async () => {
    expect(await host.readText(join(folder, 'good.yaml'))).toBe('title: grün\n');
  });

  it.each([
    ['missing.yaml', /missing.yaml does not exist/],
    ['good.yaml/inside', /does not exist/],
    ['.', /is a folder/],
    ['empty.yaml', /empty.yaml is empty/],
    ['image.yaml', /contains NUL bytes/],
    ['latin.yaml', /is not UTF-8 text/],
    ['large.csv', /large.csv has 513 MB; at most 512 MB/],
  ])('refuses %s in one line', async (name, message) => {
    const error = await host.readText(join(folder, name)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('\n');
  });

  it('resolves against the folder of the file that names the path', () => {
    expect(host.resolve('scenes/a.yaml', 'models/b.yaml')).toBe('scenes/models/b.yaml');
    expect(host.resolve('scenes/deep/a.yaml', '../b.yaml')).toBe('scenes/b.yaml');
    expect(host.resolve('scenes/a.yaml', '/data/b.csv')).toBe('/data/b.csv');
  });
});
