/** Keeping and sharing: the session as link, file or embedded page, and the moment as picture or table. */
import { version as VERSION } from '../../package.json';
import { UserError } from '../model/error.ts';
import { parseSession, type SavedSession } from '../model/session.ts';
import { formatTime } from '../render/format.ts';
import { askSession, loadSession } from './client.ts';
import { download } from './download.ts';
import type { Interface } from './interface.ts';
import { decodeSession, encodeSession, hasSession } from './link.ts';
import * as store from './store.ts';
import { ownViewsNow, viewNow } from './views.ts';

const LARGEST_FILE = 256 * 1024 * 1024;

/** The session with what is looked at. */
export async function currentSession(): Promise<SavedSession> {
  const session = await askSession();
  const { camera, canvasSize } = store;
  const look = camera.value;
  const { name: _, ...shown } = viewNow('');
  const views = ownViewsNow();
  return {
    ...session,
    view: {
      ...shown,
      ...(look !== null && {
        centre: [look.x, look.y] as [number, number],
        across: canvasSize.value.width / look.scale,
      }),
    },
    ...(views.length > 0 && { views }),
  };
}

/** Address of this page with the session in it. @throws UserError when it is too long */
export async function sessionLink(shown: Interface = 'full'): Promise<string> {
  const address = new URL(location.href);
  address.searchParams.delete('scene');
  address.searchParams.delete('ui');
  if (shown !== 'full') address.searchParams.set('ui', shown);
  address.hash = await encodeSession(await currentSession());
  store.markSaved();
  return address.href;
}

/** Lines for the page of somebody else. */
export async function embedSnippet(shown: Interface): Promise<string> {
  const address = (await sessionLink(shown)).replaceAll('&', '&amp;');
  return `<iframe src="${address}" width="800" height="600" style="border:0" title="Nidus" allow="webgpu"></iframe>`;
}

export async function saveFile(): Promise<void> {
  const session = await currentSession();
  download(new Blob([JSON.stringify(session)], { type: 'application/json' }), `${baseName()}.session.json`);
  store.markSaved();
}

/** Opens a session file. @throws UserError for what is no session */
export async function openFile(file: File): Promise<void> {
  if (file.size > LARGEST_FILE)
    throw new UserError(`${file.name} is larger than 256 MB; this is not a session of Nidus`);
  receive(parseSession(await file.text(), file.name));
}

/** Opens the session of an address, where it has one. @returns whether it has; what is wrong with it is told */
export async function openFragment(fragment: string): Promise<'opened' | 'refused' | 'none'> {
  if (!hasSession(fragment)) return 'none';
  try {
    receive(await decodeSession(fragment));
    return 'opened';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    store.tell('error', error.message);
    return 'refused';
  }
}

function receive(session: SavedSession): void {
  const known = store.scenes.value.map(({ file }) => `scenes/${file}`);
  if (!known.includes(session.scene)) {
    throw new UserError(`The scene ${session.scene} of this session is not here; nothing was opened`);
  }
  store.wantedLook.value = session;
  loadSession(session);
}

/** The tissue as it is on the screen, with scene, time and seed under it. */
export async function saveScreenshot(): Promise<void> {
  const canvas = document.querySelector<HTMLCanvasElement>('.stage-canvas');
  const [info, frame] = [store.info.value, store.frame.value];
  if (canvas === null || info === null || frame === null) throw new UserError('there is no picture yet');
  const { width, height } = store.canvasSize.value;
  const line = Math.round(Math.max(14, width / 60));
  const paper = new OffscreenCanvas(width, height + 2 * line);
  const pen = paper.getContext('2d')!;
  const colours = getComputedStyle(document.documentElement);
  pen.fillStyle = colours.getPropertyValue('--surface');
  pen.fillRect(0, 0, width, paper.height);
  pen.drawImage(canvas, 0, 0, width, height);
  pen.fillStyle = colours.getPropertyValue('--text');
  pen.font = `${line}px system-ui, sans-serif`;
  const text = `${info.title} · ${store.layerName.value} · ${formatTime(frame.picture.time)} · seed ${info.seed} · Nidus ${VERSION}`;
  pen.fillText(text, line, height + 1.35 * line, width - 2 * line);
  download(await paper.convertToBlob({ type: 'image/png' }), `${baseName()}.png`);
}

/** Counts so far, CSV: time, then a column per state. */
export function saveCounts(): void {
  const { times, counts } = store.history.value.data;
  const states = store.info.value?.states ?? [];
  const lines = times.map((time, i) => [time, ...counts.map((column) => column[i])].join(','));
  const text = [['time_h', ...states.map(({ label }) => label)].join(','), ...lines, ''].join('\n');
  download(new Blob([text], { type: 'text/csv' }), `${baseName()}.counts.csv`);
}

/** What a report of a fault needs. */
export async function debugInfo(): Promise<string> {
  const { info, frame, log } = store;
  const session = await currentSession();
  const { table, ...rest } = session;
  const facts = {
    nidus: VERSION,
    browser: navigator.userAgent,
    window: `${innerWidth}×${innerHeight} at ${devicePixelRatio}`,
    cores: navigator.hardwareConcurrency,
    backend: info.value?.backend,
    adapter: info.value?.adapter,
    gpu: info.value?.gpu,
    lattice: info.value?.shape,
    ticksPerSecond: frame.value?.ticksPerSecond,
    warnings: frame.value?.warnings,
    keptBytes: log.value?.keptBytes,
    table: table && { name: table.name, characters: table.text.length },
    session: rest,
  };
  return JSON.stringify(facts, null, 2);
}

/** Name of files of this scene. */
export function baseName(): string {
  return (store.info.value?.path.split('/').at(-1) ?? 'nidus').replace(/\.ya?ml$/, '');
}
