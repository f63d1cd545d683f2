/** One arm of a comparison: a simulation of its own, in a worker of its own, done over from the shared session. */
import { signal } from '@preact/signals';
import { wholeWindow } from '../engine/window.ts';
import type { Edit, SavedSession } from '../model/session.ts';
import type { Picture } from '../render/pack.ts';
import type { Reply, Request, SessionInfo } from './protocol.ts';

export interface Arm {
  readonly name: string;
  readonly info: { readonly value: SessionInfo | null };
  readonly picture: { readonly value: Picture | null };
  /** Ticks done; −1 before the first picture. */
  readonly tick: number;
  /** Whether it has caught up with the session and done its own edits. */
  readonly isReady: boolean;
  readonly problem: { readonly value: string };
  /** Counts by tick [cells per state]. */
  readonly counts: ReadonlyMap<number, readonly number[]>;
  /** Goes on to a tick. */
  goTo(tick: number): void;
  showLayer(name: string): void;
  /** The session of this arm as it is now. */
  session(): Promise<SavedSession>;
  close(): void;
}

/**
 * @param edits what this arm does other than the session, from its moment on
 * @param onMoment called when a tick that was asked for is there, and once when it is ready
 */
export function openArm(name: string, from: SavedSession, edits: readonly Edit[], onMoment: () => void): Arm {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: `nidus ${name}` });
  const info = signal<SessionInfo | null>(null);
  const picture = signal<Picture | null>(null);
  const problem = signal('');
  const counts = new Map<number, readonly number[]>();
  let tick = -1;
  let target = from.tick;
  let isReady = false;
  let resolve = (_: SavedSession) => {};
  const send = (request: Request) => worker.postMessage(request);
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.type === 'loaded') {
      info.value = data.info;
      send({ type: 'window', window: wholeWindow(data.info.shape) });
    } else if (data.type === 'frame') {
      const { frame } = data;
      for (const row of frame.rows) counts.set(Math.round(row.time / (info.value?.tick ?? 1)), row.counts);
      tick = frame.picture.tick;
      picture.value = frame.picture;
      send({ type: 'shown' });
      if (tick < target) return;
      if (!isReady) for (const edit of edits) send({ type: 'edit', edit });
      isReady = true;
      onMoment();
    } else if (data.type === 'saved') resolve(data.session);
    else if (data.type === 'failed') problem.value = data.message;
  };
  worker.onerror = (event) => {
    event.preventDefault();
    problem.value = event.message ?? 'its worker did not start';
  };
  const { scene, table = null, backend } = from;
  send({ type: 'visible', visible: true });
  send({ type: 'load', scene, base: document.baseURI, table, backend, play: false, session: from });
  return {
    name,
    info,
    picture,
    problem,
    counts,
    get tick() {
      return tick;
    },
    get isReady() {
      return isReady;
    },
    goTo(next) {
      target = next;
      send({ type: 'seek', tick: next });
    },
    showLayer: (layer) => send({ type: 'layer', name: layer }),
    session: () =>
      new Promise((settle) => {
        resolve = settle;
        send({ type: 'save' });
      }),
    close: () => worker.terminate(),
  };
}
