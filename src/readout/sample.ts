/** Mean, spread, quantiles and correlation of plain lists of numbers. What the numbers allow no value for is NaN. */

/** Sum over number; NaN of an empty list. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Unbiased variance (divided by n − 1), in squares of the unit of `values`; NaN of less than two. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return values.length < 2 ? Number.NaN : sum / (values.length - 1);
}

/**
 * The value below which the part q (0 … 1) of the sample lies, interpolated between its order statistics; 0.5 is the
 * median. NaN of an empty list.
 * Source: type 7 of Hyndman & Fan, Am. Stat. 50 (1996) 361, doi:10.2307/2684934; what R and NumPy do by default.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile ${q} must be between 0 and 1`);
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const part = place - below;
  return part === 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
}

/** Pearson's correlation of two lists of equal length; NaN when either does not vary. @throws RangeError */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new RangeError(`correlation of ${x.length} with ${y.length} values; needs as many`);
  const [xMean, yMean] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - xMean) ** 2;
    yy += (y[i] - yMean) ** 2;
    xy += (x[i] - xMean) * (y[i] - yMean);
  }
  return xy / Math.sqrt(xx * yy);
}

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing their mean rank. @throws RangeError */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(ranks(x), ranks(y));
}

/**
 * Kendall's tau-b: pairs that both lists order alike less those ordered otherwise, over all that both order; NaN when either does not vary.
 * Source: Kendall, Biometrika 33 (1945) 239, doi:10.1093/biomet/33.3.239. @throws RangeError
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new RangeError(`correlation of ${x.length} with ${y.length} values; needs as many`);
  let [alike, xs, ys] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(x[i] - x[j]), Math.sign(y[i] - y[j])];
      alike += a * b;
      xs += a * a;
      ys += b * b;
    }
  }
  return alike / Math.sqrt(xs * ys);
}

/** Rank of each value, 1 for the lowest; equal values share their mean rank. f64[n]. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) out[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

/** Variance over mean of counts, over replicates or over clones: 1 for Poisson counts; NaN when all are 0. */
export function fano(counts: ArrayLike<number>): number {
  return variance(counts) / mean(counts);
}
