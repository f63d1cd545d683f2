/** Keys that work wherever the focus is, except in what takes text or keys itself. */
import { nudge, zoomBy } from './camera-moves.ts';
import { redo, restart, setRunning, stepOnce, undo } from './client.ts';
import { TOOL_KEYS } from './keys-tools.ts';
import { dialogue, fitView, info, running } from './store.ts';

const KEYS: Readonly<Record<string, () => void>> = {
  ' ': () => setRunning(!running.value),
  s: stepOnce,
  r: restart,
  f: fitView,
  '+': () => zoomBy(1.5),
  '=': () => zoomBy(1.5),
  '-': () => zoomBy(1 / 1.5),
  '?': () => {
    dialogue.value = 'help';
  },
  ...TOOL_KEYS,
};

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0.1, 0],
  ArrowRight: [-0.1, 0],
  ArrowUp: [0, 0.1],
  ArrowDown: [0, -0.1],
};

/** Listens on the page. @returns stops listening */
export function watchKeys(): () => void {
  const stop = new AbortController();
  addEventListener('keydown', press, { signal: stop.signal });
  addEventListener(
    'pointerdown',
    () => {
      byKeyboard = false;
    },
    { signal: stop.signal, capture: true },
  );
  return () => stop.abort();
}

/** Whether the focus was last moved by key: Space presses a button only then, after a click it plays and pauses. */
let byKeyboard = false;

function press(event: KeyboardEvent): void {
  if (event.key === 'Tab') byKeyboard = true;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z') pressUndo(event);
  if (event.ctrlKey || event.metaKey || event.altKey || (event.repeat && event.key === ' ')) return;
  if (dialogue.value !== 'none' || info.value === null || takesKeys(event.target, event.key)) return;
  const arrow = ARROWS[event.key];
  const action =
    arrow === undefined ? KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] : () => nudge(...arrow);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

/** Ctrl+Z and Ctrl+Shift+Z, except where they are a text's own. */
function pressUndo(event: KeyboardEvent): void {
  if (dialogue.value !== 'none' || info.value === null || takesKeys(event.target, event.key)) return;
  event.preventDefault();
  if (event.shiftKey) redo();
  else undo();
}

function takesKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('select, textarea, input:not([type=range]), summary')) return true;
  if (target.closest('[data-arrows]') !== null && /^(Arrow|Home|End|Page|Enter|Delete)/.test(key)) return true;
  if (target.matches('input[type=range]')) return key.startsWith('Arrow');
  if (key === ' ') return byKeyboard && target.matches('button');
  if (key === 'Enter') return !target.matches('.stage-canvas');
  return target.matches('.rail, .rail *') && key.startsWith('Arrow');
}
