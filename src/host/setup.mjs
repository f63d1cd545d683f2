// Makes a checkout ready to run: Node, packages, build, browser. Plain JavaScript without dependencies, because it
// runs before any is there. `npm start` is `setup.mjs serve`, `npm test` is `setup.mjs test`, `npm run build` is `setup.mjs build`.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CHROME_HINT, chromeVersion, findChrome } from './chrome.mjs';
import { buildIsFresh, modulesAreFresh, stampFile } from './fresh.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OLDEST_NODE = [20, 19];

/** Stops with one line on standard error. */
class SetupError extends Error {}

/**
 * Installs and builds what is missing or older than its sources; silent when nothing is.
 * @throws SetupError with one line: what failed and what to do.
 */
export function ensureReady() {
  checkNode();
  if (modulesAreFresh(ROOT) && buildIsFresh(ROOT)) return;
  const unlock = lock();
  try {
    if (!modulesAreFresh(ROOT)) install();
    if (!buildIsFresh(ROOT)) build();
  } finally {
    unlock();
  }
}

/** Prints a SetupError as one line and ends the process; anything else is thrown on. */
export function fail(error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`nidus: ${error.message}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Node.js ${process.versions.node} is too old; ${OLDEST_NODE.join('.')} or newer is needed, from https://nodejs.org`,
  );
}

function install() {
  say('installing packages (npm ci)');
  let done = npm('ci');
  if (/\bEUSAGE\b/.test(done.output)) {
    say('package-lock.json does not list every package of package.json; installing with npm install instead');
    done = npm('install', '--no-save');
  }
  if (done.ok) return;
  process.stderr.write(done.output);
  throw new SetupError('npm failed, see above; check the connection to the package registry and try again');
}

function npm(...command) {
  const args = [
    ...command,
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--no-update-notifier',
    '--loglevel=error',
  ];
  const self = process.env.npm_execpath;
  if (self?.endsWith('npm-cli.js') === true) return captured(process.execPath, [self, ...args]);
  return captured('npm', args, process.platform === 'win32');
}

function build() {
  say('building (vite)');
  const stamp = stampFile(ROOT);
  const started = new Date();
  for (const args of [['build'], ['build', '--ssr']]) {
    if (!tool('vite', [...args, '--logLevel', 'error'])) {
      throw new SetupError(`vite ${args.join(' ')} failed, see above`);
    }
  }
  writeSchemas();
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
}

/** JSON Schemas of models and scenes for editors, in a process of its own: this one has no module of the library loaded. */
function writeSchemas() {
  const library = pathToFileURL(join(ROOT, 'dist', 'node', 'index.js')).href;
  const program = `import { jsonSchema } from ${JSON.stringify(library)}; process.stdout.write(JSON.stringify(jsonSchema()));`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: ROOT, encoding: 'utf8' });
  if (done.status !== 0) throw new SetupError(`the JSON Schemas cannot be made: ${done.stderr.trim()}`);
  mkdirSync(join(ROOT, 'dist', 'schema'), { recursive: true });
  for (const [name, schema] of Object.entries(JSON.parse(done.stdout))) {
    writeFileSync(join(ROOT, 'dist', 'schema', `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/** Type declarations of the library, for the published package. */
function declare() {
  if (!tool('tsc', ['-p', 'tsconfig.build.json'])) throw new SetupError('tsc failed, see above');
}

/** Finds a browser that starts, or installs Debian's. @returns its path */
function ensureChrome() {
  const found = findChrome();
  if (found !== null && chromeVersion(found) !== null) return found;
  if (!installWithApt(['chromium'])) throw new SetupError(`no Chrome or Chromium that starts; ${CHROME_HINT}`);
  const installed = findChrome();
  if (installed !== null && chromeVersion(installed) !== null) return installed;
  throw new SetupError(`the package chromium is installed but does not start; ${CHROME_HINT}`);
}

/** The loader that WebGPU in Node opens on Linux; tests that need a device say so when it is missing. */
function ensureVulkanLoader() {
  if (process.platform !== 'linux') return;
  const folders = ['/usr/lib', '/usr/lib64', `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`];
  if (folders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))) return;
  if (!installWithApt(['libvulkan1'])) say('no Vulkan loader (Debian: apt install libvulkan1): WebGPU in Node is off');
}

/** @returns false where this is no Debian, or where nobody gave the right to install. */
function installWithApt(names) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  const prefix = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (prefix.length > 0 && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return false;
  say(`installing ${names.join(', ')} (apt-get)`);
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  captured(apt[0], [...apt.slice(1), 'update']);
  const done = captured(apt[0], [...apt.slice(1), 'install', '-y', '--no-install-recommends', ...names]);
  if (!done.ok) process.stderr.write(done.output);
  return done.ok;
}

/** Types, style, then tests, all three even when one fails. @returns the first exit status that is not 0 */
function test(args) {
  ensureReady();
  process.env.NIDUS_CHROME = ensureChrome();
  ensureVulkanLoader();
  const steps = [
    ['tsc', '--noEmit'],
    ['biome', 'check'],
    ['vitest', 'run', ...args],
  ];
  const failed = steps.filter(([name, ...rest]) => {
    say([name, ...rest].join(' '));
    return !tool(name, rest, 1);
  });
  for (const [name] of failed) say(`${name} failed, see above`);
  return failed.length === 0 ? 0 : 1;
}

async function main([command, ...args]) {
  if (command === 'serve') {
    ensureReady();
    process.argv = [process.argv[0], process.argv[1], 'serve', ...args];
    await import(pathToFileURL(join(ROOT, 'dist', 'node', 'cli.js')).href);
  } else if (command === 'test') {
    process.exitCode = test(args);
  } else if (command === 'build') {
    checkNode();
    if (!modulesAreFresh(ROOT)) install();
    build();
    declare();
  } else {
    throw new SetupError(`setup ${command ?? ''} is not known; known: serve, test, build`);
  }
}

/** Runs a program of node_modules; what it prints goes to `output`, by default standard error. @returns whether it succeeded */
function tool(name, args, output = 2) {
  const file = join(ROOT, 'node_modules', ...PROGRAMS[name]);
  const env = name === 'vite' ? { ...process.env, NODE_ENV: 'production' } : process.env;
  return spawnSync(process.execPath, [file, ...args], { cwd: ROOT, env, stdio: ['ignore', output, 2] }).status === 0;
}

const PROGRAMS = {
  vite: ['vite', 'bin', 'vite.js'],
  vitest: ['vitest', 'vitest.mjs'],
  tsc: ['typescript', 'bin', 'tsc'],
  biome: ['@biomejs', 'biome', 'bin', 'biome'],
};

/** Runs a program and keeps what it prints. */
function captured(name, args, shell = false) {
  const options = { cwd: ROOT, shell, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] };
  const done = spawnSync(name, args, options);
  return { ok: done.status === 0, output: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}` };
}

/** One set-up at a time in one checkout: waits for another process that is at it. @returns how to unlock */
function lock() {
  const folder = join(ROOT, 'setup.lock.tmp');
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, 'pid'), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw new SetupError(`cannot write in ${ROOT} (${error.code}); make it writable`);
    }
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  }
}

function isAbandoned(folder) {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
    return made !== undefined && error.code === 'ENOENT' && Date.now() - made > 5_000;
  }
}

function say(text) {
  process.stderr.write(`nidus: ${text}\n`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch(fail);
}
