/** The page's end of the drawing. */
import type { DrawMessage } from './draw-worker.ts';
import { createDrawer, type DrawAnswer, type DrawOrder } from './drawer.ts';

export interface Drawing {
  /** Hands over the texels of a picture where a worker draws. */
  order(order: DrawOrder): void;
  close(): void;
}

/** Draws on the canvas, once and for all, from a worker of its own where the browser can, else from the page. */
export function openDrawing(canvas: HTMLCanvasElement, answer: (answer: DrawAnswer) => void): Drawing {
  if (!('transferControlToOffscreen' in canvas)) return { order: createDrawer(canvas, answer), close() {} };
  const worker = new Worker(new URL('./draw-worker.ts', import.meta.url), { type: 'module', name: 'nidus drawing' });
  worker.onmessage = ({ data }: MessageEvent<DrawAnswer>) => answer(data);
  worker.onerror = (event) => {
    event.preventDefault();
    answer({ failed: `drawing stopped: ${event.message ?? 'its worker did not start'}; reload the page` });
  };
  const send = (message: DrawMessage, transfer: Transferable[]) => worker.postMessage(message, transfer);
  const offscreen = canvas.transferControlToOffscreen();
  send({ canvas: offscreen }, [offscreen]);
  return {
    order: (order) => send(order, order.picture ? [order.picture.texels.buffer] : []),
    close: () => worker.terminate(),
  };
}
