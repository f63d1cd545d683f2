import type { LatticeShape } from '../../model/types.ts';
import { draw } from '../random.ts';

/**
 * A partition of the lattice into 2×2 blocks, shifted pseudo-randomly. Each block is owned by one visitor, so cells can
 * be placed and moved inside it without conflict, in any order or in parallel, and none can be lost or doubled.
 * Odd sizes and walls leave some blocks with fewer than four sites.
 */
export interface BlockPartition {
  readonly x0: number;
  readonly y0: number;
}

/**
 * Partition of sub-step `pass`, independent of all others: a site is as likely the left as the right of its block, so
 * successive steps of a walker have no memory.
 */
export function randomPartition(
  shape: LatticeShape,
  tick: number,
  purpose: number,
  pass: number,
  seed: number,
): BlockPartition {
  const [x0, y0] = draw(pass, tick, purpose + 0x8000, seed);
  return { x0: x0 % shape.width, y0: y0 % shape.height };
}

/** Partition `pass` (0 to 3) of four that together pair every site with all its neighbours, in random order. */
export function coveringPartition(
  shape: LatticeShape,
  tick: number,
  purpose: number,
  pass: number,
  seed: number,
): BlockPartition {
  const [x0, y0, turn] = draw(0, tick, purpose + 0x8000, seed);
  const quadrant = (pass + turn) & 3;
  return { x0: (x0 % shape.width) + (quadrant & 1), y0: (y0 % shape.height) + (quadrant >> 1) };
}

/**
 * The sites of the block that holds site (x, y): fills `sites` and returns how many there are (1, 2 or 4).
 * The first is the block's own number. No allocation.
 */
export function blockOf(shape: LatticeShape, p: BlockPartition, x: number, y: number, sites: Int32Array): number {
  const { width, height } = shape;
  const periodic = shape.edges === 'periodic';
  const xa = pairFirst(width, p.x0, x, periodic);
  const xb = pairSecond(width, p.x0, xa, periodic);
  const ya = pairFirst(height, p.y0, y, periodic);
  const yb = pairSecond(height, p.y0, ya, periodic);
  let count = 0;
  sites[count++] = ya * width + xa;
  if (xb >= 0) sites[count++] = ya * width + xb;
  if (yb >= 0) sites[count++] = yb * width + xa;
  if (xb >= 0 && yb >= 0) sites[count++] = yb * width + xb;
  return count;
}

/** First coordinate of the pair that holds `x` when pairs start at `start`; a pair cut by a wall is two singles. */
function pairFirst(size: number, start: number, x: number, periodic: boolean): number {
  const from = (x - start + 2 * size) % size;
  if ((from & 1) === 0) return x;
  if (x === 0 && !periodic) return x;
  return x === 0 ? size - 1 : x - 1;
}

/** Second coordinate of the pair whose first is `first`; −1 for one left over by an odd size, or cut by a wall. */
function pairSecond(size: number, start: number, first: number, periodic: boolean): number {
  const from = (first - start + 2 * size) % size;
  if ((from & 1) === 1 || from === size - 1) return -1;
  if (first === size - 1) return periodic ? 0 : -1;
  return first + 1;
}
