/** Figures of an experiment: courses in time, curves over a series, the last moment as a map. */
import type { Arm, CourseExpr, OutcomeExpr } from '../model/experiment-types.ts';
import type { Model } from '../model/types.ts';
import { meanLine } from './course.ts';
import { type ArmRuns, outcomeValue } from './evaluate.ts';
import type { Picture } from './runs.ts';
import { axisFor, band, escaped, type Panel, panel, polyline, px, svg } from './svg.ts';
import { type Judged, limitsOf } from './verdict.ts';

/** Okabe & Ito, without yellow and black: told apart with any colour vision, and on white. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];
const SIZE = { width: 500, height: 280 };
const HOURS_PER_DAY = 24;
/** Longer courses are shown in days [h]. */
const DAYS_FROM = 72;
/** Courses of fewer points show nothing. */
const LEAST_POINTS = 4;

/** A figure and the line under it. */
export interface Figure {
  readonly image: string;
  readonly caption: string;
}

interface Curve {
  /** In the legend; empty where another curve speaks for it. */
  readonly name: string;
  readonly colour: string;
  readonly opacity: number;
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A figure for each measure that an outcome looks at in time. */
export function courseFigures(judged: readonly Judged[], runs: readonly ArmRuns[]): Figure[] {
  const looks = judged.flatMap(({ outcome }) => looksOf(outcome.value));
  const measures = [...new Set(looks.map(({ measure }) => measure))];
  return measures.flatMap((measure) => {
    const arms = new Set(looks.filter((look) => look.measure === measure).map(({ arm }) => arm));
    const curves = runs.flatMap((run, i) => (arms.has(run.name) ? curvesOf(run, measure, i) : []));
    if (curves.every(({ times }) => times.length < LEAST_POINTS)) return [];
    return [courseFigure(measure, curves, targetsOf(judged, measure))];
  });
}

/** A curve for each point of the arm's series, from faint to full in the arm's colour. */
function curvesOf({ name, swept, points }: ArmRuns, measure: string, index: number): Curve[] {
  const colour = COLOURS[index % COLOURS.length]!;
  return points.map((courses, p) => {
    const lines = courses.map(({ times, values }) => ({ times, values: values[measure]! }));
    const { times, values } = meanLine(lines);
    const at = (pick: (...all: number[]) => number) =>
      times.map((_, i) => pick(...lines.map((line) => line.values[i]!)));
    const opacity = swept === null ? 1 : 0.3 + (0.7 * p) / Math.max(1, points.length - 1);
    const last = p === points.length - 1;
    const label = swept === null ? name : `${name}, first value faint, last full`;
    return { name: last ? label : '', colour, opacity, times, values, low: at(Math.min), high: at(Math.max) };
  });
}

/** What is expected of a measure at a moment, where an outcome is just that. */
function targetsOf(judged: readonly Judged[], measure: string): { time: number; low: number; high: number }[] {
  return judged.flatMap((one) => {
    const { value } = one.outcome;
    if (value.op !== 'course' || value.name !== 'at' || value.measure !== measure || value.times.length !== 1)
      return [];
    const [low, high] = limitsOf(one.outcome, one.observed);
    return Number.isFinite(low) && Number.isFinite(high) ? [{ time: value.times[0]!, low, high }] : [];
  });
}

function courseFigure(measure: string, curves: readonly Curve[], targets: ReturnType<typeof targetsOf>): Figure {
  const end = Math.max(...curves.flatMap(({ times }) => times));
  const [unit, per] = end > DAYS_FROM ? (['d', HOURS_PER_DAY] as const) : (['h', 1] as const);
  const all = [
    ...curves.flatMap(({ low, high }) => [...low, ...high]),
    ...targets.flatMap(({ low, high }) => [low, high]),
  ];
  const axes = [axisFor(`time (${unit})`, [0, end / per], false), axisFor(words(measure), all, true)] as const;
  const floor = axes[1].low;
  const image = panel(SIZE, axes, ({ x, y }: Panel) => {
    const point = (times: readonly number[]) => (v: number, i: number) => {
      return [x(times[i]! / per), y(axes[1].logarithmic && v <= 0 ? floor : v)] as const;
    };
    const drawn = curves.map(({ times, values, low, high, colour, opacity }) => {
      const spread = band(
        high.map(point(times)),
        low.map(point(times)),
        `fill="${colour}" fill-opacity="${0.16 * opacity}"`,
      );
      return `${spread}${polyline(values.map(point(times)), `stroke="${colour}" stroke-width="1.8" stroke-opacity="${px(opacity)}"`)}`;
    });
    const expected = targets.map(({ time, low, high }) => {
      const [at, top, bottom] = [px(x(time / per)), px(y(high)), px(y(Math.max(low, floor)))];
      return `<path class="target" d="M${at - 4} ${top}h8M${at} ${top}V${bottom}M${at - 4} ${bottom}h8"/>`;
    });
    return drawn.join('') + expected.join('');
  });
  const several = curves.some(({ low, high }) => low.some((v, i) => v !== high[i]));
  const notes = [several ? 'line: mean, band: all replicates' : '', targets.length > 0 ? 'bracket: expected' : ''];
  const caption = [words(measure), ...notes.filter((note) => note !== '')].join(' · ');
  return { image: `${legend(curves.filter(({ name }) => name !== ''))}${image}`, caption };
}

/** A figure for each outcome that is taken from a series: what it is of, against what is swept. */
export function seriesFigures(judged: readonly Judged[], runs: readonly ArmRuns[], arms: readonly Arm[]): Figure[] {
  return judged.flatMap((one) =>
    seriesIn(one.outcome.value)
      .filter(({ args }) => args.length === 2)
      .map(({ args }) => seriesFigure(one, args as readonly [OutcomeExpr, OutcomeExpr], runs, arms)),
  );
}

function seriesFigure(
  one: Judged,
  [xOf, yOf]: readonly [OutcomeExpr, OutcomeExpr],
  runs: readonly ArmRuns[],
  arms: readonly Arm[],
): Figure {
  const { outcome, observed } = one;
  const isPosition = outcome.value.op === 'series' && /^(half_effect|lowest_at|highest_at)$/.test(outcome.value.name);
  const series = xOf.op === 'swept' ? arms.find(({ name }) => name === xOf.arm)!.series! : null;
  const unit = isPosition ? outcome.unit : series?.unit;
  const factor = unit?.factor ?? 1;
  const xs = (outcomeValue(xOf, runs) as readonly number[]).map((v) => v / factor);
  const ys = outcomeValue(yOf, runs) as readonly number[];
  const label = `${series === null ? nameOf(xOf) : words(series.name)}${!unit || unit.text === '1' ? '' : ` (${unit.text})`}`;
  const order = [...xs.keys()].sort((a, b) => xs[a]! - xs[b]!);
  const axes = [axisFor(label, xs, true), tight(axisFor(nameOf(yOf), ys, false), ys)] as const;
  const image = panel(SIZE, axes, ({ x, y, height }) => {
    const points = order.map((i) => [x(Math.max(xs[i]!, axes[0].low)), y(ys[i]!)] as const);
    const dots = points.map(([cx, cy]) => `<circle cx="${px(cx)}" cy="${px(cy)}" r="3.2" fill="${COLOURS[0]}"/>`);
    const line = polyline(points, `stroke="${COLOURS[0]}" stroke-width="1.4" stroke-opacity="0.6"`);
    return `${isPosition ? positionMarks(one, factor, axes[0], x, height) : ''}${line}${dots.join('')}`;
  });
  const notes = isPosition && Number.isFinite(observed.value) ? ' · line: observed, shaded: expected' : '';
  return { image, caption: `${outcome.about}${notes}` };
}

function positionMarks(
  one: Judged,
  factor: number,
  axis: ReturnType<typeof axisFor>,
  x: Panel['x'],
  height: number,
): string {
  const [low, high] = limitsOf(one.outcome, one.observed).map((v) =>
    Math.min(Math.max(v / factor, axis.low), axis.high),
  );
  const [from, to] = [x(low!), x(high!)];
  const at = px(x(one.observed.value / factor));
  const shaded = `<rect class="expected" x="${px(from)}" y="10" width="${px(Math.max(1.5, to - from))}" height="${height - 50}"/>`;
  return `${shaded}${Number.isFinite(at) ? `<path class="observed" d="M${at} 10V${height - 40}"/>` : ''}`;
}

/** Values far from 0 but close together fill the axis. */
function tight<T extends ReturnType<typeof axisFor>>(axis: T, values: readonly number[]): T {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (axis.logarithmic || finite.length === 0 || high - low > 0.4 * Math.max(Math.abs(low), Math.abs(high)))
    return axis;
  const room = high > low ? 0.08 * (high - low) : Math.abs(high) * 0.1 || 1;
  return { ...axis, low: low - room, high: high + room };
}

/** The last moment of a run, a colour for each state. */
export function mapFigure(picture: Picture, caption: string, { states }: Model): Figure {
  const { width, height, spacing } = picture;
  const scale = Math.min(4, 480 / width, 360 / height);
  const present = [...new Set(picture.states)].filter((id) => id > 0).sort((a, b) => a - b);
  const colourOf = (id: number) => states[id - 1]!.colour ?? COLOURS[id % COLOURS.length]!;
  const layers = present.map((id) => `<path stroke="${colourOf(id)}" stroke-width="1.04" d="${runsOf(picture, id)}"/>`);
  const bar = barOf(width * spacing);
  const marks =
    `<g transform="scale(${scale}) translate(0 0.5)">${layers.join('')}</g>` +
    `<path class="axis" d="M0 ${height * scale + 8}h${(bar / spacing) * scale}"/>` +
    `<text x="${(bar / spacing) * scale + 6}" y="${height * scale + 12}">${bar} µm</text>`;
  const image = svg(
    px(width * scale),
    px(height * scale + 18),
    `<rect class="ground" width="${px(width * scale)}" height="${px(height * scale)}"/>${marks}`,
    caption,
  );
  const names = present.map((id) => ({ name: states[id - 1]!.label, colour: colourOf(id) }));
  return { image: `${legend(names)}${image}`, caption };
}

/** Horizontal strokes over every stretch of sites in a state. */
function runsOf({ width, height, states }: Picture, id: number): string {
  let path = '';
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = x;
      while (x < width && states[y * width + x] === id) x++;
      if (x > from) path += `M${from} ${y}h${x - from}`;
    }
  }
  return path;
}

/** A round length of about a fifth of the picture. */
function barOf(um: number): number {
  const power = 10 ** Math.floor(Math.log10(um / 5));
  return [5, 2, 1].find((digit) => digit * power <= um / 5)! * power;
}

function legend(entries: readonly { readonly name: string; readonly colour: string }[]): string {
  if (entries.length < 2) return '';
  const items = entries.map(
    ({ name, colour }) => `<li><i style="background:${colour}"></i>${escaped(words(name))}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function looksOf(expr: OutcomeExpr): CourseExpr[] {
  return childrenOf(expr)
    .flatMap(looksOf)
    .concat(expr.op === 'course' ? [expr] : []);
}

function seriesIn(expr: OutcomeExpr): Extract<OutcomeExpr, { op: 'series' }>[] {
  return childrenOf(expr)
    .flatMap(seriesIn)
    .concat(expr.op === 'series' ? [expr] : []);
}

function childrenOf(expr: OutcomeExpr): readonly OutcomeExpr[] {
  if (expr.op === 'negate') return [expr.arg];
  if (expr.op === 'binary') return [expr.left, expr.right];
  if (expr.op === 'list') return expr.items;
  return expr.op === 'call' || expr.op === 'series' ? expr.args : [];
}

/** What an expression is of, for an axis. */
function nameOf(expr: OutcomeExpr): string {
  switch (expr.op) {
    case 'course':
      return expr.name === 'at' ? words(expr.measure) : `${words(expr.name)} of ${words(expr.measure)}${unitOf(expr)}`;
    case 'swept':
      return words(expr.arm);
    case 'binary':
      return `${nameOf(expr.left)} ${expr.operator} ${nameOf(expr.right)}`;
    case 'number':
      return String(expr.value);
    default:
      return 'value';
  }
}

/** Courses are shown in base units. */
function unitOf({ name }: CourseExpr): string {
  if (name === 'growth' || name === 'slope') return ' (/h)';
  return ['half_life', 'doubling_time', 'reaches', 'waiting_time'].includes(name) ? ' (h)' : '';
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** What an outcome expects and what came out, on one line: the limits as a block, the 95 % interval as a stroke, the value as a dot. */
export function rangeFigure({ outcome, observed, verdict }: Judged): string {
  const [width, height] = [190, 22];
  const [min, max] = limitsOf(outcome, observed);
  const ends = [min, max, observed.low, observed.high, observed.value].filter(Number.isFinite);
  if (!Number.isFinite(observed.value)) return '';
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.18 * (high - low) || Math.abs(high) * 0.1 || 1;
  const x = (v: number) => px(Math.min(Math.max(((v - low + room) / (high - low + 2 * room)) * width, 0), width));
  const block = `<rect class="expected" x="${x(min)}" y="4" width="${Math.max(2, x(max) - x(min))}" height="14"/>`;
  const stroke = Number.isNaN(observed.error)
    ? ''
    : `<path class="interval" d="M${x(observed.low)} 11H${x(observed.high)}"/>`;
  const dot = `<circle class="${verdict}" cx="${x(observed.value)}" cy="11" r="4"/>`;
  return svg(
    width,
    height,
    `<path class="line" d="M0 11H${width}"/>${block}${stroke}${dot}`,
    'expected range and observed value',
  );
}
