/** The drawing worker: waiting for the graphics holds up nothing else here. */
import { createDrawer, type DrawOrder } from './drawer.ts';

/** The first message brings the canvas. */
export type DrawMessage = { readonly canvas: OffscreenCanvas } | DrawOrder;

let draw: ((order: DrawOrder) => void) | null = null;

self.onmessage = ({ data }: MessageEvent<DrawMessage>) => {
  if ('canvas' in data) draw = createDrawer(data.canvas, (answer) => self.postMessage(answer));
  else draw?.(data);
};
