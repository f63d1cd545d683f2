import type { Camera } from './camera.ts';
import { formatLength } from './format.ts';

/** A scale bar: its length on the canvas, in the tissue, and as text. */
export interface ScaleBar {
  readonly pixels: number;
  readonly um: number;
  readonly text: string;
}

/** The longest bar of 1, 2 or 5 × 10ⁿ µm that is no longer than `room` canvas pixels. */
export function scaleBar(camera: Camera, spacing: number, room: number): ScaleBar {
  const pixelsPerUm = camera.scale / spacing;
  const most = room / pixelsPerUm;
  const decade = 10 ** Math.floor(Math.log10(most));
  const um = ([5, 2].find((step) => step * decade <= most) ?? 1) * decade;
  return { pixels: um * pixelsPerUm, um, text: formatLength(um) };
}
