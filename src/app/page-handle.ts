/** What the page offers to scripts: tests and recordings wait for `ready`, then press the same controls as people do. */
import { version } from '../../package.json';
import { askSession } from './client.ts';
import { camera, canvasSize, frame, info } from './store.ts';

/** `window.nidus`. */
export interface PageHandle {
  readonly version: string;
  /** Settles when the first frame of the first scene is on the page. */
  readonly ready: Promise<void>;
  /** Where things are now: ticks done, whether it runs, the backend, and the CSS pixel of the middle of a site. */
  status(): {
    readonly tick: number;
    readonly running: boolean;
    readonly backend: string;
    readonly scene: string;
  } | null;
  /** State hash of the present moment, as `nidus run` prints it. */
  hash(): Promise<string>;
  pixelOf(x: number, y: number): { readonly x: number; readonly y: number } | null;
}

declare global {
  /** Set by the explorer; see `PageHandle`. */
  var nidus: PageHandle;
}

/** Puts the handle on the window. */
export function publishHandle(ready: Promise<void>): void {
  globalThis.nidus = { version, ready, status, hash: async () => (await askSession()).hash ?? '', pixelOf };
}

function status(): ReturnType<PageHandle['status']> {
  if (frame.value === null || info.value === null) return null;
  const { picture, running } = frame.value;
  return { tick: picture.tick, running, backend: info.value.backend, scene: info.value.path };
}

function pixelOf(x: number, y: number): ReturnType<PageHandle['pixelOf']> {
  const box = document.querySelector('.stage-canvas')?.getBoundingClientRect();
  if (camera.value === null || box === undefined) return null;
  const { scale } = camera.value;
  const ratio = canvasSize.value.width / box.width;
  const at = (site: number, middle: number, side: number) => side / 2 + ((site + 0.5 - middle) * scale) / ratio;
  return { x: box.left + at(x, camera.value.x, box.width), y: box.top + at(y, camera.value.y, box.height) };
}
