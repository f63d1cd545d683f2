/** Writes the panel of a frame from top to bottom, in units of its text height. */

import { formatNumber } from './format.ts';
import type { Box } from './frame-layout.ts';
import type { ColourBar, KeyEntry } from './legend.ts';
import { type Context2D, FONT, INK, QUIET } from './overlay-style.ts';

export interface TextStyle {
  /** Of the panel's unit. */
  readonly size?: number;
  readonly weight?: number;
  readonly colour?: string;
  /** Smaller where it does not fit, instead of shortened. */
  readonly shrink?: boolean;
}

/** A pen with a place: everything is drawn at `y` and moves it down. */
export interface Brush {
  readonly ctx: Context2D;
  readonly unit: number;
  readonly x: number;
  readonly width: number;
  y: number;
  /** Lowest place that may be drawn on. */
  readonly bottom: number;
}

/** A brush at the top of `panel`; the footer's height is kept free. */
export function createBrush(ctx: Context2D, panel: Box, unit: number): Brush {
  const margin = Math.round(unit * 1.5);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  return {
    ctx,
    unit,
    x: panel.x + margin,
    width: panel.width - 2 * margin,
    y: panel.y + margin,
    bottom: panel.y + panel.height - Math.round(unit * 3.2),
  };
}

/** One line, shortened with … where it does not fit. */
export function drawLine(brush: Brush, text: string, style: TextStyle = {}): void {
  const size = setFont(brush, style);
  const excess = brush.ctx.measureText(text).width / brush.width;
  if (style.shrink && excess > 1) setFont(brush, { ...style, size: (0.95 * (style.size ?? 1)) / excess });
  brush.y += size;
  brush.ctx.fillText(shorten(brush.ctx, text, brush.width), brush.x, brush.y);
  brush.y += size * 0.35;
}

/** One line with a value at its right end; the left text is shortened where both do not fit. */
export function drawPair(brush: Brush, left: string, right: string, style: TextStyle = {}): void {
  const { ctx, unit, x, width } = brush;
  const size = setFont(brush, style);
  const taken = ctx.measureText(right).width;
  brush.y += size;
  ctx.fillText(shorten(ctx, left, width - taken - unit * 0.6), x, brush.y);
  ctx.fillText(right, x + width - taken, brush.y);
  brush.y += size * 0.35;
}

/** Text broken into at most `most` lines. */
export function drawParagraph(brush: Brush, text: string, style: TextStyle = {}, most = 3): void {
  setFont(brush, style);
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && (lines.length === most || brush.ctx.measureText(longer).width <= brush.width)) {
      lines[lines.length - 1] = longer;
    } else lines.push(word);
  }
  for (const line of lines) drawLine(brush, line, style);
}

/** The key: swatch, label, count; states without cells are dimmed. Two columns where one is too short; says what is left out. */
export function drawKey(brush: Brush, entries: readonly KeyEntry[]): void {
  const { unit, x, width } = brush;
  const room = Math.floor((brush.bottom - brush.y) / (unit * 1.15));
  const columns = entries.length > room && width > unit * 24 ? 2 : 1;
  const rows = Math.min(Math.ceil(entries.length / columns), room);
  if (rows < 1) return;
  const row = Math.min(unit * 1.6, (brush.bottom - brush.y) / rows);
  const gap = unit * 2;
  const each = (width - gap * (columns - 1)) / columns;
  const fits = entries.length <= rows * columns ? entries.length : rows * columns - 1;
  for (let i = 0; i <= Math.min(fits, entries.length - 1); i++) {
    const left = x + Math.floor(i / rows) * (each + gap);
    const middle = brush.y + ((i % rows) + 0.5) * row;
    if (i < fits) drawKeyRow(brush, entries[i] as KeyEntry, left, middle, each);
    else drawAt(brush, `and ${entries.length - fits} more`, left + unit * 1.6, middle);
  }
  brush.y += rows * row;
}

function drawKeyRow(brush: Brush, entry: KeyEntry, x: number, middle: number, width: number): void {
  const { ctx, unit } = brush;
  setFont(brush, {});
  const count = formatNumber(entry.count, 12);
  const wide = ctx.measureText(count).width;
  ctx.globalAlpha = entry.count > 0 ? 1 : 0.4;
  drawSwatch(ctx, entry, x, middle, unit * 0.95);
  drawAt(brush, shorten(ctx, entry.label, width - unit * 2.4 - wide), x + unit * 1.6, middle, INK);
  drawAt(brush, count, x + width - wide, middle);
  ctx.globalAlpha = 1;
}

/** Text with its middle at that height. */
function drawAt(brush: Brush, text: string, x: number, middle: number, colour = QUIET): void {
  setFont(brush, { colour });
  brush.ctx.textBaseline = 'middle';
  brush.ctx.fillText(text, x, middle);
  brush.ctx.textBaseline = 'alphabetic';
}

/** A horizontal colour bar with its name, unit and ticks. */
export function drawColourBar(brush: Brush, bar: ColourBar): void {
  const { ctx, unit, x, width } = brush;
  drawLine(brush, bar.unit === '' ? bar.title : `${bar.title} [${bar.unit}]`, { weight: 600 });
  brush.y += unit * 0.3;
  const gradient = ctx.createLinearGradient(x, 0, x + width, 0);
  bar.stops.forEach((stop, i) => {
    gradient.addColorStop(i / (bar.stops.length - 1), stop);
  });
  ctx.fillStyle = gradient;
  ctx.fillRect(x, brush.y, width, unit);
  brush.y += unit * 1.2;
  for (const tick of bar.ticks) drawTick(brush, tick.part, tick.text);
  brush.y += unit * 2;
}

/** The last line of the panel. */
export function drawFooter(brush: Brush, text: string): void {
  brush.y = brush.bottom + brush.unit * 1.2;
  drawLine(brush, text, { size: 0.85, colour: QUIET });
}

/** Sets font and ink. @returns the text height in pixels. */
export function setFont({ ctx, unit }: Brush, { size = 1, weight = 400, colour = INK }: TextStyle): number {
  const pixels = Math.round(unit * size);
  ctx.font = `${weight} ${pixels}px ${FONT}`;
  ctx.fillStyle = colour;
  return pixels;
}

function drawTick({ ctx, unit, x, width, y }: Brush, part: number, text: string): void {
  ctx.fillStyle = QUIET;
  ctx.fillRect(Math.round(x + part * (width - 1)), y - unit * 0.2, 1, unit * 0.4);
  ctx.font = `400 ${Math.round(unit * 0.85)}px ${FONT}`;
  const half = ctx.measureText(text).width / 2;
  const at = Math.min(Math.max(x + part * width, x + half), x + width - half);
  ctx.fillText(text, at - half, y + unit * 1.15);
}

function drawSwatch(ctx: Context2D, entry: KeyEntry, x: number, middle: number, side: number): void {
  ctx.fillStyle = entry.colour;
  ctx.beginPath();
  if (entry.round) ctx.arc(x + side / 2, middle, side / 2, 0, 2 * Math.PI);
  else ctx.roundRect(x, middle - side / 2, side, side, side * 0.2);
  ctx.fill();
  ctx.fillStyle = INK;
}

function shorten(ctx: Context2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let kept = text;
  while (kept.length > 1 && ctx.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
