/** One line at the foot: where it runs, how large it is, how fast it goes, and what to beware of. */
import { formatLength, formatNumber } from '../render/format.ts';
import { backendText } from './backend-text.ts';
import { Dialogue } from './dialogue.tsx';
import { Icon } from './icons.tsx';
import { dialogue, info, panelFrame, running } from './store.ts';

export function StatusLine() {
  const session = info.value;
  const warnings = panelFrame.value?.warnings ?? [];
  return (
    <footer class="status">
      {session !== null && (
        <>
          <span class="status-backend" title={backendText(session)}>
            {backendText(session)}
          </span>
          <span class="status-size">
            {session.shape.width} × {session.shape.height} sites
          </span>
          <span class="status-size">{formatNumber(session.shape.spacing)} µm/site</span>
          <span class="status-size">
            {formatLength(session.shape.width * session.shape.spacing)} ×{' '}
            {formatLength(session.shape.height * session.shape.spacing)}
          </span>
          <span class="status-size">tick {panelFrame.value?.picture.tick ?? 0}</span>
          <span class="figure">{running.value ? `${rateText()} ticks/s` : 'paused'}</span>
        </>
      )}
      {warnings.length > 0 && (
        <button
          type="button"
          class="status-warnings"
          onClick={() => {
            dialogue.value = 'warnings';
          }}
        >
          <Icon name="warning" /> {warnings.length} {warnings.length === 1 ? 'warning' : 'warnings'}
        </button>
      )}
    </footer>
  );
}

/** The list of warnings so far. */
export function WarningList() {
  return (
    <Dialogue title="Warnings">
      <ul class="warning-list">
        {(panelFrame.value?.warnings ?? []).map((warning) => (
          <li>{warning}</li>
        ))}
      </ul>
    </Dialogue>
  );
}

function rateText(): string {
  return formatNumber(panelFrame.value?.ticksPerSecond ?? 0, 2);
}
