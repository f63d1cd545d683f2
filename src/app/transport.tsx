/** Play, step, restart, speed, and where in the scene we are. */
import { useState } from 'preact/hooks';
import { parseDuration } from '../model/units.ts';
import { formatNumber, formatSpan, formatTime } from '../render/format.ts';
import { IconButton } from './button.tsx';
import { restart, runUntil, setRunning, setSpeed, stepOnce } from './client.ts';
import { info, log, panelFrame, running, speed } from './store.ts';
import { Timeline } from './timeline.tsx';
import { Treatments } from './treatments.tsx';

/** Ticks per second that the slider offers; the last is as fast as it goes. */
const SPEEDS = [1, 2, 4, 8, 16, 32, 64, Number.POSITIVE_INFINITY];

export function Transport() {
  return (
    <section class="transport" aria-label="Run">
      <div class="transport-main">
        <Buttons />
        <Clock />
        <Until />
        <Treatments />
        <Speed />
      </div>
      <Timeline />
    </section>
  );
}

function Buttons() {
  const idle = info.value === null;
  const playing = running.value;
  return (
    <div class="transport-buttons">
      <IconButton icon="restart" label="Restart" shortcut="R" disabled={idle} onPress={restart} />
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? 'Pause' : 'Play'}
        shortcut="Space"
        emphasis
        disabled={idle}
        onPress={() => setRunning(!playing)}
      />
      <IconButton icon="step" label="Single step" shortcut="S" disabled={idle} onPress={stepOnce} />
    </div>
  );
}

/** Runs to a time and pauses there. */
function Until() {
  const [wanted, setWanted] = useState('');
  const [problem, setProblem] = useState('');
  return (
    <form
      class="until"
      onSubmit={(event) => {
        event.preventDefault();
        try {
          runUntil(Math.round(parseDuration(wanted) / (info.value?.tick ?? 1)));
          setProblem('');
        } catch (error) {
          setProblem(error instanceof Error ? error.message : String(error));
        }
      }}
    >
      <input
        type="text"
        aria-label="Run until"
        placeholder="run until 7 d"
        title={problem || 'Time to run to, e.g. 7 d or 36 h; Enter starts'}
        aria-invalid={problem !== ''}
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
    </form>
  );
}

function Clock() {
  const goal = log.value?.goal ?? null;
  return (
    <div class="clock">
      <output class="clock-time" aria-label="Simulated time">
        {formatTime(panelFrame.value?.picture.time ?? 0)}
      </output>
      <span class="quiet">
        {goal === null
          ? `of ${formatSpan(info.value?.until ?? 0)}`
          : `going to ${formatSpan(goal * (info.value?.tick ?? 1))}…`}
      </span>
    </div>
  );
}

function Speed() {
  const text = speedText(speed.value);
  const hours = speed.value * (info.value?.tick ?? 0);
  return (
    <label class="speed">
      <span class="speed-text">
        {text}
        {Number.isFinite(hours) && <span class="speed-hours"> · {formatNumber(hours)} h/s</span>}
      </span>
      <input
        type="range"
        min={0}
        max={SPEEDS.length - 1}
        step={1}
        value={SPEEDS.indexOf(speed.value)}
        aria-label="Speed"
        aria-valuetext={text}
        title="Speed: ticks per second"
        onInput={(event) => setSpeed(SPEEDS[Number(event.currentTarget.value)] as number)}
      />
    </label>
  );
}

function speedText(ticksPerSecond: number): string {
  return Number.isFinite(ticksPerSecond) ? `up to ${ticksPerSecond} ticks/s` : 'top speed';
}
