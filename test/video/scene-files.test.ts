import { expect, test } from 'vitest';
import type { Host } from '../../src/host/types.ts';
import { UserError } from '../../src/model/error.ts';
import { hostOfFiles, keepAnswers } from '../../src/video/scene-files.ts';

const disk: Host = {
  name: 'node',
  readText: async (path) => {
    if (path === 'gone.yaml') throw new UserError('gone.yaml does not exist');
    return `text of ${path}`;
  },
  resolve: (file, path) => `${file} -> ${path}`,
  gpu: async () => null,
};

test('a page gets the same answers after a journey as JSON', async () => {
  const { host, files } = keepAnswers(disk);
  const joined = host.resolve('C:\\scenes\\a.yaml', '../b.yaml');
  const text = await host.readText(joined);
  const page = hostOfFiles(JSON.parse(JSON.stringify(files)));
  expect(page.resolve('C:\\scenes\\a.yaml', '../b.yaml')).toBe(joined);
  expect(await page.readText(joined)).toBe(text);
});

test('what Node did not read, the page cannot, and failures stay failures', async () => {
  const { host, files } = keepAnswers(disk);
  await expect(host.readText('gone.yaml')).rejects.toThrow(UserError);
  await expect(hostOfFiles(files).readText('gone.yaml')).rejects.toThrow(/gone\.yaml was not handed/);
  expect(() => hostOfFiles(files).resolve('a', 'b')).toThrow(/b was not handed/);
});
