/** The scene's time from left to right: one track per dosed field with its blood concentration, and the playhead through all. */
import { formatQuantity, formatSpan } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { switchDose } from './client.ts';
import type { DoseInfo } from './protocol.ts';
import { doses, frame, info } from './store.ts';

/** Units of a track's drawing; it is stretched to fit. */
const WIDTH = 1000;
const HEIGHT = 30;

export function Timeline() {
  return (
    <div class="timeline">
      {doses.value.map((dose) => (
        <DoseTrack key={dose.field} dose={dose} />
      ))}
      {doses.value.length === 0 && <ProgressTrack />}
    </div>
  );
}

function ProgressTrack() {
  const until = info.value?.until ?? 1;
  const time = frame.value?.picture.time ?? 0;
  return (
    <div class="track bare">
      <span class="quiet">no drug in this scene</span>
      <progress aria-label="Progress through the scene" max={until} value={Math.min(time, until)} />
    </div>
  );
}

function DoseTrack({ dose }: { readonly dose: DoseInfo }) {
  const name = readable(dose.name);
  const now = frame.value?.picture.blood[dose.field] ?? 0;
  return (
    <div class="track">
      <div class="track-head">
        <button
          type="button"
          role="switch"
          class="switch"
          aria-checked={dose.on}
          aria-label={`Give ${name}`}
          title={dose.on ? `Stop giving ${name} from now on` : `Give ${name} from now on`}
          onClick={() => switchDose(dose.field, !dose.on)}
        >
          <span class="switch-knob" />
        </button>
        <span class="track-name">{name}</span>
        <output class="quiet" aria-label={`${name} in blood`} title={`${name} in blood now`}>
          {formatQuantity(now, dose.unit)}
        </output>
      </div>
      <Curve dose={dose} now={now} />
    </div>
  );
}

/** Blood concentration over the schedule: what was is full, what is planned is pale. */
function Curve({ dose, now }: { readonly dose: DoseInfo; readonly now: number }) {
  const { points } = dose;
  const until = points.at(-1)?.time ?? 1;
  const peak = Math.max(now, ...points.map(({ value }) => value));
  const x = (time: number) => (WIDTH * Math.min(time, until)) / until;
  const y = (value: number) => HEIGHT * (1 - (0.94 * value) / (peak > 0 ? peak : 1));
  const line = points.map(({ time, value }) => `L${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const area = `M0 ${HEIGHT}${line}L${WIDTH} ${HEIGHT}Z`;
  const head = x(frame.value?.picture.time ?? 0);
  const clip = `past-${dose.field}`;
  return (
    <div class="track-curve">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${readable(dose.name)} in blood over ${formatSpan(until)}, at most ${formatQuantity(peak, dose.unit)}`}
      >
        <clipPath id={clip}>
          <rect x={0} y={0} width={head} height={HEIGHT} />
        </clipPath>
        <path class="track-planned" d={area} />
        <path class="track-given" d={area} clip-path={`url(#${clip})`} />
        <line class="track-now" x1={head} x2={head} y1={-3} y2={HEIGHT + 3} />
      </svg>
      <span class="track-peak">peak {formatQuantity(peak, dose.unit)}</span>
    </div>
  );
}
