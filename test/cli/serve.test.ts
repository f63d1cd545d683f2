/** The explorer's server, in this process and as a command. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/cli/serve.ts';
import { nidus, ROOT, start, workplace } from './nidus.ts';

const { folder, path } = workplace();

describe('startServer', () => {
  let server: RunningServer;
  beforeAll(async () => {
    mkdirSync(path('explorer'));
    mkdirSync(path('scenes/models'), { recursive: true });
    writeFileSync(path('explorer/index.html'), '<title>Nidus</title>');
    writeFileSync(path('explorer/app.js'), '');
    writeFileSync(path('scenes/b.yaml'), 'nidus: 1\ntitle: B\nquestion: why?\n');
    writeFileSync(path('scenes/a.yaml'), 'nidus: 1\ntitle: A\nextends: b.yaml\n');
    writeFileSync(path('scenes/broken.yaml'), 'title: [');
    writeFileSync(path('scenes/models/m.yaml'), 'title: model\n');
    writeFileSync(path('secret.txt'), 'secret');
    server = await startServer({ port: 0, explorer: path('explorer'), scenes: path('scenes') });
  });
  afterAll(() => server.close());

  it.each([
    ['', 'text/html;charset=utf-8'],
    ['app.js', 'text/javascript'],
    ['scenes/b.yaml', 'text/yaml; charset=utf-8'],
    ['scenes/models/m.yaml', 'text/yaml; charset=utf-8'],
    ['scenes/index.json', 'application/json; charset=utf-8'],
  ])('serves /%s as %s, isolated', async (name, type) => {
    const answer = await fetch(server.url + name);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('lists scenes, broken ones too', async () => {
    expect(await (await fetch(`${server.url}scenes/index.json`)).json()).toEqual([
      { file: 'a.yaml', title: 'A', question: 'why?', about: '' },
      { file: 'b.yaml', title: 'B', question: 'why?', about: '' },
      { file: 'broken.yaml', title: '', question: '', about: '' },
    ]);
  });

  it('shows an edited scene at once', async () => {
    writeFileSync(path('scenes/b.yaml'), 'nidus: 1\ntitle: B2\n');
    expect(await (await fetch(`${server.url}scenes/b.yaml`)).text()).toContain('B2');
  });

  it.each([
    'nothing.js',
    'scenes/nothing.yaml',
    '../secret.txt',
    'scenes/../../secret.txt',
    'scenes/%2e%2e/secret.txt',
  ])('does not serve /%s', async (name) => {
    expect(await rawStatus(server.url, `/${name}`)).toBe(404);
  });

  it('takes no other method', async () => {
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  });

  it('listens on the loopback interface only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
    if (outside === undefined) return;
    const url = new URL(server.url);
    url.hostname = outside.address;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('takes the next port when one is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const second = await startServer({ port, explorer: path('explorer'), scenes: folder });
    expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
    await second.close();
    blocker.close();
  });

  it('says what to do when there is no explorer', async () => {
    await expect(startServer({ explorer: path('nowhere') })).rejects.toThrow('npm run build');
  });
});

describe('nidus serve', () => {
  it('prints one line and ends cleanly at Ctrl-C', async () => {
    const { child, ended } = start('serve', '--port', '0');
    const line = await new Promise<string>((resolve) => child.stdout!.once('data', (data) => resolve(String(data))));
    expect(line).toMatch(/^Nidus explorer: http:\/\/localhost:\d+\/\n$/);
    expect((await fetch(line.trim().split(' ').at(-1)!)).status).toBe(200);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stdout).toBe(line);
    expect(stderr).toBe('');
  });
});

describe('nidus scenes', () => {
  it('lists every scene of the package on a line of its own', async () => {
    const { scenes } = JSON.parse((await nidus('scenes', '--json')).stdout);
    expect(scenes.length).toBeGreaterThan(0);
    const lines = (await nidus('scenes')).stdout.trim().split('\n');
    expect(lines.length).toBe(scenes.length);
    for (const [index, { path: scene, title }] of scenes.entries()) {
      expect(lines[index]).toContain(scene);
      expect(lines[index]).toContain(title);
      expect(join(ROOT, scene)).toMatch(/scenes\/[\w-]+\.yaml$/);
    }
  });
});

/** Status of a path that is sent as it is: `fetch` would tidy it. */
function rawStatus(base: string, raw: string): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path: raw }, (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', reject);
  });
}
