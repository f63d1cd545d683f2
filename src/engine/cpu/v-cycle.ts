import { coarsenSinks } from './coarse-sinks.ts';
import { type BoundaryKind, createFaces, type FaceLevel, fillFaces } from './conductance.ts';
import { createLevels, type GridLevel } from './grid-levels.ts';
import { createKernels, type Kernels } from './kernels.ts';
import { CHEBYSHEV, clearGhosts, createLevelState, type LevelState, smoothFromZero, wrapGhosts } from './smoother.ts';

/** Members of `LevelState` and of `FaceLevel`. */
const ARRAYS_PER_STATE = 5;
const ARRAYS_PER_OPERATOR = 5;

/** All that depends on the hindrance and the kind of boundary only; fields with the same two share it. */
export interface Operator {
  readonly kind: BoundaryKind;
  readonly faces: readonly FaceLevel[];
  /** The factor has changed since the faces were filled. */
  stale: boolean;
  /** Factor on coarse corrections, 1 unless a solve diverged. */
  damping: number;
}

export function createOperator({ levels, kernels }: Multigrid, kind: BoundaryKind): Operator {
  return { kind, faces: createFaces(levels, kernels.allocate), stale: true, damping: 1 };
}

/** The levels of a lattice, what is stored on them, and how it is swept over. */
export interface Multigrid {
  readonly levels: readonly GridLevel[];
  readonly states: readonly LevelState[];
  readonly kernels: Kernels;
}

/** @param operators how many operators will be created at most */
export function createMultigrid(width: number, height: number, operators: number): Multigrid {
  const levels = createLevels(width, height);
  const arrays = ARRAYS_PER_STATE + ARRAYS_PER_OPERATOR * operators;
  const kernels = createKernels(levels.reduce((sum, { size }) => sum + arrays * size, 0));
  return { levels, states: levels.map((level) => createLevelState(level, kernels.allocate)), kernels };
}

/** Fills the faces anew if they are stale. @param factor f32[width·height], the site factor on D0 */
export function refresh(operator: Operator, { levels }: Multigrid, factor: Float32Array): void {
  if (!operator.stale) return;
  fillFaces(operator.faces, levels, factor, operator.kind);
  operator.stale = false;
}

/** Readies the ghost rings of all levels for a boundary kind; `smooth` needs it before the first sweep. */
export function prepareGhosts({ levels, states }: Multigrid): void {
  for (let l = 0; l < levels.length; l++) {
    clearGhosts(levels[l], states[l].u);
    clearGhosts(levels[l], states[l].next);
  }
}

/** Sinks and inverse diagonals of all levels below the finest, from the finest one's. */
export function coarsenAll({ levels, states }: Multigrid, operator: Operator, scale: number): void {
  for (let l = 0; l + 1 < levels.length; l++) {
    coarsenSinks(levels[l], operator.faces[l], states[l].k, levels[l + 1], operator.faces[l + 1], states[l + 1], scale);
  }
}

/** First sweep on the finest level, `u` to `next`. @returns ‖D⁻¹(f − A u)‖₂ before it */
export function firstSweep({ levels, states, kernels }: Multigrid, operator: Operator, scale: number): number {
  const state = states[0];
  if (operator.kind === 'periodic') wrapGhosts(levels[0], state.u);
  return Math.sqrt(kernels.smooth(levels[0], operator.faces[0], state, state.u, state.next, scale, CHEBYSHEV[0]));
}

/** The rest of a V(2,2) cycle after `firstSweep`; leaves the new values in `u`. */
export function finishCycle(multigrid: Multigrid, operator: Operator, scale: number, l = 0): void {
  const { levels, states, kernels } = multigrid;
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
  kernels.smooth(grid, faces, state, state.next, state.u, scale, CHEBYSHEV[1]);
  if (periodic) wrapGhosts(grid, state.u);
  kernels.residualRestrict(grid, faces, state, states[l + 1].f, levels[l + 1], scale);
  finishCycle(multigrid, operator, scale, l + 1);
  const correction = states[l + 1].u;
  if (periodic) wrapGhosts(levels[l + 1], correction);
  kernels.prolongCorrect(grid, faces, state.u, levels[l + 1], correction, operator.damping);
  if (periodic) wrapGhosts(grid, state.u);
  kernels.smooth(grid, faces, state, state.u, state.next, scale, CHEBYSHEV[0]);
  if (periodic) wrapGhosts(grid, state.next);
  kernels.smooth(grid, faces, state, state.next, state.u, scale, CHEBYSHEV[1]);
}
