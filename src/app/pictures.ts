/** The worker's brush: snapshots packed for the screen, so that the page has only to upload them. */
import type { Snapshot } from '../engine/types.ts';
import { sameWindow, wholeWindow } from '../engine/window.ts';
import { type Picture, pictureOf } from '../render/pack.ts';
import { drawableRange, joinRanges, type Range, rangeOf, settleRange } from '../render/range.ts';
import type { RangeMode } from './protocol.ts';

/** Makes pictures, and remembers what spans of values each layer has shown. */
export interface Pictures {
  /** What the colour scale covers from now on. */
  setMode(mode: RangeMode): void;
  /** The next moment, of whatever layer. */
  picture(snapshot: Snapshot): Picture;
}

interface Seen {
  readonly tick: number;
  readonly now: Range | null;
  readonly widest: Range | null;
}

const NOTHING: Seen = { tick: -1, now: null, widest: null };

export function createPictures(firstMode: RangeMode): Pictures {
  let mode = firstMode;
  const seen = new Map<string, Seen>();
  return {
    setMode(next) {
      mode = next;
    },
    picture(snapshot) {
      const { layer, values } = snapshot;
      if (values === null || layer.kind === 'barcode') return pictureOf(snapshot, drawableRange(null));
      const next = note(seen.get(layer.name) ?? NOTHING, snapshot, rangeOf(values));
      seen.set(layer.name, next);
      return pictureOf(snapshot, drawableRange(next[mode]));
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
