/** The Hill curve through the points of a dose-response experiment. */

/** `atZero + (atInfinity − atZero)·x^slope / (ec50^slope + x^slope)`, in the units of doses and responses. */
export interface HillFit {
  /** Dose of half the effect. */
  readonly ec50: number;
  /** Hill exponent, above 0; the curve falls when `atInfinity` is below `atZero`. */
  readonly slope: number;
  readonly atZero: number;
  readonly atInfinity: number;
  /** Root mean square of what the curve misses, unit of the responses. */
  readonly residual: number;
  /** False when the best curve is at the border of what was searched: the doses do not tell its EC50 or slope. */
  readonly bracketed: boolean;
}

/** Known ends of the curve (survival without drug is 1, say); each that is left out is fitted. */
export interface HillEnds {
  readonly atZero?: number;
  readonly atInfinity?: number;
}

const SLOPES = [0.1, 30] as const;
const FIRST_GRID = 40;
const GRID = 4;
const ROUNDS = 60;
const SHRINK = 0.7;

/**
 * Least-squares Hill curve. EC50 (from a tenth of the lowest to ten times the highest dose) and slope (0.1 … 30) are
 * found on a grid in their logarithms that closes in on the best point, and for each pair the ends follow by linear
 * least squares: no start values, and nothing that can diverge. Doses in any unit, 0 allowed.
 * Source: Hill, J. Physiol. 40 (1910) iv; separable least squares of Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973)
 * 413, doi:10.1137/0710036.
 * @throws RangeError with fewer points than unknowns, a dose below 0, less than two doses above it, or equal responses.
 */
export function fitHill(doses: readonly number[], responses: readonly number[], ends: HillEnds = {}): HillFit {
  const positive = checked(doses, responses, ends);
  const limits = [
    [Math.log(Math.min(...positive) / 10), Math.log(Math.max(...positive) * 10)],
    [Math.log(SLOPES[0]), Math.log(SLOPES[1])],
  ] as const;
  const at = (p: readonly number[]) => curveAt(doses, responses, ends, Math.exp(p[0]), Math.exp(p[1]));
  let best = limits.map(([low, high]) => (low + high) / 2);
  let error = Infinity;
  let half = limits.map(([low, high]) => (high - low) / 2);
  for (let round = 0; round < ROUNDS; round++) {
    const steps = round === 0 ? FIRST_GRID : GRID;
    const centre = best;
    const range = half;
    for (let i = -steps; i <= steps; i++) {
      for (let j = -steps; j <= steps; j++) {
        const point = [i, j].map((k, axis) => {
          const [low, high] = limits[axis];
          return Math.min(Math.max(centre[axis] + (k / steps) * range[axis], low), high);
        });
        const { squares } = at(point);
        if (squares < error) [best, error] = [point, squares];
      }
    }
    half = round === 0 ? half.map((h) => (3 * h) / FIRST_GRID) : half.map((h) => h * SHRINK);
  }
  const { atZero, atInfinity } = at(best);
  const [ec50, slope] = best.map(Math.exp);
  const inside = best.every((p, axis) => p > limits[axis][0] + 1e-6 && p < limits[axis][1] - 1e-6);
  return { ec50, slope, atZero, atInfinity, residual: Math.sqrt(error / doses.length), bracketed: inside };
}

/** Doses above 0. */
function checked(doses: readonly number[], responses: readonly number[], ends: HillEnds): number[] {
  if (doses.length !== responses.length) {
    throw new RangeError(`a curve through ${doses.length} doses and ${responses.length} responses; needs as many`);
  }
  const unknowns = 4 - Object.values(ends).filter((end) => end !== undefined).length;
  if (doses.length < unknowns) throw new RangeError(`${doses.length} points for ${unknowns} unknowns of a Hill curve`);
  const wrong = doses.find((dose) => !(dose >= 0 && dose < Infinity));
  if (wrong !== undefined) throw new RangeError(`dose ${wrong} must be 0 or more`);
  const positive = doses.filter((dose) => dose > 0);
  if (new Set(positive).size < 2) throw new RangeError('a Hill curve needs two different doses above 0');
  if (new Set(responses).size < 2) throw new RangeError(`responses are all ${responses[0]}: there is no effect to fit`);
  return positive;
}

/** The best ends for an EC50 and a slope, and the sum of squares that they leave. */
function curveAt(
  doses: readonly number[],
  responses: readonly number[],
  ends: HillEnds,
  ec50: number,
  slope: number,
): { atZero: number; atInfinity: number; squares: number } {
  const effect = doses.map((dose) => (dose === 0 ? 0 : 1 / (1 + (ec50 / dose) ** slope)));
  const { atZero, atInfinity } = fitEnds(effect, responses, ends);
  let squares = 0;
  for (const [i, e] of effect.entries()) squares += (responses[i] - atZero - (atInfinity - atZero) * e) ** 2;
  return { atZero, atInfinity, squares };
}

/** Linear least squares of `response = atZero·(1 − effect) + atInfinity·effect`, for the ends that are not given. */
function fitEnds(effect: readonly number[], responses: readonly number[], ends: HillEnds): Required<HillEnds> {
  let [zz, zi, ii, zr, ir] = [0, 0, 0, 0, 0];
  for (const [k, e] of effect.entries()) {
    const r = responses[k];
    zz += (1 - e) ** 2;
    zi += (1 - e) * e;
    ii += e * e;
    zr += (1 - e) * r;
    ir += e * r;
  }
  const { atZero, atInfinity } = ends;
  if (atZero !== undefined) return { atZero, atInfinity: atInfinity ?? (ir - atZero * zi) / ii };
  if (atInfinity !== undefined) return { atZero: (zr - atInfinity * zi) / zz, atInfinity };
  const determinant = zz * ii - zi * zi;
  return { atZero: (zr * ii - ir * zi) / determinant, atInfinity: (ir * zz - zr * zi) / determinant };
}
