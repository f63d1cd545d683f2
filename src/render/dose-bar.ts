import { formatQuantity, formatSpan } from './format.ts';
import { readable } from './legend.ts';
import { DOSE, LINE, QUIET } from './overlay-style.ts';
import { type Brush, drawPair } from './overlay-text.ts';

/** Blood concentration over time of one dosed field. Times [h] ascending, values in `unit`. */
export interface DoseCurve {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

/** Draws the blood concentration over the schedule, with the playhead at `now` [h]. */
export function drawDoseBar(brush: Brush, curve: DoseCurve, now: number, until: number): void {
  const { ctx, unit, x, width } = brush;
  const value = valueAt(curve, now);
  drawPair(brush, `${readable(curve.name)} in blood`, formatQuantity(value, curve.unit), { size: 0.95 });
  const height = unit * 2;
  const top = brush.y + unit * 0.2;
  const most = Math.max(...curve.points.map((p) => p.value), 0);
  const at = (time: number) => x + (Math.min(time, until) / until) * width;
  ctx.fillStyle = LINE;
  ctx.fillRect(x, top + height, width, 1);
  ctx.fillStyle = DOSE;
  ctx.globalAlpha = 0.75;
  ctx.beginPath();
  ctx.moveTo(x, top + height);
  for (const p of curve.points) ctx.lineTo(at(p.time), top + height * (1 - p.value / (most || 1)));
  ctx.lineTo(at(curve.points.at(-1)?.time ?? 0), top + height);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = '#ffffff';
  ctx.fillRect(Math.round(at(now)) - 1, top - unit * 0.2, 2, height + unit * 0.4);
  brush.y = top + height + unit * 0.2;
  drawPair(brush, `0 to ${formatSpan(until)}`, `peak ${formatQuantity(most, curve.unit)}`, {
    size: 0.8,
    colour: QUIET,
  });
  brush.y += unit * 0.8;
}

/** Value of the curve at `time`, linear between its points, its last value after them. */
export function valueAt({ points }: DoseCurve, time: number): number {
  const next = points.findIndex((p) => p.time >= time);
  const b = points[next];
  if (b === undefined) return points.at(-1)?.value ?? 0;
  const a = points[next - 1];
  if (a === undefined || b.time === a.time) return b.value;
  return a.value + ((b.value - a.value) * (time - a.time)) / (b.time - a.time);
}
