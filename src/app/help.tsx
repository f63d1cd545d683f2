import { Dialogue } from './dialogue.tsx';
import { dialogue } from './store.ts';
import { startTour } from './tour.tsx';

const KEYS = [
  ['Space', 'play, pause'],
  ['S', 'single step'],
  ['R', 'restart'],
  ['F', 'show everything'],
  ['+ −', 'zoom'],
  ['← ↑ ↓ →', 'move'],
  ['V B M D', 'look, brush, region, ruler'],
  ['[ ]', 'smaller or larger brush'],
  ['L', 'choose a layer'],
  ['C G', 'contours, gradient arrows'],
  ['1 2 3', 'charts, inspector, model'],
  [', . T', 'fold the left, the right, the bottom'],
  ['H', 'only the tissue'],
  ['Enter', 'on the tissue: what a click in its middle does'],
  ['Ctrl+Z', 'undo; with Shift, redo'],
  ['Esc', 'put away what was chosen last'],
  ['?', 'this help'],
] as const;

/** What can be done, with keys. */
export function Help() {
  return (
    <Dialogue title="Help">
      <p>
        Drag the tissue to move it; wheel, pinch or the buttons zoom. Zoomed in, tissue cells are tiles and immune cells
        are round marks over them. Click a site to see what is there, with the rates of everything that may happen to
        it.
      </p>
      <dl class="keys">
        {KEYS.map(([key, action]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{action}</dd>
          </div>
        ))}
      </dl>
      <p>
        <button
          type="button"
          class="link"
          onClick={() => {
            dialogue.value = 'none';
            startTour();
          }}
        >
          Take the tour again
        </button>
      </p>
      <p>
        How fast is a tick on this device? <a href="bench.html">Run the benchmark</a>.
      </p>
      <p class="quiet">Drop a table of cells (CSV or TSV) on the page to start the current scene from it.</p>
    </Dialogue>
  );
}
