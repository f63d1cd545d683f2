/** The chosen cell or site, and the marked region. */
import type { Inspection } from '../engine/types.ts';
import { formatQuantity } from '../render/format.ts';
import { IconButton } from './button.tsx';
import { CellCard } from './cell-card.tsx';
import { inspect } from './client.ts';
import { Pair, Readings } from './readings.tsx';
import { RegionPanel } from './region-panel.tsx';
import { chosen, panelFrame } from './store.ts';
import { region } from './tools.ts';

export function Inspector() {
  const site = chosen.value;
  const isEmpty = site === null && region.value === null;
  return (
    <section class={isEmpty ? 'panel inspector empty' : 'panel inspector'} data-tab="inspect" aria-label="Inspector">
      {isEmpty && (
        <p class="quiet">
          Click a cell to see its state, what it senses and why it does what it does; it is followed as it moves. Mark a
          region (M) for its numbers over time.
        </p>
      )}
      {site !== null && <SitePanel />}
      <RegionPanel />
    </section>
  );
}

function SitePanel() {
  const followed = panelFrame.value?.probed.followed ?? null;
  const site = followed?.site ?? chosen.value!;
  return (
    <>
      <header class="panel-head">
        <h2>
          Site {site.x}, {site.y}
        </h2>
        <IconButton icon="close" label="Close the inspector" shortcut="Escape" onPress={() => inspect(null)} />
      </header>
      <div class="inspector-body">
        {followed === null ? (
          <p class="quiet">Looking…</p>
        ) : (
          <Seen inspection={followed.inspection} cell={followed.cell} />
        )}
      </div>
    </>
  );
}

function Seen({ inspection, cell }: { readonly inspection: Inspection; readonly cell: 'seen' | 'lost' | 'none' }) {
  const { tissue, immune, fields, matrix, x_um, y_um } = inspection;
  return (
    <>
      {cell === 'lost' && <p class="note">The cell is gone: it died, or left. This is what is on its last site now.</p>}
      {[immune, tissue].map((one) => one !== null && <CellCard cell={one} />)}
      {tissue === null && immune === null && <p class="quiet">No cell on this site now.</p>}
      <Readings title="Fields here" readings={fields} />
      <Readings title="Matrix here" readings={matrix} />
      <h4>Place</h4>
      <dl class="readings">
        <Pair name="x, y" value={`${formatQuantity(x_um, 'um', 5)}, ${formatQuantity(y_um, 'um', 5)}`} />
      </dl>
    </>
  );
}
