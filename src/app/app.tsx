/** The page: header, rails, tissue, time along the bottom. */
import { Compare } from './compare.tsx';
import { DropTable } from './drop-table.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { INTERFACE } from './interface.ts';
import { Later } from './later.tsx';
import { Notices } from './notices.tsx';
import { LeftRail, PhoneTabs, RightRail } from './rails.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { ScenePicker } from './scene-picker.tsx';
import { Stage } from './stage.tsx';
import { StatusLine, WarningList } from './status-line.tsx';
import { dialogue, folded, tab } from './store.ts';
import { tourPlace } from './tour.tsx';
import { Transport } from './transport.tsx';

export function App() {
  const { left, right, bottom, bare } = folded.value;
  const away = [left && 'left', right && 'right', bottom && 'bottom', bare && 'bare'].filter(Boolean).join(' ');
  return (
    <div class="app" data-folded={away} data-tour={tourPlace()} data-ui={INTERFACE}>
      <Header />
      <main class="work" data-tab={tab.value}>
        <LeftRail />
        <Stage />
        <RightRail />
        <Transport />
        <PhoneTabs />
      </main>
      <StatusLine />
      <Notices />
      <Dialogues />
      <Compare />
      <DropTable />
    </div>
  );
}

const claims = () => import('./claims.tsx').then(({ Claims }) => Claims);
const recordPanel = () => import('./record-panel.tsx').then(({ RecordPanel }) => RecordPanel);
const sharePanel = () => import('./share-panel.tsx').then(({ SharePanel }) => SharePanel);

function Dialogues() {
  if (dialogue.value === 'scenes') return <ScenePicker />;
  if (dialogue.value === 'claims') return <Later load={claims} />;
  if (dialogue.value === 'record') return <Later load={recordPanel} />;
  if (dialogue.value === 'rules') return <RulesPanel />;
  if (dialogue.value === 'share') return <Later load={sharePanel} />;
  if (dialogue.value === 'warnings') return <WarningList />;
  return dialogue.value === 'help' ? <Help /> : null;
}
