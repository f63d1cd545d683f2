/** The first minute: a short tour beside the running tissue, then a hint to paint. */
import { effect, signal } from '@preact/signals';
import { IconButton } from './button.tsx';
import { frame, openTab } from './store.ts';
import { tool } from './tools.ts';

const SEEN = 'nidus seen';

interface Step {
  /** What is framed meanwhile, see `tour.css`. */
  readonly at: string;
  readonly title: string;
  readonly text: string;
}

const STEPS: readonly Step[] = [
  {
    at: 'stage',
    title: 'A living tissue',
    text: 'It is simulated here, as you watch. Drag to move, wheel or pinch to zoom. Click a cell: you see what it senses, and by which equation it may divide, change or die.',
  },
  {
    at: 'tools',
    title: 'Intervene',
    text: 'Paint cells, lasting sources or matrix, cut things out, mark a region, measure. Everything can be undone (Ctrl+Z).',
  },
  {
    at: 'transport',
    title: 'Time and treatment',
    text: 'Pause, step, change speed. Give or stop what is dosed while it runs; ahead of the line is what the blood will carry.',
  },
  {
    at: 'right',
    title: 'Numbers and the model',
    text: 'Charts of cells, traits, fields and lineages; the chosen cell; and every parameter and equation of the model, to read and to change.',
  },
  {
    at: 'scenes',
    title: 'Other questions',
    text: 'Each scene asks one. Press H to see nothing but the tissue, ? for all keys.',
  },
];

/** Which step is shown; null: none. */
export const tourStep = signal<number | null>(null);
/** Whether the hint to paint is shown. */
export const paintHint = signal(false);

/** Which part of the page the tour speaks of. */
export function tourPlace(): string | undefined {
  return tourStep.value === null ? undefined : STEPS[tourStep.value]?.at;
}

/** Shows the tour to whoever is here for the first time, once there is something to see. */
export function welcome(): void {
  try {
    if (localStorage.getItem(SEEN) !== null) return;
  } catch {
    return; // a browser that keeps nothing would show it each time
  }
  const stop = effect(() => {
    if (frame.value === null) return;
    tourStep.value = 0;
    queueMicrotask(() => stop());
  });
  effect(() => {
    if (tool.value === 'brush') paintHint.value = false;
  });
}

export function startTour(): void {
  tourStep.value = 0;
}

function endTour(): void {
  tourStep.value = null;
  paintHint.value = true;
  try {
    localStorage.setItem(SEEN, 'yes');
  } catch {
    // Nothing is kept.
  }
}

export function Tour() {
  const at = tourStep.value;
  const step = at === null ? undefined : STEPS[at];
  if (at === null || step === undefined) return <PaintHint />;
  const isLast = at === STEPS.length - 1;
  return (
    <div class="tour" role="dialog" aria-label="Tour">
      <p class="tour-head">
        <strong>{step.title}</strong>
        <span class="quiet">
          {at + 1} of {STEPS.length}
        </span>
      </p>
      <p>{step.text}</p>
      <p class="tour-actions">
        <button type="button" class="link" onClick={endTour}>
          {isLast ? '' : 'Skip, let me in'}
        </button>
        {at > 0 && (
          <button
            type="button"
            class="plain small"
            onClick={() => {
              tourStep.value = at - 1;
            }}
          >
            Back
          </button>
        )}
        <button
          type="button"
          class="primary small"
          onClick={() => {
            if (isLast) endTour();
            else tourStep.value = at + 1;
          }}
        >
          {isLast ? 'Start' : 'Next'}
        </button>
      </p>
    </div>
  );
}

function PaintHint() {
  if (!paintHint.value) return null;
  return (
    <p class="paint-hint" role="status">
      <button
        type="button"
        class="link"
        onClick={() => {
          tool.value = 'brush';
          openTab('tools');
        }}
      >
        Try painting
      </button>{' '}
      <span>take the brush (B), drag over the tissue</span>
      <IconButton
        icon="close"
        label="Dismiss the hint"
        onPress={() => {
          paintHint.value = false;
        }}
      />
    </p>
  );
}
