/** The page: header, tissue, panels, foot. */
import { AboutPanel } from './about-panel.tsx';
import { CellsPanel } from './cells-panel.tsx';
import { Claims } from './claims.tsx';
import { DropTable } from './drop-table.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { Inspector } from './inspector.tsx';
import { Notices } from './notices.tsx';
import { ParametersPanel } from './parameters-panel.tsx';
import { RecordPanel } from './record-panel.tsx';
import { ScenePicker } from './scene-picker.tsx';
import { Stage } from './stage.tsx';
import { StatusLine, WarningList } from './status-line.tsx';
import { dialogue, tab } from './store.ts';
import { Transport } from './transport.tsx';

/** On a phone the side shows one tab at a time; elsewhere the tabs are hidden and everything shows. */
const TABS = [
  ['cells', 'Cells'],
  ['site', 'Site'],
  ['about', 'Scene'],
] as const;

export function App() {
  return (
    <div class="app">
      <Header />
      <main class="work" data-tab={tab.value}>
        <Stage />
        <Transport />
        <Inspector />
        <aside class="side">
          <Tabs />
          <div class="panel-side">
            <AboutPanel />
            <CellsPanel />
            <ParametersPanel />
          </div>
        </aside>
      </main>
      <StatusLine />
      <Notices />
      <Dialogues />
      <DropTable />
    </div>
  );
}

function Tabs() {
  return (
    <div class="tabs" role="tablist" aria-label="Panels">
      {TABS.map(([name, title]) => (
        <button
          type="button"
          role="tab"
          aria-selected={tab.value === name}
          onClick={() => {
            tab.value = name;
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

function Dialogues() {
  if (dialogue.value === 'scenes') return <ScenePicker />;
  if (dialogue.value === 'claims') return <Claims />;
  if (dialogue.value === 'record') return <RecordPanel />;
  if (dialogue.value === 'warnings') return <WarningList />;
  return dialogue.value === 'help' ? <Help /> : null;
}
