/** Two arms of an experiment compared: the ratio of their means, and how sure it is. */
import { mean, variance } from './sample.ts';

export interface Ratio {
  /** Mean of the first arm over mean of the second; no unit. */
  readonly ratio: number;
  /** Confidence interval. */
  readonly low: number;
  readonly high: number;
  /** Degrees of freedom of the interval. */
  readonly freedom: number;
}

/**
 * Ratio of the means of two independent arms, one value per replicate, with a confidence interval (95 % by default):
 * normal on the logarithm of the ratio, its variance by the delta method, Student's t with Welch's degrees of freedom.
 * Source: Welch, Biometrika 34 (1947) 28, doi:10.1093/biomet/34.1-2.28; the logarithm as in Hedges, Gurevitch & Curtis,
 * Ecology 80 (1999) 1150, doi:10.1890/0012-9658(1999)080[1150:TMAORR]2.0.CO;2.
 * @throws RangeError with fewer than two replicates in an arm, or a mean that is not above 0.
 */
export function ratioOfMeans(first: readonly number[], second: readonly number[], confidence = 0.95): Ratio {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence ${confidence} must be between 0 and 1`);
  const [a, b] = [first, second].map((arm) => {
    const centre = mean(arm);
    if (arm.length < 2) throw new RangeError(`an arm of ${arm.length} replicates; needs two or more`);
    if (!(centre > 0)) throw new RangeError(`an arm's mean is ${centre}; a ratio needs means above 0`);
    return { centre, part: variance(arm) / arm.length / centre ** 2, free: arm.length - 1 };
  });
  const spread = a.part + b.part;
  const freedom = spread === 0 ? a.free + b.free : spread ** 2 / (a.part ** 2 / a.free + b.part ** 2 / b.free);
  const half = studentQuantile((1 + confidence) / 2, freedom) * Math.sqrt(spread);
  const ratio = a.centre / b.centre;
  return { ratio, low: ratio * Math.exp(-half), high: ratio * Math.exp(half), freedom };
}

/**
 * Quantile p (0.5 … 1) of Student's t with `freedom` ≥ 1 degrees of freedom; four digits. By bisection of the angle θ
 * with t = √freedom·tan θ, in which the density is in proportion to cos(θ)^(freedom − 1).
 * Source: substitution in the density of Student, Biometrika 6 (1908) 1, doi:10.1093/biomet/6.1.1.
 */
export function studentQuantile(p: number, freedom: number): number {
  const power = Math.min(freedom, 1e5) - 1;
  const whole = powerOfCosine(Math.PI / 2, power);
  let [low, high] = [0, Math.PI / 2];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (powerOfCosine(middle, power) < (2 * p - 1) * whole) low = middle;
    else high = middle;
  }
  return Math.sqrt(power + 1) * Math.tan(low);
}

/** Integral of cos(θ)^power from 0 to `end`, by Simpson's rule. */
function powerOfCosine(end: number, power: number): number {
  const intervals = 2000;
  let sum = 0;
  for (let i = 0; i <= intervals; i++) {
    const weight = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.max(0, Math.cos((end * i) / intervals)) ** power;
  }
  return (sum * end) / (3 * intervals);
}
