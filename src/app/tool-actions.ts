/** What a press, a drag and a release do with each tool that takes them. */

import { placeAt, type Spot } from './camera-moves.ts';
import { markRegion } from './client.ts';
import type { Region } from './protocol.ts';
import { info } from './store.ts';
import { startStroke } from './strokes.ts';
import { ruler, tool } from './tools.ts';

/** What is being done between a press and its release. */
export interface Action {
  move(to: Spot): void;
  /** @param cancelled the press turned out to be something else, a pinch */
  end(cancelled: boolean): void;
}

/** Starts what the tool does there; null: the press is not the tool's. @param secondary the right button, or Alt */
export function startAction(at: Spot, secondary: boolean): Action | null {
  const from = placeAt(at);
  if (from === null) return null;
  switch (tool.value) {
    case 'look':
      return null;
    case 'brush': {
      const stroke = startStroke(from, secondary);
      return { move: (to) => stroke.move(placeAt(to) ?? from), end: () => stroke.end() };
    }
    case 'region':
      return {
        move: (to) => markRegion(regionBetween(from, placeAt(to) ?? from)),
        end: (cancelled) => cancelled && markRegion(null),
      };
    case 'ruler':
      return {
        move(to) {
          ruler.value = { from, to: placeAt(to) ?? from };
        },
        end(cancelled) {
          if (cancelled) ruler.value = null;
        },
      };
  }
}

/** The sites between two places, both included, as far as they lie on the lattice; null: none. */
export function regionBetween(a: Spot, b: Spot): Region | null {
  const shape = info.value?.shape;
  if (shape === undefined) return null;
  const side = (p: number, q: number, sites: number) => {
    const low = Math.max(0, Math.floor(Math.min(p, q)));
    const high = Math.min(sites - 1, Math.floor(Math.max(p, q)));
    return [low, high - low + 1] as const;
  };
  const [x, width] = side(a.x, b.x, shape.width);
  const [y, height] = side(a.y, b.y, shape.height);
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
