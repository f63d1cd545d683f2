/** The tools, and how the brush is set. */
import { formatLength, formatQuantity } from '../render/format.ts';
import { BrushControls } from './brush-controls.tsx';
import { markRegion } from './client.ts';
import { Icon, type IconName } from './icons.tsx';
import { info } from './store.ts';
import { region, ruler, type ToolName, tool } from './tools.ts';

const TOOLS: readonly (readonly [ToolName, string, IconName, string])[] = [
  ['look', 'Look', 'pointer', 'V'],
  ['brush', 'Brush', 'brush', 'B'],
  ['region', 'Region', 'region', 'M'],
  ['ruler', 'Ruler', 'ruler', 'D'],
];

const IS_TOUCH = matchMedia('(pointer: coarse)').matches;

export function ToolsPanel() {
  return (
    <section class="panel tools-panel" data-tab="tools" aria-label="Tools">
      <fieldset class="tool-row">
        <legend class="unseen">Tool</legend>
        {TOOLS.map(([name, title, icon, key]) => (
          <button
            type="button"
            class="tool"
            aria-pressed={tool.value === name}
            aria-keyshortcuts={key}
            title={`${title} (${key})`}
            onClick={() => {
              tool.value = name;
            }}
          >
            <Icon name={icon} />
            <span>{title}</span>
          </button>
        ))}
      </fieldset>
      {IS_TOUCH ? (
        <p class="hint quiet">Pinch to zoom. Hold a cell to inspect it, whatever the tool.</p>
      ) : (
        tool.value === 'look' && (
          <p class="hint quiet">Drag to move, wheel to zoom. Click a cell to inspect and follow it.</p>
        )
      )}
      {tool.value === 'brush' && <BrushControls />}
      {tool.value === 'region' && <RegionHint />}
      {tool.value === 'ruler' && <RulerHint />}
    </section>
  );
}

function RegionHint() {
  if (region.value === null) return <p class="hint quiet">Drag a rectangle: its numbers appear under Inspect.</p>;
  return (
    <p class="hint">
      <button type="button" class="link" onClick={() => markRegion(null)}>
        Take the region away
      </button>
    </p>
  );
}

function RulerHint() {
  const measured = ruler.value;
  const spacing = info.value?.shape.spacing ?? 1;
  if (measured === null) return <p class="hint quiet">Drag from one place to another.</p>;
  const { from, to } = measured;
  const sites = Math.hypot(to.x - from.x, to.y - from.y);
  return (
    <p class="hint figure">
      {formatLength(sites * spacing)} · {formatQuantity(sites, '')} sites{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          ruler.value = null;
        }}
      >
        clear
      </button>
    </p>
  );
}
