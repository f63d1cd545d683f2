/** Every dosed field: a switch, the blood concentration now, and over the whole schedule. */
import { formatQuantity, formatSpan, formatUnit } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { switchDose } from './client.ts';
import type { DoseInfo } from './protocol.ts';
import { doses, frame, info } from './store.ts';

const WIDTH = 300;
const HEIGHT = 44;

export function DosePanel() {
  return (
    <section class="panel dose-panel" aria-label="Dosing">
      <header class="panel-head">
        <h2>Dosing</h2>
      </header>
      {doses.value.length === 0 && <p class="quiet">This scene doses nothing.</p>}
      {doses.value.map((dose) => (
        <Dose key={dose.field} dose={dose} />
      ))}
    </section>
  );
}

function Dose({ dose }: { readonly dose: DoseInfo }) {
  const name = readable(dose.name);
  const now = frame.value?.snapshot.blood[dose.field] ?? 0;
  return (
    <div class="dose">
      <div class="dose-head">
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
        <span class="dose-name">{name}</span>
        <output class="dose-now" aria-label={`${name} in blood`}>
          {formatQuantity(now, dose.unit)}
        </output>
      </div>
      <Curve dose={dose} now={now} />
    </div>
  );
}

/** Blood concentration over the schedule, as an area with the playhead. */
function Curve({ dose, now }: { readonly dose: DoseInfo; readonly now: number }) {
  const { points } = dose;
  const until = points.at(-1)?.time ?? 1;
  const most = Math.max(now, ...points.map((point) => point.value)) || 1;
  const x = (time: number) => (WIDTH * Math.min(time, until)) / until;
  const y = (value: number) => HEIGHT * (1 - (0.95 * value) / most);
  const path = points.map(({ time, value }) => `L${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const head = x(frame.value?.snapshot.time ?? 0);
  return (
    <figure class="dose-curve">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${readable(dose.name)} in blood over ${formatSpan(until)}, at most ${formatQuantity(most, dose.unit)}`}
      >
        <path class="dose-area" d={`M0 ${HEIGHT}${path}L${WIDTH} ${HEIGHT}Z`} />
        <line class="dose-head-line" x1={head} x2={head} y1={0} y2={HEIGHT} />
      </svg>
      <figcaption class="dose-axis quiet">
        <span>0</span>
        <span>
          blood [{formatUnit(dose.unit) || '1'}], peak {formatQuantity(most, '1')}
        </span>
        <span>{formatSpan(Math.max(until, info.value?.until ?? 0))}</span>
      </figcaption>
    </figure>
  );
}
