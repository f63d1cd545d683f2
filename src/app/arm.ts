/** One arm of a comparison: a simulation of its own, in a worker of its own, that goes on from the shared moment. */
import { signal } from '@preact/signals';
import type { ReplayCheckpoint } from '../engine/replay.ts';
import { wholeWindow } from '../engine/window.ts';
import type { Edit, SavedSession } from '../model/session.ts';
import type { Picture } from '../render/pack.ts';
import type { History } from './history.ts';
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

/** What all arms of a comparison have in common. */
export interface Fork {
  readonly session: SavedSession;
  readonly moment: ReplayCheckpoint | null;
  /** Counts up to there. */
  readonly past: Pick<History, 'times' | 'counts'>;
}

/**
 * @param edits what this arm does other than the session, from its moment on
 * @param onMoment called when a tick that was asked for is there, and once when it is ready
 */
export function openArm(name: string, fork: Fork, edits: readonly Edit[], onMoment: () => void): Arm {
  const { session: from, moment, past } = fork;
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
      past.times.forEach((time, k) => {
        counts.set(
          Math.round(time / data.info.tick),
          past.counts.map((column) => column[k]!),
        );
      });
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
    else if (data.type === 'arrived' && data.same === false)
      problem.value = 'This arm starts from another state than the page shows; close the comparison and begin again.';
  };
  worker.onerror = (event) => {
    event.preventDefault();
    problem.value = event.message ?? 'its worker did not start';
  };
  const { scene, table = null, backend } = from;
  send({ type: 'visible', visible: true });
  send({ type: 'load', scene, base: document.baseURI, table, backend, play: false, session: from, moment });
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
