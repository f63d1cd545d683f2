import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { RunError, UserError } from '../../src/model/error.ts';
import { type RecordOptions, recordVideo } from '../../src/video/record-node.ts';
import { browserPath, openTestPage, serveBuilt, type TestPage } from './browser.ts';
import type { Decoded } from './page/main.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

let opened: TestPage;
let folder: string;
let usual: RecordOptions;

beforeAll(async () => {
  opened = await openTestPage();
});

afterAll(async () => {
  await opened?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The scene lies outside of what is served, as a user's may. */
beforeEach(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'nidus-record-'));
  for (const name of ['tiny-scene.yaml', 'tiny-model.yaml']) await cp(join(FIXTURES, name), join(folder, name));
  usual = {
    scene: join(folder, 'tiny-scene.yaml'),
    out: join(folder, 'clip.mp4'),
    width: 320,
    height: 180,
    fps: 12,
    every_h: 1,
    until_h: 23,
    backend: 'cpu',
    host: createNodeHost(),
    browser: browserPath(),
    serverUrl: opened.url,
  };
});

const leftovers = async () => (await readdir(folder)).filter((name) => !name.endsWith('.yaml'));

/** Processes that this one started. */
function children(): number {
  const listed = spawnSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return listed.stdout.trim().split('\n').length;
}

async function decode(file: string): Promise<Decoded> {
  const bytes = await readFile(file);
  return (await opened.page.evaluate(`decodeFile(${JSON.stringify(bytes.toString('base64'))})`)) as Decoded;
}

describe('recordVideo', () => {
  test.each(['clip.mp4', 'clip.webm'])('%s: every frame asked for, each different, on time', async (name) => {
    const progress: string[] = [];
    const out = join(folder, name);
    const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`);
    const recorded = await recordVideo({ ...usual, out, onProgress });
    expect(recorded).toMatchObject({ frames: 24, seconds: 2, backend: 'cpu' });
    expect(progress.at(-1)).toBe('24/24');
    expect(await leftovers()).toEqual([name]);
    const { duration, timestamps, sizes, hashes } = await decode(out);
    expect(hashes.length).toBe(24);
    expect(new Set(hashes).size).toBe(24);
    expect(new Set(sizes)).toEqual(new Set(['320x180']));
    timestamps.forEach((t, i) => {
      expect(Math.abs(t - i / 12)).toBeLessThan(0.001);
    });
    expect(duration).toBeCloseTo(2, 2);
  });

  test('the same scene and seed give the same pictures; another seed, layer or parameter gives others', async () => {
    const record = async (name: string, change: Partial<RecordOptions>) => {
      const out = join(folder, name);
      await recordVideo({ ...usual, until_h: 1, ...change, out });
      return (await decode(out)).hashes;
    };
    const first = await record('a.mp4', {});
    expect(await record('b.mp4', {})).toEqual(first);
    expect(await record('c.mp4', { seed: 8 })).not.toEqual(first);
    expect(await record('d.mp4', { layer: 'states' })).not.toEqual(first);
    expect(await record('e.mp4', { set: { a_max: '400 mmHg/h' } })).not.toEqual(first);
  });

  test('the built explorer is the recording page', async () => {
    const explorer = await serveBuilt('');
    try {
      const recorded = await recordVideo({ ...usual, until_h: 2, serverUrl: explorer.url });
      expect(recorded).toMatchObject({ frames: 3, backend: 'cpu', adapter: null });
      expect((await decode(usual.out)).hashes.length).toBe(3);
    } finally {
      await explorer.close();
    }
  });

  test('the fields can be solved by WebGPU in the page', async () => {
    const recorded = await recordVideo({ ...usual, until_h: 1, backend: 'webgpu' });
    expect(recorded).toMatchObject({ frames: 2, backend: 'webgpu', adapter: expect.any(String) });
  });

  test('cancelling leaves no file and no browser', async () => {
    const before = children();
    const abort = new AbortController();
    const onProgress = (done: number) => done === 3 && abort.abort();
    const recording = recordVideo({ ...usual, until_h: 2000, onProgress, signal: abort.signal });
    await expect(recording).rejects.toThrow(new RunError('the recording was cancelled; no video was written'));
    expect(await leftovers()).toEqual([]);
    expect(children()).toBe(before);
  });

  test.each<[string, Partial<RecordOptions>, RegExp]>([
    ['odd size', { width: 321 }, /^size 321x180: H\.264 needs even numbers; the nearest size is 322x180/],
    ['unknown ending', { out: '/tmp/clip.gif' }, /^\/tmp\/clip\.gif: the name ends in \.gif; it must end in \.mp4/],
    ['missing folder', { out: '/no/such/clip.mp4' }, /^\/no\/such\/clip\.mp4: the folder does not exist/],
    ['uneven frames', { every_h: 0.7 }, /^time between frames: 42 min is not a whole number of ticks of 30 min/],
    ['unknown layer', { layer: 'oxigen' }, /^layer oxigen is not known; did you mean oxygen\?$/],
    ['missing scene', { scene: '/no/scene.yaml' }, /^\/no\/scene\.yaml .*does not exist/],
    ['bad parameter', { set: { EC5O: '1 nM' } }, /EC5O.*did you mean EC50/],
  ])('%s: one line, before any browser starts', async (_, change, message) => {
    const wrong = recordVideo({ ...usual, ...change, browser: '/no/browser' });
    await expect(wrong).rejects.toThrow(UserError);
    await expect(wrong).rejects.toThrow(message);
    await expect(wrong).rejects.not.toThrow(/\n/);
    expect(await leftovers()).toEqual([]);
  });

  test.each<[string, Partial<RecordOptions>, RegExp]>([
    ['no browser', { browser: '/no/browser' }, /^the browser \/no\/browser does not start .*NIDUS_CHROME/],
    ['no server', { serverUrl: 'http://127.0.0.1:9/' }, /^the recording page .* does not open/],
  ])('%s: one line, and nothing left', async (_, change, message) => {
    const failing = recordVideo({ ...usual, ...change });
    await expect(failing).rejects.toThrow(RunError);
    await expect(failing).rejects.toThrow(message);
    expect(await leftovers()).toEqual([]);
  });

  test.skipIf(spawnSync('ffprobe', ['-version']).status !== 0)('ffprobe agrees on frames, rate and codec', async () => {
    await recordVideo({ ...usual, until_h: 11 });
    const args = ['-v', 'error', '-count_frames', '-of', 'json', '-show_streams', usual.out];
    const probed = spawnSync('ffprobe', args, { encoding: 'utf8' });
    expect(probed.stderr).toBe('');
    expect(JSON.parse(probed.stdout).streams).toMatchObject([
      { codec_name: 'h264', width: 320, height: 180, nb_read_frames: '12', r_frame_rate: '12/1', duration: '1.000000' },
    ]);
  });
});
