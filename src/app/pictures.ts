/** The worker's brush: snapshots packed for the screen, so that the page has only to upload them. */
import type { Snapshot } from '../engine/types.ts';
import { sameWindow, wholeWindow } from '../engine/window.ts';
import { type Picture, pictureOf } from '../render/pack.ts';
import { drawableRange, joinRanges, logRange, type Range, rangeOf, settleRange } from '../render/range.ts';
import type { RangeWish } from './protocol.ts';

/** Makes pictures, and remembers what spans of values each layer has shown. */
export interface Pictures {
  /** What the colour scale covers from now on. */
  setRange(wish: RangeWish): void;
  /** The next moment, of whatever layer. */
  picture(snapshot: Snapshot): Picture;
}

interface Seen {
  readonly tick: number;
  readonly now: Range | null;
  readonly widest: Range | null;
}

const NOTHING: Seen = { tick: -1, now: null, widest: null };

export function createPictures(first: RangeWish): Pictures {
  let wish = first;
  const seen = new Map<string, Seen>();
  return {
    setRange(next) {
      wish = next;
    },
    picture(snapshot) {
      const { layer, values } = snapshot;
      if (values === null || layer.kind === 'barcode') return pictureOf(snapshot, drawableRange(null));
      const next = note(seen.get(layer.name) ?? NOTHING, snapshot, rangeOf(values));
      seen.set(layer.name, next);
      const { mode, log, fixed } = wish;
      const range = drawableRange(mode === 'fixed' ? (fixed ?? next.now) : next[mode]);
      return pictureOf(snapshot, log ? logRange(range) : range);
    },
  };
}

/** A part of the lattice has another span wherever one looks: then colours change bit by bit, and not at all while time stands. */
function note(before: Seen, { tick, window, width, height }: Snapshot, range: Range | null): Seen {
  const widest = joinRanges(before.widest, range);
  if (sameWindow(window, wholeWindow({ width, height }))) return { tick, now: range, widest };
  const now = tick === before.tick ? joinRanges(before.now, range) : settleRange(before.now, range);
  return { tick, now, widest };
}
