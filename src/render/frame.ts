/** One frame of a recording: the lattice from its WebGL canvas, and the overlay. */
import { type Camera, fitCamera, type Size } from './camera.ts';
import { frameLayout } from './frame-layout.ts';
import { drawOverlay, type OverlayInfo } from './overlay.ts';
import type { Context2D } from './overlay-style.ts';

/** Size [pixels] of the WebGL canvas for a frame, and the camera that shows the whole lattice in it. */
export function frameMap(frame: Size, lattice: Size): { readonly size: Size; readonly camera: Camera } {
  const { map } = frameLayout(frame, lattice);
  return { size: map, camera: fitCamera(lattice.width, lattice.height, map.width, map.height) };
}

/**
 * Composes a frame of `ctx.canvas`'s size. `glCanvas` was resized to `frameMap(...).size` and drawn with `info.camera` just
 * before, in the same task (its picture is gone after that).
 */
export function drawFrame(ctx: Context2D, glCanvas: HTMLCanvasElement | OffscreenCanvas, info: OverlayInfo): void {
  const { width, height } = ctx.canvas;
  const { map } = frameLayout({ width, height }, info.snapshot);
  ctx.fillStyle = '#0d0f13';
  ctx.fillRect(0, 0, width, height);
  ctx.drawImage(glCanvas, map.x, map.y, map.width, map.height);
  drawOverlay(ctx, { width, height }, info);
}
