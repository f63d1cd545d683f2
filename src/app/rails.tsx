/** The panels left and right of the tissue; on a phone one of them at a time, below it. */
import { ChartsPanel } from './charts-panel.tsx';
import { Inspector } from './inspector.tsx';
import { LayersPanel } from './layers-panel.tsx';
import { ModelPanel } from './model-panel.tsx';
import { ScenePanel } from './scene-panel.tsx';
import { type LeftTab, openTab, type RightTab, rightTab, tab } from './store.ts';
import { ToolsPanel } from './tools-panel.tsx';

const RIGHT: readonly (readonly [name: RightTab, title: string, hint: string])[] = [
  ['charts', 'Charts', 'Charts over time (1)'],
  ['inspect', 'Inspect', 'The chosen cell and the marked region (2)'],
  ['model', 'Model', 'Parameters and equations (3)'],
];
/** Elsewhere this lies along the bottom. */
const TREAT = ['treat', 'Treat', 'Time and treatment (T)'] as const;
const LEFT: readonly (readonly [name: LeftTab, title: string, hint: string])[] = [
  ['layers', 'Layers', 'What the tissue is coloured by (L)'],
  ['tools', 'Tools', 'Look, paint, mark, measure (V, B, M, D)'],
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
        {RIGHT.map(([name, title, hint]) => (
          <button
            type="button"
            role="tab"
            title={hint}
            aria-selected={rightTab.value === name}
            onClick={() => openTab(name)}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="rail-body">
        {rightTab.value === 'charts' && <ChartsPanel />}
        {rightTab.value === 'inspect' && <Inspector />}
        <ModelPanel />
      </div>
    </aside>
  );
}

/** A phone has room for one panel. */
export function PhoneTabs() {
  const all = [...LEFT, ...RIGHT, TREAT];
  return (
    <div class="phone-tabs" role="tablist" aria-label="Panels">
      {all.map(([name, title, hint]) => (
        <button type="button" role="tab" title={hint} aria-selected={tab.value === name} onClick={() => openTab(name)}>
          {title}
        </button>
      ))}
    </div>
  );
}
