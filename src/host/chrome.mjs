// Finds Chrome or Chromium. Plain JavaScript without dependencies: set-up needs it before anything is built.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const VARIABLES = ['NIDUS_CHROME', 'PUPPETEER_EXECUTABLE_PATH', 'CHROME_PATH'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const USUAL = {
  linux: ['/usr/bin/chromium', '/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    return folder === undefined ? [] : [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')];
  }),
};

/** What to do where no browser can be found. */
export const CHROME_HINT =
  'install Google Chrome or Chromium (Debian: apt install chromium), or set NIDUS_CHROME to its executable file';

/**
 * Path of the first Chrome or Chromium on this machine, or null: `NIDUS_CHROME`, `PUPPETEER_EXECUTABLE_PATH`,
 * `CHROME_PATH`, the names on PATH, then the usual places of the platform.
 * @returns {string | null}
 */
export function findChrome() {
  const given = VARIABLES.map((variable) => process.env[variable]).filter(Boolean);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = NAMES.flatMap((name) =>
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name + suffix)),
  );
  return [...given, ...onPath, ...(USUAL[process.platform] ?? [])].find(isProgram) ?? null;
}

/**
 * Version line of a browser, or null when it does not start (Ubuntu's placeholder, missing libraries).
 * @param {string} path
 * @returns {string | null}
 */
export function chromeVersion(path) {
  if (process.platform === 'win32') return 'unknown';
  const asked = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return asked.status === 0 ? asked.stdout.trim() : null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
