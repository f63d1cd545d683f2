/** Keys of tools, layers and panels. */
import { siteAt } from './camera-moves.ts';
import { inspect, markRegion } from './client.ts';
import * as look from './look.ts';
import { canvasSize, chosen, folded, openTab } from './store.ts';
import { startAction } from './tool-actions.ts';
import { brush, brushNow, LARGEST_RADIUS, region, ruler, type ToolName, tool } from './tools.ts';

/** By key as `KeyboardEvent.key` has it, letters in lower case. */
export const TOOL_KEYS: Readonly<Record<string, () => void>> = {
  v: () => take('look'),
  b: () => take('brush'),
  m: () => take('region'),
  d: () => take('ruler'),
  '[': () => widen(1 / 1.3),
  ']': () => widen(1.3),
  l: () => document.querySelector<HTMLSelectElement>('select[aria-label="Layer"]')?.focus(),
  c: () => {
    look.contours.value = !look.contours.value;
  },
  g: () => {
    look.arrows.value = !look.arrows.value;
  },
  h: () => fold('bare'),
  ',': () => fold('left'),
  '.': () => fold('right'),
  t: () => fold('bottom'),
  1: () => openTab('charts'),
  2: () => openTab('inspect'),
  3: () => openTab('model'),
  Escape: putAway,
  Enter: useInMiddle,
};

/** Folds a side away, or out again. */
export function fold(side: keyof typeof folded.value): void {
  folded.value = { ...folded.value, [side]: !folded.value[side] };
}

function take(name: ToolName): void {
  tool.value = name;
  if (name !== 'look') openTab('tools');
}

function widen(factor: number): void {
  const { radius } = brushNow.value;
  const next = factor > 1 ? Math.max(radius * factor, radius + 0.5) : radius * factor;
  brush.value = { ...brushNow.value, radius: Math.min(LARGEST_RADIUS, Math.round(2 * next) / 2) };
}

/** What a click in the middle of the picture would do, for those who have no pointer. */
function useInMiddle(): void {
  const { width, height } = canvasSize.value;
  const middle = { x: width / 2, y: height / 2 };
  const site = siteAt(middle);
  if (tool.value === 'look' && site !== null) inspect(site);
  else startAction(middle, false)?.end(false);
}

/** One thing at a time: the chosen cell, then the ruler, then the region, then the tool. */
function putAway(): void {
  if (folded.value.bare) fold('bare');
  else if (chosen.value !== null) inspect(null);
  else if (ruler.value !== null) ruler.value = null;
  else if (region.value !== null) markRegion(null);
  else tool.value = 'look';
}
