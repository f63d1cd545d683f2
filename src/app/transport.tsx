/** Play, step, restart, speed, and where in the scene we are. */
import { formatNumber, formatTime } from '../render/format.ts';
import { IconButton } from './button.tsx';
import { restart, setRunning, setSpeed, stepOnce } from './client.ts';
import { frame, info, running, speed } from './store.ts';

/** Ticks per second that the slider offers; the last is as fast as it goes. */
const SPEEDS = [1, 2, 4, 8, 16, 32, 64, Number.POSITIVE_INFINITY];

export function Transport() {
  const ready = info.value !== null;
  const playing = running.value;
  return (
    <section class="transport" aria-label="Run">
      <div class="transport-buttons">
        <IconButton icon="restart" label="Restart" shortcut="R" disabled={!ready} onPress={restart} />
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? 'Pause' : 'Play'}
          shortcut="Space"
          emphasis
          disabled={!ready}
          onPress={() => setRunning(!playing)}
        />
        <IconButton icon="step" label="Single step" shortcut="S" disabled={!ready} onPress={stepOnce} />
      </div>
      <Clock />
      <Speed />
    </section>
  );
}

function Clock() {
  const time = frame.value?.snapshot.time ?? 0;
  const until = info.value?.until ?? 0;
  return (
    <div class="clock">
      <div class="clock-text">
        <output class="clock-time" aria-label="Simulated time">
          {formatTime(time)}
        </output>
        <span class="quiet">of {formatTime(until)}</span>
      </div>
      <progress class="clock-bar" aria-label="Progress through the scene" max={until} value={Math.min(time, until)} />
    </div>
  );
}

function Speed() {
  const index = SPEEDS.indexOf(speed.value);
  const text = speedText(speed.value, info.value?.tick ?? 0.5);
  return (
    <label class="speed">
      <span class="speed-text">{text}</span>
      <input
        type="range"
        min={0}
        max={SPEEDS.length - 1}
        step={1}
        value={index}
        aria-label="Speed"
        aria-valuetext={text}
        title="Speed: ticks per second"
        onInput={(event) => setSpeed(SPEEDS[Number(event.currentTarget.value)] as number)}
      />
    </label>
  );
}

function speedText(ticksPerSecond: number, tick: number): string {
  if (!Number.isFinite(ticksPerSecond)) return 'as fast as it goes';
  return `${ticksPerSecond} ticks/s · ${formatNumber(ticksPerSecond * tick)} h/s`;
}
