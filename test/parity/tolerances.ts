/** How far the device may be from the CPU backend, which computes in double precision. One line for each thing compared. */
export const TOLERANCES = {
  /** Expressions: relative to the value, besides what rounding every step to f32 can do to them. */
  expression: 2e-5,
  /** Terms of fields, traits, matrix variables, hindrance: relative to the value. */
  term: 1e-5,
  trait: 1e-5,
  matrix: 1e-5,
  hindrance: 1e-5,
  /** Normal numbers: absolute. */
  normal: 2e-5,
  /** States may differ where a draw lies this close to its threshold … */
  threshold: 1e-5,
  /** … which may be the case for this part of the sites. */
  undecided: 1e-3,
  /** Sites that may differ after a tick of placing or moving, because a draw lies on its threshold. */
  misplaced: 4,
} as const;

/** Largest |a − b| / max(|b|, floor); NaN where one is. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>, floor: number): number {
  let most = 0;
  for (let i = 0; i < b.length; i++) {
    const error = Math.abs(a[i]! - b[i]!) / Math.max(Math.abs(b[i]!), floor);
    if (Number.isNaN(error)) return error;
    most = Math.max(most, error);
  }
  return most;
}
