/** Pointers over the tissue: drag, wheel, pinch, click, long press; tools take what is theirs. Positions in device pixels. */
import { pan, pinch, placeAt, type Spot, siteAt, zoomTo } from './camera-moves.ts';
import { hover, inspect } from './client.ts';
import { canvasSize } from './store.ts';
import { type Action, startAction } from './tool-actions.ts';
import { pointerAt, tool } from './tools.ts';

/** A press that moved less than this many CSS pixels is a click; one that lasts longer than this a long one [ms]. */
const CLICK_SLACK = 5;
const LONG_MS = 500;

/** Listens on the canvas. @returns stops listening */
export function watchPointer(canvas: HTMLCanvasElement): () => void {
  const down = new Map<number, Spot>();
  let travelled = 0;
  let most = 0;
  let action: Action | null = null;
  let long: ReturnType<typeof setTimeout> | undefined;

  function spot(event: PointerEvent | WheelEvent): Spot {
    const box = canvas.getBoundingClientRect();
    const ratio = canvasSize.value.width / Math.max(1, box.width);
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  }

  function press(event: PointerEvent): void {
    if (event.button > 2) return;
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    if (down.size === 0) travelled = most = 0;
    const at = spot(event);
    down.set(event.pointerId, at);
    most = Math.max(most, down.size);
    clearTimeout(long);
    if (down.size > 1) finish(true);
    else if (event.pointerType === 'touch') startTouch(at);
    else if (event.button !== 1) action = startAction(at, event.button === 2 || event.altKey);
  }

  /** A finger may be about to pinch or to rest: a tool waits until it moves. */
  function startTouch(at: Spot): void {
    long = setTimeout(() => {
      if (down.size !== 1 || travelled > CLICK_SLACK) return;
      most = 2; // no click any more
      inspectAt(at);
    }, LONG_MS);
  }

  function move(event: PointerEvent): void {
    const now = spot(event);
    if (event.pointerType !== 'touch') hoverOver(now);
    const before = down.get(event.pointerId);
    if (before === undefined) return;
    travelled += Math.hypot(now.x - before.x, now.y - before.y) / globalThis.devicePixelRatio;
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined && action === null && most === 1 && travelled > CLICK_SLACK) {
      if (event.pointerType === 'touch') action = startAction(before, false);
    }
    down.set(event.pointerId, now);
    if (travelled > CLICK_SLACK) clearTimeout(long);
    if (other !== undefined) pinch(before, now, other);
    else if (action !== null) action.move(now);
    else if (travelled > CLICK_SLACK) pan(now.x - before.x, now.y - before.y);
  }

  function release(event: PointerEvent): void {
    clearTimeout(long);
    if (!down.delete(event.pointerId)) return;
    const cancelled = event.type === 'pointercancel';
    const wasAction = action !== null;
    finish(cancelled);
    if (cancelled || down.size > 0 || most > 1 || travelled > CLICK_SLACK) return;
    const at = spot(event);
    if (tool.value === 'look' && event.button === 0) inspectAt(at);
    else if (event.pointerType === 'touch' && !wasAction) startAction(at, false)?.end(false);
  }

  function finish(cancelled: boolean): void {
    action?.end(cancelled);
    action = null;
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
    zoomTo(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), spot(event));
  }

  function leave(): void {
    pointerAt.value = null;
    hover(null);
  }

  const stop = new AbortController();
  const { signal } = stop;
  canvas.addEventListener('pointerdown', press, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', release, { signal });
  canvas.addEventListener('pointercancel', release, { signal });
  canvas.addEventListener('pointerleave', leave, { signal });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stop.abort();
}

function hoverOver(at: Spot): void {
  pointerAt.value = placeAt(at);
  hover(siteAt(at));
}

function inspectAt(at: Spot): void {
  const site = siteAt(at);
  if (site !== null) inspect(site);
}
