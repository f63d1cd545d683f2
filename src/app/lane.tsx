/** One lane of the treatment timeline: the predicted curve, and the lines of the schedule to drag. */
import { useRef, useState } from 'preact/hooks';
import { formatQuantity, formatSpan, formatTime } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { edit, switchDose } from './client.ts';
import { horizon } from './horizon.ts';
import { Icon } from './icons.tsx';
import { LineEditor } from './line-editor.tsx';
import type { DoseInfo, DoseLine } from './protocol.ts';
import {
  type Bounds,
  dragged,
  type Grip,
  isPast,
  laneKey,
  lineText,
  newLine,
  predicted,
  rawSchedule,
} from './schedule.ts';
import { doses, info, log, panelFrame, setOpenLine } from './store.ts';

/** Units of a lane's drawing; it is stretched to fit. */
const WIDTH = 1000;
const HEIGHT = 40;
/** Pixels from a line's end that take hold of it, and that a press may shake. */
const EDGE = 8;
const SHAKE = 4;

/** Sends a lane's lines as an edit. */
export function changeLane(lane: DoseInfo, lines: readonly DoseLine[]): void {
  edit({ what: 'dosing', doses: rawSchedule(doses.value, lane, lines) });
}

export function Lane({ lane }: { readonly lane: DoseInfo }) {
  const [draft, setDraft] = useState<{ index: number; line: DoseLine } | null>(null);
  const field = useRef<HTMLDivElement>(null);
  const now = panelFrame.value?.picture.time ?? 0;
  const end = horizon.value;
  const bounds: Bounds = { now, step: Math.max(1, info.value?.tick ?? 1), horizon: end };
  const lines = draft === null ? lane.lines : lane.lines.map((line, i) => (i === draft.index ? draft.line : line));
  const peak = Math.max(1e-12, ...lane.points.map(({ value }) => value), ...lines.map(({ amount }) => amount));
  const points = draft === null || lane.of !== 'field' ? lane.points : preview(lane, lines, now);
  const add = (time: number) => changeLane(lane, [...lane.lines, newLine(lane, Math.max(now, time), end)]);
  return (
    <div class="lane">
      <LaneHead lane={lane} onAdd={() => add(now)} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in the head adds a line too */}
      <div
        class="lane-field"
        ref={field}
        title="Double click to give some here"
        onDblClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          add(bounds.step * Math.round((end * (event.clientX - box.left)) / box.width / bounds.step));
        }}
      >
        <Curve lane={lane} points={points} peak={peak} now={now} end={end} />
        {lines.map((line, index) => (
          <Block
            key={`${laneKey(lane)} ${index}`}
            lane={lane}
            line={line}
            index={index}
            peak={peak}
            bounds={bounds}
            onDraft={(next) => setDraft(next === null ? null : { index, line: next })}
          />
        ))}
        <Switches lane={lane} end={end} />
        <span class="track-peak">{formatQuantity(peak, lane.unit)}</span>
      </div>
      <LineEditor lane={lane} bounds={bounds} />
    </div>
  );
}

/** What the blood would do with the lines as they are dragged; the past stays as it was. */
function preview(lane: DoseInfo, lines: readonly DoseLine[], now: number): DoseInfo['points'] {
  const values = predicted(
    lane,
    lines,
    lane.points.map(({ time }) => time),
  );
  return lane.points.map((point, i) => (point.time < now ? point : { time: point.time, value: values[i]! }));
}

function LaneHead({ lane, onAdd }: { readonly lane: DoseInfo; readonly onAdd: () => void }) {
  const name = readable(lane.name);
  const blood = lane.of === 'field' ? panelFrame.value?.picture.blood[lane.field] : undefined;
  return (
    <div class="lane-head">
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={lane.on}
        aria-label={`Give ${name}`}
        title={lane.on ? `Stop giving ${name} from now on` : `Give ${name} from now on`}
        onClick={() => toggle(lane)}
      >
        <span class="switch-knob" />
      </button>
      <span class="track-name" title={name}>
        {name}
      </span>
      {blood !== undefined && (
        <output class="quiet" aria-label={`${name} in blood`} title={`${name} in blood now`}>
          {formatQuantity(blood, lane.unit)}
        </output>
      )}
      <button
        type="button"
        class="small-button"
        aria-label={`Give more ${name}`}
        title="Another line from now on"
        onClick={onAdd}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

function toggle(lane: DoseInfo): void {
  if (lane.of === 'field') {
    switchDose(lane.field, !lane.on);
    return;
  }
  const now = panelFrame.value?.picture.time ?? 0;
  const past = lane.lines.filter((line) => line.from < now);
  changeLane(
    lane,
    lane.on ? past.map((line) => ({ ...line, until: now })) : [...past, { ...newLine(lane, now, 0), until: null }],
  );
}

interface CurveProps {
  readonly lane: DoseInfo;
  readonly points: DoseInfo['points'];
  readonly peak: number;
  readonly now: number;
  readonly end: number;
}

/** Blood concentration: what was is full, what is predicted is pale. */
function Curve({ lane, points, peak, now, end }: CurveProps) {
  const x = (time: number) => (WIDTH * Math.min(time, end)) / end;
  const y = (value: number) => HEIGHT * (1 - (0.9 * value) / peak);
  const line = points.map(({ time, value }) => `L${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const area = `M0 ${HEIGHT}${line}L${x(points.at(-1)?.time ?? 0)} ${HEIGHT}Z`;
  const clip = `past-${laneKey(lane).replace(/\W/g, '-')}`;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${readable(lane.name)} over ${formatSpan(end)}, at most ${formatQuantity(peak, lane.unit)}`}
    >
      <clipPath id={clip}>
        <rect x={0} y={0} width={x(now)} height={HEIGHT} />
      </clipPath>
      <path class="track-planned" d={area} />
      <path class="track-given" d={area} clip-path={`url(#${clip})`} />
      <line class="track-now" x1={x(now)} x2={x(now)} y1={-3} y2={HEIGHT + 3} />
    </svg>
  );
}

/** What conditional rules have switched. */
function Switches({ lane, end }: { readonly lane: DoseInfo; readonly end: number }) {
  const tick = info.value?.tick ?? 1;
  const own = (log.value?.switched ?? []).filter(({ field }) => lane.of === 'field' && field === lane.field);
  return (
    <>
      {own.map(({ tick: at, on }) => (
        <i
          class={on ? 'lane-switch on' : 'lane-switch'}
          style={{ left: `${(100 * at * tick) / end}%` }}
          title={`${formatTime(at * tick)}: a rule ${on ? 'gave it again' : 'stopped it'}`}
        />
      ))}
    </>
  );
}

interface BlockProps {
  readonly lane: DoseInfo;
  readonly line: DoseLine;
  readonly index: number;
  readonly peak: number;
  readonly bounds: Bounds;
  readonly onDraft: (line: DoseLine | null) => void;
}

/** A line of the schedule: drag to move, its ends to shorten, up and down for the amount; press to edit. */
function Block({ lane, line, index, peak, bounds, onDraft }: BlockProps) {
  const { now, horizon: end } = bounds;
  const until = Math.min(line.until ?? end, end);
  if (line.from >= end) return null;
  const past = isPast(line, now);
  const said = lineText(line, formatQuantity(line.amount, lane.unit), formatSpan);
  const style = {
    left: `${(100 * line.from) / end}%`,
    width: `${(100 * (until - line.from)) / end}%`,
    height: `${Math.max(22, (90 * line.amount) / peak)}%`,
    backgroundImage: stripes(line, until),
  };
  const commit = (next: DoseLine) =>
    changeLane(
      lane,
      lane.lines.map((one, i) => (i === index ? next : one)),
    );
  return (
    <button
      type="button"
      class={past ? 'dose-block past' : 'dose-block'}
      style={style}
      data-arrows
      aria-label={`${readable(lane.name)}: ${said}`}
      title={past ? `${said}: given` : `${said}. Drag to move or resize, up and down for the amount; click to edit`}
      disabled={past}
      onPointerDown={(event) => !past && drag(event, line, bounds, onDraft, commit, () => setOpenLine(lane, index))}
      onKeyDown={(event) => pressed(event, lane, line, index, bounds, commit)}
      onDblClick={(event) => event.stopPropagation()}
    />
  );
}

/** Holidays and single doses as stripes. */
function stripes(line: DoseLine, until: number): string {
  const length = Math.max(1e-9, until - line.from);
  const part = (hours: number) => `${((100 * hours) / length).toFixed(3)}%`;
  const layers: string[] = [];
  if (line.cycle !== null) {
    const { on, off } = line.cycle;
    layers.push(
      `repeating-linear-gradient(90deg, transparent 0 ${part(on)}, var(--surface) ${part(on)} ${part(on + off)})`,
    );
  }
  if (line.every !== null && line.how !== 'hold' && length / line.every < 120) {
    layers.push(`repeating-linear-gradient(90deg, var(--dose) 0 2px, transparent 2px ${part(line.every)})`);
  }
  return layers.join(', ') || 'none';
}

function drag(
  event: PointerEvent,
  line: DoseLine,
  bounds: Bounds,
  onDraft: (line: DoseLine | null) => void,
  commit: (line: DoseLine) => void,
  open: () => void,
): void {
  const block = event.currentTarget as HTMLElement;
  const [own, lane] = [block.getBoundingClientRect(), block.parentElement!.getBoundingClientRect()];
  const wide = own.width > 3 * EDGE;
  const grip: Grip =
    wide && event.clientX > own.right - EDGE ? 'end' : wide && event.clientX < own.left + EDGE ? 'start' : 'body';
  const [x, y] = [event.clientX, event.clientY];
  let axis: 'time' | 'amount' | null = null;
  let next: DoseLine | null = null;
  block.setPointerCapture(event.pointerId);
  block.onpointermove = ({ clientX, clientY }) => {
    const [dx, dy] = [clientX - x, clientY - y];
    if (axis === null && Math.hypot(dx, dy) < SHAKE) return;
    axis ??= grip !== 'body' || Math.abs(dx) >= Math.abs(dy) ? 'time' : 'amount';
    const hours = axis === 'time' ? (dx / lane.width) * bounds.horizon : 0;
    const factor = axis === 'amount' ? 2 ** (-dy / 24) : 1;
    next = dragged(line, grip, hours, factor, bounds);
    onDraft(next);
  };
  const end = (take: boolean) => {
    block.onpointermove = null;
    block.onpointerup = null;
    block.onpointercancel = null;
    onDraft(null);
    if (!take) return;
    if (next === null) open();
    else commit(next);
  };
  block.onpointerup = () => end(true);
  block.onpointercancel = () => end(false);
}

/** Arrows move by a day, with Shift the end; up and down change the amount by a tenth. */
function pressed(
  event: KeyboardEvent,
  lane: DoseInfo,
  line: DoseLine,
  index: number,
  bounds: Bounds,
  commit: (line: DoseLine) => void,
): void {
  const grip: Grip = event.shiftKey ? 'end' : 'body';
  const deeds: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => commit(dragged(line, grip, -24, 1, bounds)),
    ArrowRight: () => commit(dragged(line, grip, 24, 1, bounds)),
    ArrowUp: () => commit(dragged(line, 'body', 0, 1.1, bounds)),
    ArrowDown: () => commit(dragged(line, 'body', 0, 1 / 1.1, bounds)),
    Enter: () => setOpenLine(lane, index),
    Delete: () =>
      changeLane(
        lane,
        lane.lines.filter((_, i) => i !== index),
      ),
  };
  const deed = deeds[event.key];
  if (deed === undefined) return;
  event.preventDefault();
  deed();
}
