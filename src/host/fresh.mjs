// Is what was installed and built newer than what it was made from? Fast: it runs before every command.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'src',
  'shaders',
  'bench',
  'index.html',
  'bench.html',
  'public',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
];
const STAMP = join('dist', '.built');

/**
 * True when every package of the lock file is installed in its version.
 * @param {string} root
 */
export function modulesAreFresh(root) {
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null) throw new Error(`${join(root, 'package-lock.json')} is missing or not JSON; restore it`);
  if (present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const installed = present[path];
    if (installed === undefined) return entry.optional === true;
    return installed.version === entry.version && installed.integrity === entry.integrity;
  });
}

/**
 * True when the last finished build is newer than every source.
 * @param {string} root
 */
export function buildIsFresh(root) {
  if (!existsSync(join(root, 'dist', 'node', 'cli.js'))) return false;
  const built = modified(join(root, STAMP));
  return SOURCES.every((name) => newest(join(root, name)) <= built);
}

/** The file whose time says when the last build started. */
export function stampFile(root) {
  return join(root, STAMP);
}

/** Modification time [ms] of the newest file or folder below; 0 where there is nothing. */
function newest(path) {
  const own = modified(path);
  if (own === 0 || !statSync(path).isDirectory()) return own;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), own);
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
