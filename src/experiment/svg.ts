/** Axes and marks as SVG text; no drawing surface, no fonts of our own. */

/** A stretch of an axis and how it is shown. */
export interface Axis {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
}

/** Where things are in a panel, in its own pixels. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  x(value: number): number;
  y(value: number): number;
}

const MARGIN = { left: 62, right: 14, top: 10, bottom: 40 };
/** Largest over smallest from which on a logarithmic axis shows more. */
const DECADES = 30;

/** What is closer to 0 is shown as 0: below it numbers lose their digits. */
const TINY = 1e-300;

/** Text as it may stand between tags and in attributes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An axis that holds all finite values; logarithmic where they are above 0 and span more than `DECADES`. */
export function axisFor(label: string, values: readonly number[], mayBeLogarithmic: boolean): Axis {
  const finite = values.filter(Number.isFinite).map((value) => (Math.abs(value) < TINY ? 0 : value));
  const positive = finite.filter((value) => value > 0);
  const spans = positive.length > 0 && Math.max(...positive) / Math.min(...positive) > DECADES;
  if (mayBeLogarithmic && spans && finite.every((value) => value >= 0)) {
    const [low, high] = [Math.min(...positive), Math.max(...positive)].map(Math.log10);
    return {
      label,
      low: 10 ** (low - 0.05 * (high - low)),
      high: 10 ** (high + 0.05 * (high - low)),
      logarithmic: true,
    };
  }
  const [low, high] = finite.length === 0 ? [0, 1] : [Math.min(...finite, 0), Math.max(...finite)];
  const room = high > low ? 0.04 * (high - low) : 1;
  return { label, low: low < 0 ? low - room : low, high: high + room, logarithmic: false };
}

/** Round values within the axis: 1, 2 or 5 times a power of ten; on a logarithmic axis powers of ten, or these where few fit. */
export function ticksOf({ low, high, logarithmic }: Axis, about = 5): number[] {
  if (logarithmic) {
    const decades = Math.floor(Math.log10(high)) - Math.ceil(Math.log10(low)) + 1;
    const digits = decades >= 3 ? [1] : [1, 2, 5];
    const every = Math.max(1, Math.ceil(decades / 6));
    const powers = Array.from({ length: decades + 2 }, (_, k) => Math.ceil(Math.log10(low)) - 1 + k);
    return powers
      .filter((power) => power % every === 0)
      .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
      .filter((value) => value >= low && value <= high);
  }
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw)! * power;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => {
    return Number(((first + k) * step).toPrecision(12));
  });
}

/** A panel with its axes, grid and labels around `marks`. */
export function panel(
  size: { readonly width: number; readonly height: number },
  [xAxis, yAxis]: readonly [Axis, Axis],
  marks: (panel: Panel) => string,
): string {
  const { width, height } = size;
  const place = (axis: Axis, from: number, to: number) => (value: number) => {
    const of = (v: number) => (axis.logarithmic ? Math.log10(v) : v);
    return from + ((of(value) - of(axis.low)) / (of(axis.high) - of(axis.low))) * (to - from);
  };
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  const x = place(xAxis, MARGIN.left, right);
  const y = place(yAxis, bottom, MARGIN.top);
  const across = ticksOf(xAxis, 6).map((value) => {
    const at = px(x(value));
    return `<path class="tick" d="M${at} ${bottom}v4"/><text x="${at}" y="${bottom + 16}" text-anchor="middle">${short(value)}</text>`;
  });
  const up = ticksOf(yAxis).map((value) => {
    const at = px(y(value));
    return `<path class="grid" d="M${MARGIN.left} ${at}H${right}"/><text x="${MARGIN.left - 7}" y="${at + 3.5}" text-anchor="end">${short(value)}</text>`;
  });
  const frame = `<path class="axis" d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}"/>`;
  const middle = (MARGIN.top + bottom) / 2;
  const labels =
    `<text class="label" x="${(MARGIN.left + right) / 2}" y="${height - 6}" text-anchor="middle">${escaped(xAxis.label)}</text>` +
    `<text class="label" transform="translate(13 ${middle}) rotate(-90)" text-anchor="middle">${escaped(yAxis.label)}</text>`;
  const clip = `<g class="marks">${marks({ width, height, x, y })}</g>`;
  return svg(
    width,
    height,
    `${up.join('')}${across.join('')}${clip}${frame}${labels}`,
    `${yAxis.label} against ${xAxis.label}`,
  );
}

/** An SVG element that scales down with the page; `title` is what a screen reader says. */
export function svg(width: number, height: number, content: string, title: string): string {
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return `<svg ${size} role="img" aria-label="${escaped(title)}">${content}</svg>`;
}

/** A line through points in pixels; broken where one is missing. */
export function polyline(points: readonly (readonly [number, number])[], style: string): string {
  let pen = 'M';
  const parts = points.map(([x, y]) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = 'M';
      return '';
    }
    const part = `${pen}${px(x)} ${px(y)}`;
    pen = 'L';
    return part;
  });
  return `<path fill="none" ${style} d="${parts.join('')}"/>`;
}

/** A filled stretch between two lines in pixels. */
export function band(
  upper: readonly (readonly [number, number])[],
  lower: readonly (readonly [number, number])[],
  style: string,
) {
  const points = [...upper, ...[...lower].reverse()].filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length < 3) return '';
  return `<path stroke="none" ${style} d="M${points.map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}Z"/>`;
}

/** Pixels to a tenth. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** At most three digits; powers of ten where zeros would pile up. */
export function short(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 0.001 && size < 1e5) return String(Number(value.toPrecision(3)));
  const [digits, power] = value.toExponential(2).split('e');
  const sign = Number(power) < 0 ? '−' : '';
  const raised = `10<tspan dy="-4" font-size="9">${sign}${Math.abs(Number(power))}</tspan>`;
  const rounded = String(Number(digits));
  return rounded === '1' ? raised : `${rounded}·${raised}`;
}
