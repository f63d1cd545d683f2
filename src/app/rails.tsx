/** The panels left and right of the tissue; on a phone one of them at a time, below it. */
import { ChartsPanel } from './charts-panel.tsx';
import { Inspector } from './inspector.tsx';
import { LayersPanel } from './layers-panel.tsx';
import { ModelPanel } from './model-panel.tsx';
import { ScenePanel } from './scene-panel.tsx';
import { openTab, type RightTab, rightTab, tab } from './store.ts';
import { ToolsPanel } from './tools-panel.tsx';

const RIGHT: readonly (readonly [RightTab, string])[] = [
  ['charts', 'Charts'],
  ['inspect', 'Inspect'],
  ['model', 'Model'],
];

export function LeftRail() {
  return (
    <aside class="rail left" aria-label="Scene, layers and tools">
      <ScenePanel />
      <ToolsPanel />
      <LayersPanel />
    </aside>
  );
}

export function RightRail() {
  return (
    <aside class="rail right" aria-label="Charts, inspector and model" data-tab={rightTab.value}>
      <div class="tabs" role="tablist" aria-label="Panels on the right">
        {RIGHT.map(([name, title]) => (
          <button type="button" role="tab" aria-selected={rightTab.value === name} onClick={() => openTab(name)}>
            {title}
          </button>
        ))}
      </div>
      <div class="rail-body">
        <ChartsPanel />
        <Inspector />
        <ModelPanel />
      </div>
    </aside>
  );
}

/** A phone has room for one panel. */
export function PhoneTabs() {
  const all = [['layers', 'Layers'], ['tools', 'Tools'], ...RIGHT] as const;
  return (
    <div class="phone-tabs" role="tablist" aria-label="Panels">
      {all.map(([name, title]) => (
        <button type="button" role="tab" aria-selected={tab.value === name} onClick={() => openTab(name)}>
          {title}
        </button>
      ))}
    </div>
  );
}
