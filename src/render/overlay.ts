/** What a recording says beside the picture: title, time, dose, legend, scale bar, seed. Draws on a 2-D context. */
import type { Snapshot } from '../engine/types.ts';
import type { State } from '../model/types.ts';
import type { Camera, Size } from './camera.ts';
import { type DoseCurve, drawDoseBar } from './dose-bar.ts';
import { formatTime } from './format.ts';
import { type Box, frameLayout } from './frame-layout.ts';
import { colourBar, stateKey } from './legend.ts';
import { type Context2D, FONT, INK } from './overlay-style.ts';
import {
  type Brush,
  createBrush,
  drawColourBar,
  drawFooter,
  drawKey,
  drawLine,
  drawParagraph,
} from './overlay-text.ts';
import { type ColourScaleName, defaultScale } from './palette.ts';
import { drawableRange, type Range, rangeOf } from './range.ts';
import { scaleBar } from './scale-bar.ts';

export type { DoseCurve };

/** All that a frame says. Times in h. */
export interface OverlayInfo {
  readonly snapshot: Snapshot;
  readonly states: readonly State[];
  readonly title: string;
  readonly seed: number;
  readonly until: number;
  /** One per dosed field; may be empty. */
  readonly doses: readonly DoseCurve[];
  /** The camera the lattice is drawn with, for the scale bar. */
  readonly camera: Camera;
  /** Span of the colour scale; default: that of the snapshot. */
  readonly range?: Range;
  readonly scale?: ColourScaleName;
}

/** Draws everything but the lattice itself into a frame of `frame` pixels, at the places `frameLayout` gives. */
export function drawOverlay(ctx: Context2D, frame: Size, info: OverlayInfo): void {
  const { snapshot } = info;
  const { map, panel, unit } = frameLayout(frame, snapshot);
  const brush = createBrush(ctx, panel, unit);
  const { layer, values, counts, time, tick, width, height } = snapshot;
  drawParagraph(brush, info.title, { size: 1.3, weight: 600 });
  brush.y += unit * 0.5;
  drawLine(brush, formatTime(time), { size: 1.8, weight: 300, shrink: true });
  brush.y += unit * 0.8;
  for (const dose of info.doses) drawDoseBar(brush, dose, time, info.until);
  const range = info.range ?? drawableRange(values && rangeOf(values));
  const bar = colourBar(layer, range, info.scale ?? defaultScale(layer.kind), ticksFor(brush));
  if (bar !== null) drawColourBar(brush, bar);
  drawKey(brush, stateKey(info.states, counts));
  drawFooter(brush, `seed ${info.seed} · tick ${tick} · ${width} × ${height} sites · Nidus`);
  drawScaleBar(ctx, info.camera, snapshot.spacing, map, unit);
}

/** About as many ticks of a colour bar as have room for their numbers. */
function ticksFor({ width, unit }: Brush): number {
  return Math.max(2, Math.min(5, Math.floor(width / (4 * unit))));
}

function drawScaleBar(ctx: Context2D, camera: Camera, spacing: number, map: Box, unit: number): void {
  const bar = scaleBar(camera, spacing, map.width / 4);
  const x = map.x + unit;
  const y = map.y + map.height - unit;
  ctx.font = `500 ${unit}px ${FONT}`;
  const wide = Math.max(bar.pixels, ctx.measureText(bar.text).width);
  ctx.fillStyle = 'rgba(10, 12, 16, 0.72)';
  ctx.fillRect(x - unit * 0.5, y - unit * 2.1, wide + unit, unit * 2.6);
  ctx.fillStyle = INK;
  ctx.fillText(bar.text, x, y - unit * 0.7);
  ctx.fillRect(x, y - unit * 0.3, bar.pixels, Math.max(2, unit * 0.2));
}
