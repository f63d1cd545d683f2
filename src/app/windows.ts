/** Which part of the lattice the worker shows. */
import type { SnapshotWindow } from '../engine/types.ts';
import { checkWindow, wholeWindow } from '../engine/window.ts';
import type { LatticeShape } from '../model/types.ts';

/** Sites along the longer side of a lattice that is shown whole at first. */
const FIRST_SIDE = 1024;

/** What the first picture shows, before the page has said where it looks: all there is, unless that is too much. */
export function firstWindow(shape: LatticeShape): SnapshotWindow | null {
  return Math.max(shape.width, shape.height) > FIRST_SIDE ? null : wholeWindow(shape);
}

/** A window of the last scene may come after the next was loaded. */
export function fits(window: SnapshotWindow, shape: LatticeShape): boolean {
  try {
    checkWindow(window, shape);
    return true;
  } catch {
    return false;
  }
}
