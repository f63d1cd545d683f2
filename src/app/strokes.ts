/** Brush strokes: what is drawn is sent piece by piece, all of it one gesture. */
import type { Edit } from '../model/session.ts';
import { edit, newGesture } from './client.ts';
import { info, tell } from './store.ts';
import { type BrushSettings, brushNow } from './tools.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What one piece of a stroke does. */
type Brushed = Extract<Edit, { what: 'brush' }>['edit'];

/** Milliseconds between the pieces of a stroke. */
const EVERY_MS = 70;

/** Starts a stroke there. @param removes takes away what the brush would leave */
export function startStroke(from: Point, removes: boolean) {
  const settings = brushNow.value;
  const gesture = newGesture();
  let path: [number, number][] = [[from.x, from.y]];
  let sent = Number.NEGATIVE_INFINITY;

  function flush(): void {
    const last = path.at(-1);
    if (path.length === 0 || last === undefined) return;
    const made = editOf(settings, path, removes);
    if (made !== null) edit({ what: 'brush', edit: made }, gesture);
    path = [];
    sent = performance.now();
    lastSent = last;
  }
  let lastSent: [number, number] | null = null;

  flush();
  return {
    move({ x, y }: Point): void {
      if (path.length === 0 && lastSent !== null) path.push(lastSent);
      path.push([x, y]);
      if (performance.now() - sent > EVERY_MS) flush();
    },
    end(): void {
      if (path.length > 1) flush();
    },
  };
}

/** The edit that a brush makes along a way; null, and told, where it cannot be. */
export function editOf(
  settings: BrushSettings,
  path: readonly (readonly [number, number])[],
  removes: boolean,
): Brushed | null {
  const session = info.value;
  if (session === null) return null;
  const { shape, radius, share } = settings;
  const where = {
    area: { shape, radius, path: path.map(([x, y]): [number, number] => [x, y]) },
    ...(share < 1 && !removes && { share }),
  };
  const amountOf = (name: string) => {
    const known = [...session.paint.fields, ...session.paint.matrix].find((one) => one.name === name)!;
    return { known, value: settings.values[name] ?? known.usual };
  };
  switch (settings.with) {
    case 'cell':
      if (removes) return { ...where, put: 'nothing', of: settings.state };
      return { ...where, put: 'cell', state: settings.state, ...(settings.over && { over: true }) };
    case 'nothing':
      return { ...where, put: 'nothing', of: settings.of };
    case 'matrix': {
      if (settings.variable === '') return nothingTo('matrix variable');
      const { known, value } = amountOf(settings.variable);
      return {
        ...where,
        put: 'matrix',
        variable: settings.variable,
        value: (removes ? known.low : value) * known.factor,
      };
    }
    case 'field':
    case 'source': {
      if (settings.field === '') return nothingTo('field');
      const { known, value } = amountOf(settings.field);
      if (settings.with === 'source') {
        return { ...where, put: 'source', field: settings.field, value: removes ? null : value * known.factor };
      }
      return { ...where, put: 'field', field: settings.field, value: removes ? 0 : value * known.factor };
    }
  }
}

function nothingTo(what: string): null {
  tell('info', `This model has no ${what} to paint.`);
  return null;
}
