/** Straight lines and exponentials through the points of a time course, by least squares. */
import { mean } from './sample.ts';

/** A line `intercept + slope·x`; errors are standard errors, NaN with only two points. Units of y and x. */
export interface LineFit {
  readonly slope: number;
  readonly slopeError: number;
  readonly intercept: number;
  readonly interceptError: number;
  /** Part of the variance of y that the line explains, 0 … 1; NaN when y does not vary. */
  readonly explained: number;
}

/**
 * Ordinary least squares of y on x.
 * @throws RangeError with fewer than two different x. Source: any textbook, e.g. Draper & Smith (1998), chapter 1.
 */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): LineFit {
  if (x.length !== y.length) throw new RangeError(`a line through ${x.length} x and ${y.length} y; needs as many`);
  const n = x.length;
  const [xMean, yMean] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += (x[i] - xMean) ** 2;
    xy += (x[i] - xMean) * (y[i] - yMean);
    yy += (y[i] - yMean) ** 2;
  }
  if (!(xx > 0)) throw new RangeError(`a line through ${n} points needs at least two different x`);
  const slope = xy / xx;
  const intercept = yMean - slope * xMean;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += (y[i] - intercept - slope * x[i]) ** 2;
  const noise = n > 2 ? Math.sqrt(rest / (n - 2)) : Number.NaN;
  return {
    slope,
    slopeError: noise / Math.sqrt(xx),
    intercept,
    interceptError: noise * Math.sqrt(1 / n + (xMean * xMean) / xx),
    explained: 1 - rest / yy,
  };
}

/** Growth or decay `start·exp(rate·t)`; errors are standard errors, NaN with only two points. */
export interface ExponentialFit {
  /** 1/h, negative when falling. */
  readonly rate: number;
  readonly rateError: number;
  /** Value at time 0, unit of the values. */
  readonly start: number;
  /** ln 2 / rate [h]; Infinity when not growing. */
  readonly doublingTime: number;
  /** −ln 2 / rate [h]; Infinity when not falling. */
  readonly halfLife: number;
  /** Standard error of whichever of the two is finite [h], by the delta method. */
  readonly timeError: number;
  /** Part of the variance of the logarithms that the fit explains, 0 … 1. */
  readonly explained: number;
}

/**
 * Least squares on the natural logarithms of `values` at `times` [h].
 * @throws RangeError for a value that is not above 0 (what died out has no logarithm: leave those points out).
 */
export function fitExponential(times: ArrayLike<number>, values: ArrayLike<number>): ExponentialFit {
  const logs = Float64Array.from(values, (value, i) => {
    if (!(value > 0)) throw new RangeError(`value ${value} at ${times[i]} h has no logarithm; leave such points out`);
    return Math.log(value);
  });
  const { slope, slopeError, intercept, explained } = fitLine(times, logs);
  return {
    rate: slope,
    rateError: slopeError,
    start: Math.exp(intercept),
    doublingTime: slope > 0 ? Math.LN2 / slope : Infinity,
    halfLife: slope < 0 ? -Math.LN2 / slope : Infinity,
    timeError: (Math.LN2 * slopeError) / slope ** 2,
    explained,
  };
}
