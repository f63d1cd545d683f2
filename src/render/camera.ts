/** The camera over the lattice: pan, zoom, fit. Canvas lengths are device pixels, lattice lengths are sites. */
import { mat3, vec2 } from 'gl-matrix';

/** `x`, `y`: the lattice point (sites, y down) at the middle of the canvas; `scale`: canvas pixels per site. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Width and height, in sites or in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest a site is ever drawn [canvas pixels]. */
const MAX_SCALE = 96;

/** The camera that shows the whole lattice, centred, with `margin` canvas pixels left free on every side. */
export function fitCamera(width: number, height: number, canvasW: number, canvasH: number, margin = 0): Camera {
  const roomW = Math.max(1, canvasW - 2 * margin);
  const roomH = Math.max(1, canvasH - 2 * margin);
  return { x: width / 2, y: height / 2, scale: Math.min(roomW / width, roomH / height) };
}

/** The lattice point (sites) under canvas pixel `px, py`. */
export function toLattice(camera: Camera, px: number, py: number, canvas: Size): readonly [number, number] {
  return [camera.x + (px - canvas.width / 2) / camera.scale, camera.y + (py - canvas.height / 2) / camera.scale];
}

/** Moves the picture by `dx, dy` canvas pixels; its middle never leaves the lattice. */
export function panBy(camera: Camera, dx: number, dy: number, lattice: Size): Camera {
  return within({ ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale }, lattice);
}

/** Zooms by `factor` and keeps the lattice point under `px, py` where it is. From half of "fit" to 96 px per site. */
export function zoomAt(camera: Camera, factor: number, px: number, py: number, canvas: Size, lattice: Size): Camera {
  const fit = fitCamera(lattice.width, lattice.height, canvas.width, canvas.height).scale;
  const scale = Math.min(Math.max(camera.scale * factor, fit / 2), Math.max(MAX_SCALE, fit));
  const [x, y] = toLattice(camera, px, py, canvas);
  const moved = {
    x: x - (px - canvas.width / 2) / scale,
    y: y - (py - canvas.height / 2) / scale,
    scale,
  };
  return within(moved, lattice);
}

/** Keeps the same lattice point in the middle and the same part of the lattice in view when the canvas changes size. */
export function resizeCamera(camera: Camera, before: Size, after: Size): Camera {
  const factor = Math.min(after.width / before.width, after.height / before.height);
  return { ...camera, scale: camera.scale * factor };
}

/** Lattice coordinates (sites, y down) → clip coordinates, as a column-major 3×3 matrix for WebGL. */
export function cameraMatrix(camera: Camera, canvas: Size): mat3 {
  const matrix = mat3.create();
  mat3.scale(matrix, matrix, vec2.fromValues((2 * camera.scale) / canvas.width, (-2 * camera.scale) / canvas.height));
  mat3.translate(matrix, matrix, vec2.fromValues(-camera.x, -camera.y));
  return matrix;
}

function within(camera: Camera, lattice: Size): Camera {
  return {
    x: Math.min(Math.max(camera.x, 0), lattice.width),
    y: Math.min(Math.max(camera.y, 0), lattice.height),
    scale: camera.scale,
  };
}
