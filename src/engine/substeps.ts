/** γ of the two-stage, L-stable SDIRK2 method: both stages solve with the same matrix, `rate = 1/(γ h)`. */
export const SDIRK_GAMMA = 1 - Math.SQRT1_2;

/** Stage 2 starts from `y + SDIRK_CARRY·(Y1 − y)`. */
export const SDIRK_CARRY = (1 - SDIRK_GAMMA) / SDIRK_GAMMA;

/**
 * Error accepted per sub-step, ‖error‖₂ / ‖c‖₂. Filling an empty lattice from point sources, the early errors diffuse away:
 * 1e-2 leaves 0.1 % of the source value after half an hour, against 20 % with one backward-Euler step.
 */
export const SUBSTEP_TOLERANCE = 1e-2;

export const MAX_SUBSTEPS = 64;

/** Shortest sub-step, as a share of the tick: resolves the seconds in which a strong point source fills its own site. */
const SHORTEST_SUBSTEP = 1e-7;

const SAFETY = 0.9;

/** Chooses sub-steps of one tick so that the error estimate stays below `SUBSTEP_TOLERANCE`; the same on both backends. */
export interface SubstepControl {
  /** Next sub-step [h], 0 when the tick is done. */
  next(): number;
  /** Reports the error estimate of the sub-step tried (not finite: gives up). @returns false when it must be redone shorter */
  judge(error: number): boolean;
  /** Sub-steps that stood. */
  readonly taken: number;
  /** False when one had to stand in spite of its error, because the 64 were spent. */
  readonly withinTolerance: boolean;
}

/** @param dt the tick [h] */
export function createSubstepControl(dt: number): SubstepControl {
  const shortest = SHORTEST_SUBSTEP * dt;
  let left = dt;
  let wish = dt;
  let step = 0;
  let taken = 0;
  let withinTolerance = true;
  return {
    next() {
      if (left <= 0) return 0;
      const remaining = taken === MAX_SUBSTEPS - 1 ? 1 : Math.ceil(left / wish - 1e-9);
      step = Math.min(left, Math.max(left / remaining, shortest));
      return step;
    },
    judge(error) {
      const growth = Math.min(5, Math.max(0.1, SAFETY * Math.sqrt(SUBSTEP_TOLERANCE / error)));
      const mustStand = step <= shortest || taken === MAX_SUBSTEPS - 1 || !Number.isFinite(error);
      wish = step * growth;
      if (error > SUBSTEP_TOLERANCE && !mustStand) return false;
      if (!(error <= SUBSTEP_TOLERANCE)) withinTolerance = false;
      taken++;
      left = left - step <= 1e-9 * dt || !Number.isFinite(error) ? 0 : left - step;
      return true;
    },
    get taken() {
      return taken;
    },
    get withinTolerance() {
      return withinTolerance;
    },
  };
}
