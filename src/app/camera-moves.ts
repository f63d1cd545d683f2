/** Moving the picture. Positions in device pixels of the canvas. */
import { panBy, toLattice, zoomAt } from '../render/camera.ts';
import { camera, cameraMoved, canvasSize, info } from './store.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
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

export function pan(dx: number, dy: number): void {
  const shape = info.value?.shape;
  if (camera.value === null || shape === undefined) return;
  camera.value = panBy(camera.value, dx, dy, shape);
  cameraMoved.value = true;
}

export function zoomTo(factor: number, { x, y }: Spot): void {
  const shape = info.value?.shape;
  if (camera.value === null || shape === undefined) return;
  camera.value = zoomAt(camera.value, factor, x, y, canvasSize.value, shape);
  cameraMoved.value = true;
}

/** One of two fingers moves. */
export function pinch(before: Spot, now: Spot, other: Spot): void {
  const spread = (a: Spot) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
  pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  zoomTo(spread(now) / spread(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
}

/** The place on the lattice [sites] under a spot; null before the first picture. */
export function placeAt({ x, y }: Spot): { readonly x: number; readonly y: number } | null {
  if (camera.value === null) return null;
  const [sx, sy] = toLattice(camera.value, x, y, canvasSize.value);
  return { x: sx, y: sy };
}

/** The site under a spot; null beside the lattice. */
export function siteAt(spot: Spot): Spot | null {
  const shape = info.value?.shape;
  const place = placeAt(spot);
  if (place === null || shape === undefined) return null;
  const [x, y] = [Math.floor(place.x), Math.floor(place.y)];
  return x >= 0 && y >= 0 && x < shape.width && y < shape.height ? { x, y } : null;
}
