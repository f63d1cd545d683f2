/** Which part of the lattice is worth having for what a canvas shows, and how finely. */
import type { SnapshotWindow } from '../engine/types.ts';
import { wholeWindow } from '../engine/window.ts';
import type { Camera, Size } from './camera.ts';

/** Lattices up to this many sites are shown whole, so that their colour scale does not depend on where one looks. */
const WHOLE_SITES = 2 ** 18;
/** The most samples of a window: what a page can pack, move and draw between two refreshes of a screen. */
const MOST_SAMPLES = 2 ** 21;
/** Along either axis. */
const SAMPLES_PER_PIXEL = 2;
/** Share of the visible part that is added on each side. */
const MARGIN = 1 / 8;
/** A window is given up when less than this share is left of it beyond the canvas. */
const LEFT_OVER = 1 / 32;
/** Steps are whole powers of 2^(1/4), so that zooming slowly does not choose other sites all the time. */
const STEPS_PER_OCTAVE = 4;

/**
 * The window that covers what the canvas shows, and some more, so that small pans meet no edge. Every site where one is at
 * least half a canvas pixel wide; else about 2 × 2 samples for each pixel, the same sites wherever the camera stands.
 * @param canvas pixels @param lattice sites
 */
export function windowFor(camera: Camera, canvas: Size, lattice: Size): SnapshotWindow {
  const sites = lattice.width * lattice.height;
  if (sites <= Math.min(WHOLE_SITES, SAMPLES_PER_PIXEL ** 2 * canvas.width * canvas.height))
    return wholeWindow(lattice);
  const step = stepFor(camera, canvas, lattice);
  const [left, right] = visible(camera.x, canvas.width / camera.scale, MARGIN);
  const [top, bottom] = visible(camera.y, canvas.height / camera.scale, MARGIN);
  const [x, width] = samplesBetween(left, right, step, lattice.width);
  const [y, height] = samplesBetween(top, bottom, step, lattice.height);
  return { x, y, step, width, height };
}

/** Whether a window still serves: it covers what the canvas shows, as finely as it should and no more. */
export function stillServes(window: SnapshotWindow, camera: Camera, canvas: Size, lattice: Size): boolean {
  const wanted = windowFor(camera, canvas, lattice);
  if (wanted.step !== window.step || window.width * window.height > 4 * wanted.width * wanted.height) return false;
  const covers = (middle: number, span: number, start: number, count: number, sites: number) => {
    const [low, high] = visible(middle, span, LEFT_OVER);
    return start <= Math.max(0, low) && start + (count + 0.5) * window.step >= Math.min(sites, high);
  };
  return (
    covers(camera.x, canvas.width / camera.scale, window.x, window.width, lattice.width) &&
    covers(camera.y, canvas.height / camera.scale, window.y, window.height, lattice.height)
  );
}

function stepFor({ scale }: Camera, canvas: Size, lattice: Size): number {
  const [width, height] = (['width', 'height'] as const).map((side) =>
    Math.min(lattice[side], (canvas[side] * (1 + 2 * MARGIN)) / scale),
  ) as [number, number];
  const least = Math.max(1 / SAMPLES_PER_PIXEL / scale, Math.sqrt((width * height) / MOST_SAMPLES));
  const step = 2 ** (Math.ceil(STEPS_PER_OCTAVE * Math.log2(Math.max(1, least))) / STEPS_PER_OCTAVE);
  return Math.min(step, lattice.width, lattice.height);
}

/** What lies around `middle` within `span` sites and a share of it more on either side. */
function visible(middle: number, span: number, share: number): [low: number, high: number] {
  const half = span * (0.5 + share);
  return [middle - half, middle + half];
}

/** First edge, a multiple of the step, and number of samples that cover low…high as far as it lies on the lattice. */
function samplesBetween(low: number, high: number, step: number, sites: number): [start: number, count: number] {
  const start = Math.floor(Math.min(Math.max(low, 0), sites - step) / step) * step;
  let count = Math.max(1, Math.ceil((Math.min(high, sites) - start) / step));
  while (count > 1 && start + (count - 0.5) * step >= sites) count--;
  return [start, count];
}
