import { scaleLinear, scaleLog } from 'd3-scale';

/** The span of values that a colour scale covers. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** Equal ratios are equal lengths on the scale; then 0 < low < high. */
  readonly log?: boolean;
}

/** The most decades that a logarithmic scale covers by itself. */
const DECADES = 6;

/** The same span on a logarithmic scale; what is not positive, or decades below the top, lies at its low end. */
export function logRange({ low, high }: Range): Range {
  const top = high > 0 ? high : 1;
  const bottom = low > 0 ? Math.max(low, top / 10 ** DECADES) : top / 10 ** (DECADES / 2);
  return { low: bottom < top ? bottom : top / 10, high: top, log: true };
}

/** Where a value lies on the scale: 0 at its low end, 1 at its high end. */
export function partOf({ low, high, log = false }: Range, value: number): number {
  if (!log) return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : Number.NEGATIVE_INFINITY;
}

/** About `most` round numbers on the scale, ascending. */
export function ticksOf({ low, high, log = false }: Range, most: number): readonly number[] {
  if (!log) return scaleLinear([low, high], [0, 1]).ticks(most);
  const ticks = scaleLog([low, high], [0, 1]).ticks(most);
  if (ticks.length <= most + 2) return ticks;
  const decades = ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6);
  const stride = Math.ceil(decades.length / (most + 1));
  return decades.length > 1 ? decades.filter((_, i) => i % stride === 0) : [ticks[0]!, ticks.at(-1)!];
}

/** Smallest and largest finite value; null when there is none. */
export function rangeOf(values: Float32Array): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (v < low && v !== -Infinity) low = v;
    if (v > high && v !== Infinity) high = v;
  }
  return low <= high ? { low, high } : null;
}

/** The smallest span that holds both; either may be null. */
export function joinRanges(a: Range | null, b: Range | null): Range | null {
  if (a === null || b === null) return a ?? b;
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** How much of what it has too much a scale gives up from one frame to the next. */
const GIVEN_UP = 0.1;

/** The span `now`, come to from `before` without a jump: it grows at once and shrinks bit by bit. */
export function settleRange(before: Range | null, now: Range | null): Range | null {
  if (before === null || now === null) return now ?? before;
  return {
    low: Math.min(now.low, before.low + GIVEN_UP * (now.low - before.low)),
    high: Math.max(now.high, before.high + GIVEN_UP * (now.high - before.high)),
  };
}

/** A span that can be drawn: a constant layer gets one from 0 to its value, a layer without values 0 to 1. */
export function drawableRange(range: Range | null): Range {
  if (range === null) return { low: 0, high: 1 };
  const { low, high } = range;
  if (high - low > 1e-6 * Math.max(Math.abs(low), Math.abs(high))) return range;
  if (high === 0) return { low: 0, high: 1 };
  return high > 0 ? { low: 0, high } : { low, high: 0 };
}

/** The span out to round numbers, so that a scale that follows its values seldom changes. */
export function roundRange({ low, high }: Range): Range {
  const [from = low, to = high] = scaleLinear([low, high], [0, 1]).nice(5).domain();
  return { low: from, high: to };
}
