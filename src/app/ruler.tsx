/** Time as an axis: what was kept, what was done, and the playhead to drag. */
import { scaleLinear } from 'd3-scale';
import { formatSpan, formatTime } from '../render/format.ts';
import { IconButton } from './button.tsx';
import { branchHere, redo, seek, takeBranch, undo } from './client.ts';
import { entryText } from './entry-text.ts';
import { horizon } from './horizon.ts';
import { KEPT_BYTES } from './kept-bytes.ts';
import type { LogInfo } from './protocol.ts';
import { info, log, panelFrame } from './store.ts';

const MEGABYTE = 2 ** 20;
/** Part of the axis beyond which there is no room for a number. */
const LAST_NUMBER = 0.92;

export function Ruler() {
  const tick = info.value?.tick ?? 1;
  const now = panelFrame.value?.picture.tick ?? 0;
  const end = horizon.value;
  const percent = (hours: number) => `${(100 * Math.min(hours, end)) / end}%`;
  const known = log.value;
  const days = scaleLinear([0, end / 24], [0, 1]).ticks(7);
  return (
    <div class="lane ruler-lane">
      <RulerHead known={known} />
      <div
        class="ruler"
        role="slider"
        tabIndex={0}
        data-arrows
        aria-label="Time"
        aria-valuemin={0}
        aria-valuemax={Math.round(end / tick)}
        aria-valuenow={now}
        aria-valuetext={formatTime(now * tick)}
        title="Drag to go back or ahead in time; arrow keys go by a tick"
        onKeyDown={(event) => pressed(event, now, end / tick)}
        onPointerDown={(event) => scrub(event, end / tick)}
      >
        {days.map((day) => (
          <span class="ruler-day" style={{ left: percent(24 * day) }}>
            {day === 0 || 24 * day > LAST_NUMBER * end ? '' : `${day} d`}
          </span>
        ))}
        <div class="ruler-reached" style={{ width: percent((known?.reached ?? now) * tick) }} />
        {known?.kept.map((kept) => (
          <i class="ruler-kept" style={{ left: percent(kept * tick) }} />
        ))}
        {known !== null && <Marks known={known} tick={tick} percent={percent} />}
        {known?.goal != null && <i class="ruler-goal" style={{ left: percent(known.goal * tick) }} />}
        <i class="ruler-now" style={{ left: percent(now * tick) }} />
      </div>
    </div>
  );
}

/** Edits: nearby ones share a mark. */
function Marks(props: { readonly known: LogInfo; readonly tick: number; readonly percent: (hours: number) => string }) {
  const { known, tick, percent } = props;
  const wide = horizon.value / tick / 160;
  const groups: { tick: number; texts: string[]; kinds: Set<string>; ahead: boolean }[] = [];
  known.entries.forEach(({ tick: at, edit }, i) => {
    const last = groups.at(-1);
    const ahead = i >= known.applied;
    if (last && at - last.tick < wide && last.ahead === ahead) {
      last.texts.push(entryText(edit));
      last.kinds.add(edit.what);
    } else groups.push({ tick: at, texts: [entryText(edit)], kinds: new Set([edit.what]), ahead });
  });
  return (
    <>
      {groups.map((group) => (
        <i
          class={`ruler-mark ${group.kinds.size === 1 ? [...group.kinds][0] : 'many'} ${group.ahead ? 'ahead' : ''}`}
          style={{ left: percent(group.tick * tick) }}
          title={`${formatTime(group.tick * tick)}: ${[...new Set(group.texts)].slice(-4).join('; ')}`}
        />
      ))}
    </>
  );
}

function RulerHead({ known }: { readonly known: LogInfo | null }) {
  const ahead = known !== null && known.applied < known.entries.length;
  const bytes = Math.round((known?.keptBytes ?? 0) / MEGABYTE);
  const kept = known?.kept.length ?? 0;
  return (
    <div class="lane-head">
      <IconButton icon="undo" label="Undo" shortcut="Control+Z" disabled={!(known?.canUndo ?? false)} onPress={undo} />
      <IconButton
        icon="redo"
        label="Redo"
        shortcut="Control+Shift+Z"
        disabled={!(known?.canRedo ?? false)}
        onPress={redo}
      />
      <IconButton
        icon="branch"
        label="Branch: go on from here without the changes ahead, which stay"
        disabled={!ahead}
        onPress={branchHere}
      />
      {known !== null && known.branches.length > 0 && (
        <select
          class="branches"
          aria-label="Branches"
          value=""
          onChange={(event) => takeBranch(Number(event.currentTarget.value))}
        >
          <option value="" disabled>
            {known.branches.length} more
          </option>
          {known.branches.map((branch, i) => (
            <option value={i}>
              {i + 1}: {branch.edits} changes, to {formatSpan(branch.tick * (info.value?.tick ?? 1))}
            </option>
          ))}
        </select>
      )}
      <span
        class="quiet lane-note"
        title={`${kept} moments are kept to go back to; they take ${bytes} of at most ${KEPT_BYTES / MEGABYTE} MB`}
      >
        {bytes}/{KEPT_BYTES / MEGABYTE} MB kept
      </span>
    </div>
  );
}

/** Keys come faster than the simulation: the tick that the last one asked for, and when. */
let wanted = 0;
let pressedAt = Number.NEGATIVE_INFINITY;
const SETTLED_MS = 3000;

function pressed(event: KeyboardEvent, now: number, last: number): void {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -48, PageDown: 48 };
  const step = steps[event.key];
  if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
  event.preventDefault();
  const from = performance.now() - pressedAt < SETTLED_MS ? wanted : now;
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? last : from + (step ?? 0);
  [wanted, pressedAt] = [Math.min(Math.max(0, Math.round(to)), Math.round(last)), performance.now()];
  seek(wanted);
}

function scrub(event: PointerEvent, last: number): void {
  const ruler = event.currentTarget as HTMLElement;
  const box = ruler.getBoundingClientRect();
  const go = ({ clientX }: PointerEvent) => {
    seek(Math.round(last * Math.min(1, Math.max(0, (clientX - box.left) / box.width))));
  };
  ruler.setPointerCapture(event.pointerId);
  ruler.onpointermove = go;
  ruler.onpointerup = () => {
    ruler.onpointermove = null;
  };
  go(event);
}
