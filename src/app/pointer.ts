/** Moving over the tissue: drag, wheel, pinch, click. Positions in device pixels of the canvas. */
import { panBy, toLattice, zoomAt } from '../render/camera.ts';
import { inspect } from './client.ts';
import type { Site } from './protocol.ts';
import { camera, cameraMoved, canvasSize, info } from './store.ts';

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A press that moved less than this many CSS pixels is a click. */
const CLICK_SLACK = 5;
/** Width of the inspector with its margins [CSS pixels], as in panels.css. */
const INSPECTOR = 324;

/** Listens on the canvas. @returns stops listening */
export function watchPointer(canvas: HTMLCanvasElement): () => void {
  const down = new Map<number, Spot>();
  let travelled = 0;
  let most = 0;

  function spot(event: PointerEvent | WheelEvent): Spot {
    const box = canvas.getBoundingClientRect();
    const ratio = canvasSize.value.width / Math.max(1, box.width);
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  }

  function press(event: PointerEvent): void {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    if (down.size === 0) travelled = most = 0;
    down.set(event.pointerId, spot(event));
    most = Math.max(most, down.size);
  }

  function move(event: PointerEvent): void {
    const before = down.get(event.pointerId);
    if (before === undefined) return;
    const now = spot(event);
    travelled += Math.hypot(now.x - before.x, now.y - before.y) / globalThis.devicePixelRatio;
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, now);
    if (other !== undefined) pinch(before, now, other);
    else if (travelled > CLICK_SLACK) pan(now.x - before.x, now.y - before.y);
  }

  function release(event: PointerEvent): void {
    if (!down.delete(event.pointerId) || event.type === 'pointercancel') return;
    if (down.size > 0 || most > 1 || travelled > CLICK_SLACK) return;
    const at = spot(event);
    const site = siteAt(at);
    if (site === null) return;
    inspect(site);
    uncover(at);
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
    zoomTo(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), spot(event));
  }

  const stop = new AbortController();
  const { signal } = stop;
  canvas.addEventListener('pointerdown', press, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', release, { signal });
  canvas.addEventListener('pointercancel', release, { signal });
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stop.abort();
}

/** Zooms about the middle of the canvas. */
export function zoomBy(factor: number): void {
  const { width, height } = canvasSize.value;
  zoomTo(factor, { x: width / 2, y: height / 2 });
}

/** Moves the picture by a share of the canvas, for the arrow keys. */
export function nudge(x: number, y: number): void {
  pan(x * canvasSize.value.width, y * canvasSize.value.height);
}

function pan(dx: number, dy: number): void {
  const shape = info.value?.shape;
  if (camera.value === null || shape === undefined) return;
  camera.value = panBy(camera.value, dx, dy, shape);
  cameraMoved.value = true;
}

function zoomTo(factor: number, { x, y }: Spot): void {
  const shape = info.value?.shape;
  if (camera.value === null || shape === undefined) return;
  camera.value = zoomAt(camera.value, factor, x, y, canvasSize.value, shape);
  cameraMoved.value = true;
}

function pinch(before: Spot, now: Spot, other: Spot): void {
  const spread = (a: Spot) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
  pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  zoomTo(spread(now) / spread(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
}

/** Moves a clicked place out from under the inspector, which opens over the right side of a wide canvas. */
function uncover({ x }: Spot): void {
  const ratio = globalThis.devicePixelRatio;
  const covered = x - (canvasSize.value.width - INSPECTOR * ratio);
  if (covered > 0 && !matchMedia('(max-width: 760px)').matches) pan(-covered - 24 * ratio, 0);
}

function siteAt({ x, y }: Spot): Site | null {
  const shape = info.value?.shape;
  if (camera.value === null || shape === undefined) return null;
  const [sx, sy] = toLattice(camera.value, x, y, canvasSize.value).map(Math.floor) as [number, number];
  return sx >= 0 && sy >= 0 && sx < shape.width && sy < shape.height ? { x: sx, y: sy } : null;
}
