/** Draws the frames of a recording: the lattice by WebGL, the words around it on top. */
import { RunError } from '../model/error.ts';
import type { Size } from '../render/camera.ts';
import { drawFrame, frameMap } from '../render/frame.ts';
import type { OverlayInfo } from '../render/overlay.ts';
import { pictureOf } from '../render/pack.ts';
import { drawableRange, joinRanges, type Range, rangeOf, roundRange } from '../render/range.ts';
import { createView } from '../render/view.ts';
import type { Painter } from './record-page.ts';

/** What every frame of a recording says. */
export type FrameText = Omit<OverlayInfo, 'snapshot' | 'camera'>;

/** A painter that holds WebGL resources until `destroy`. */
export interface FramePainter extends Painter {
  readonly canvas: OffscreenCanvas;
  destroy(): void;
}

/**
 * A painter of frames of `frame` pixels. A continuous layer's colour scale covers all values painted so far, out to round
 * numbers, unless `text.range` fixes it. @throws RunError where there is no WebGL.
 */
export function createFramePainter(frame: Size, text: FrameText): FramePainter {
  const canvas = new OffscreenCanvas(frame.width, frame.height);
  const pen = canvas.getContext('2d', { alpha: false });
  if (pen === null) throw new RunError('drawing: this browser gives no 2-D canvas, so no frame can be drawn');
  const lattice = new OffscreenCanvas(1, 1);
  const view = createView(lattice, text.states);
  let seen: Range | null = null;
  return {
    canvas,
    paint(snapshot) {
      seen = joinRanges(seen, snapshot.values && rangeOf(snapshot.values));
      const range = text.range ?? roundRange(drawableRange(seen));
      const { size, camera } = frameMap(frame, snapshot);
      view.resize(size.width, size.height);
      view.draw(pictureOf(snapshot, range), camera, text.scale ? { scale: text.scale } : {});
      drawFrame(pen, lattice, { ...text, snapshot, camera, range });
    },
    destroy: () => view.destroy(),
  };
}
