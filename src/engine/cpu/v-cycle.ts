import { coarsenSinks } from './coarse-sinks.ts';
import { type BoundaryKind, createFaces, type FaceLevel, fillFaces } from './conductance.ts';
import type { GridLevel } from './grid-levels.ts';
import { CHEBYSHEV, clearGhosts, type LevelState, smooth, smoothFromZero, wrapGhosts } from './smoother.ts';
import { prolongCorrect, residualRestrict } from './transfer.ts';

/** All that depends on the hindrance and the kind of boundary only; fields with the same two share it. */
export interface Operator {
  readonly kind: BoundaryKind;
  readonly faces: readonly FaceLevel[];
  /** The factor has changed since the faces were filled. */
  stale: boolean;
  /** Factor on coarse corrections, 1 unless a solve diverged. */
  damping: number;
}

export function createOperator(levels: readonly GridLevel[], kind: BoundaryKind): Operator {
  return { kind, faces: createFaces(levels), stale: true, damping: 1 };
}

/** Fills the faces anew if they are stale. @param factor f32[width·height], the site factor on D0 */
export function refresh(operator: Operator, levels: readonly GridLevel[], factor: Float32Array): void {
  if (!operator.stale) return;
  fillFaces(operator.faces, levels, factor, operator.kind);
  operator.stale = false;
}

/** Readies the ghost rings of all levels for a boundary kind; `smooth` needs it before the first sweep. */
export function prepareGhosts(levels: readonly GridLevel[], states: readonly LevelState[]): void {
  for (let l = 0; l < levels.length; l++) {
    clearGhosts(levels[l], states[l].u);
    clearGhosts(levels[l], states[l].next);
  }
}

/** Sinks and inverse diagonals of all levels below the finest, from the finest one's. */
export function coarsenAll(
  levels: readonly GridLevel[],
  operator: Operator,
  states: readonly LevelState[],
  scale: number,
): void {
  for (let l = 0; l + 1 < levels.length; l++) {
    coarsenSinks(levels[l], operator.faces[l], states[l].k, levels[l + 1], operator.faces[l + 1], states[l + 1], scale);
  }
}

/** First sweep on the finest level, `u` to `next`. @returns ‖D⁻¹(f − A u)‖₂ before it */
export function firstSweep(
  levels: readonly GridLevel[],
  operator: Operator,
  states: readonly LevelState[],
  scale: number,
): number {
  const state = states[0];
  if (operator.kind === 'periodic') wrapGhosts(levels[0], state.u);
  return Math.sqrt(smooth(levels[0], operator.faces[0], state, state.u, state.next, scale, CHEBYSHEV[0]));
}

/** The rest of a V(2,2) cycle after `firstSweep`; leaves the new values in `u`. */
export function finishCycle(
  levels: readonly GridLevel[],
  operator: Operator,
  states: readonly LevelState[],
  scale: number,
  l = 0,
): void {
  const grid = levels[l];
  const state = states[l];
  if (l === levels.length - 1) {
    smoothFromZero(grid, state, state.u, 1);
    return;
  }
  const faces = operator.faces[l];
  const periodic = operator.kind === 'periodic';
  if (l > 0) smoothFromZero(grid, state, state.next, CHEBYSHEV[0]);
  if (periodic) wrapGhosts(grid, state.next);
  smooth(grid, faces, state, state.next, state.u, scale, CHEBYSHEV[1]);
  if (periodic) wrapGhosts(grid, state.u);
  residualRestrict(grid, faces, state, states[l + 1].f, levels[l + 1], scale);
  finishCycle(levels, operator, states, scale, l + 1);
  const correction = states[l + 1].u;
  if (periodic) wrapGhosts(levels[l + 1], correction);
  prolongCorrect(grid, faces, state.u, levels[l + 1], correction, operator.damping);
  if (periodic) wrapGhosts(grid, state.u);
  smooth(grid, faces, state, state.u, state.next, scale, CHEBYSHEV[0]);
  if (periodic) wrapGhosts(grid, state.next);
  smooth(grid, faces, state, state.next, state.u, scale, CHEBYSHEV[1]);
}
