/** Arms side by side: one past and one seed, ticks in lock-step, one camera, one scale, and where they differ. */
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { formatTime } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { defaultScale } from '../render/palette.ts';
import { type Arm, openArm } from './arm.ts';
import { armCamera } from './arm-camera.ts';
import { ARM_PLANS, type ArmPlan, armEdits, forkOf } from './arm-plans.ts';
import { ArmView } from './arm-view.tsx';
import { IconButton } from './button.tsx';
import { Chart } from './chart.tsx';
import { askSaved, loadSession, setRunning } from './client.ts';
import { joined, onScale } from './difference.ts';
import { DifferenceView } from './difference-view.tsx';
import { layerTitle } from './layers-panel.tsx';
import { ScaleStrip } from './scale-strip.tsx';
import { doses, frame, history, info, layerName, tell } from './store.ts';

/** Ticks between pictures. */
const STRIDE = 2;
const COLOURS = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7'];

/** The arms that are compared; null: none are. */
export const arms = signal<readonly Arm[] | null>(null);
/** Changes with every moment that all arms have reached. */
const moment = signal(0);
const playing = signal(false);

/** Opens the form for a comparison from the present moment. */
export const choosing = signal(false);

export function Compare() {
  if (arms.value !== null) return <Arms list={arms.value} />;
  return choosing.value ? <Choose /> : null;
}

function Choose() {
  const [plans, setPlans] = useState<readonly ArmPlan[]>(['continuous', 'intermittent']);
  const now = frame.value?.picture.time ?? 0;
  return (
    <section class="compare" aria-label="Compare">
      <header class="panel-head">
        <h2>Compare from {formatTime(now)}</h2>
        <IconButton icon="close" label="Close the comparison" onPress={close} />
      </header>
      <p class="quiet">
        Every arm has the same past and the same seed, and goes its own way from now. Two to four arms run in lock-step.
      </p>
      {plans.map((plan, i) => (
        <label class="arm-choice">
          <span>
            <Mark colour={COLOURS[i]!} />
            Arm {i + 1}
          </span>
          <select
            aria-label={`Treatment of arm ${i + 1}`}
            value={plan}
            onChange={(event) =>
              setPlans(plans.map((one, k) => (k === i ? (event.currentTarget.value as ArmPlan) : one)))
            }
          >
            {ARM_PLANS.map(({ plan: value, name }) => (
              <option value={value}>{name}</option>
            ))}
          </select>
        </label>
      ))}
      <div class="share-group">
        <button type="button" class="plain" disabled={plans.length > 3} onClick={() => setPlans([...plans, 'none'])}>
          Add an arm
        </button>
        <button type="button" class="plain" disabled={plans.length < 3} onClick={() => setPlans(plans.slice(0, -1))}>
          One fewer
        </button>
        <button type="button" class="primary" onClick={() => void start(plans)}>
          Compare
        </button>
      </div>
    </section>
  );
}

/** The colour of an arm, as its line has it. */
function Mark({ colour }: { readonly colour: string }) {
  return <i class="arm-mark" style={{ background: colour }} />;
}

/** The kind with most cells. */
function mostCommon(): string {
  const states = info.value?.states ?? [];
  const counts = frame.value?.picture.counts ?? [];
  const sums = new Map<string, number>();
  for (const { kind, id } of states) sums.set(kind, (sums.get(kind) ?? 0) + (counts[id - 1] ?? 0));
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

async function start(plans: readonly ArmPlan[]): Promise<void> {
  setRunning(false);
  const saved = await askSaved(true);
  const session = { ...forkOf(saved.session), view: { layer: layerName.value } };
  const { times, counts } = history.value.data;
  const fork = { session, moment: saved.moment, past: { times, counts } };
  const time = session.tick * (info.value?.tick ?? 1);
  const [lanes, kind] = [doses.value, mostCommon()];
  choosing.value = false;
  playing.value = true;
  armCamera.value = null;
  arms.value = plans.map((plan, i) => {
    const name = ARM_PLANS.find((one) => one.plan === plan)?.name ?? plan;
    return openArm(`${i + 1} · ${name}`, fork, armEdits(plan, lanes, time, kind), goOn);
  });
}

/** When every arm is at the same tick, all of them may go on. */
function goOn(): void {
  const list = arms.value ?? [];
  if (list.length === 0 || list.some((arm) => !arm.isReady)) return;
  const tick = list[0]!.tick;
  if (list.some((arm) => arm.tick !== tick)) return;
  moment.value++;
  if (playing.value) for (const arm of list) arm.goTo(tick + STRIDE);
}

function close(): void {
  for (const arm of arms.value ?? []) arm.close();
  arms.value = null;
  choosing.value = false;
}

function Arms({ list }: { readonly list: readonly Arm[] }) {
  const [kind, setKind] = useState(mostCommon());
  const [pair, setPair] = useState(1);
  useEffect(() => close, []);
  const version = moment.value;
  const first = list[0]!;
  const shape = first.info.value?.shape;
  const pictures = list.map((arm) => arm.picture.value);
  const ready = pictures.every((picture) => picture !== null) && list.every((arm) => arm.isReady);
  const scale = ready ? joined(pictures as never) : null;
  const a = pictures[0];
  const kinds = [...new Set((first.info.value?.states ?? []).map((state) => state.kind))];
  return (
    <section class="compare running" aria-label="Compare" data-arms={list.length}>
      <header class="compare-head">
        <IconButton
          icon={playing.value ? 'pause' : 'play'}
          label={playing.value ? 'Pause the arms' : 'Run the arms'}
          emphasis
          onPress={() => {
            playing.value = !playing.value;
            goOn();
          }}
        />
        <output class="clock-time" aria-label="Time of the arms">
          {ready ? formatTime(a?.time ?? 0) : 'every arm opens…'}
        </output>
        <select
          aria-label="Layer of the arms"
          value={a?.layer.name ?? 'states'}
          onChange={(event) => {
            for (const arm of list) arm.showLayer(event.currentTarget.value);
          }}
        >
          {(first.info.value?.layers ?? []).map((layer) => (
            <option value={layer.name}>{layerTitle(layer)}</option>
          ))}
        </select>
        {a && scale && <ScaleStrip layer={a.layer} range={scale} scale={defaultScale(a.layer.kind)} />}
        <span class="quiet">seed {first.info.value?.seed}</span>
        <IconButton icon="close" label="Close the comparison" onPress={close} />
      </header>
      <div class="arms">
        {list.map((arm, i) => (
          <figure class="arm">
            <figcaption>
              <span>
                <Mark colour={COLOURS[i]!} />
                {arm.name}
              </span>
              <button
                type="button"
                class="small-button"
                disabled={!arm.isReady}
                title="Goes on with this arm alone"
                onClick={() => void take(arm)}
              >
                Open
              </button>
            </figcaption>
            <ArmView
              label={arm.name}
              states={arm.info.value?.states ?? null}
              shape={shape}
              picture={arm.picture.value && scale ? onScale(arm.picture.value, scale) : arm.picture.value}
            />
            {arm.problem.value !== '' && <p class="problem">{arm.problem.value}</p>}
          </figure>
        ))}
        <DifferenceView pair={pair} list={list} shape={shape} colours={COLOURS} choose={setPair} />
        <figure class="arm" key={version < 0 ? '' : 'chart'}>
          <figcaption>
            <select
              aria-label="Cells of the chart"
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value)}
            >
              {kinds.map((one) => (
                <option value={one}>{readable(one)}</option>
              ))}
            </select>
          </figcaption>
          <Chart key={kind} label={`${readable(kind)} in every arm`} height={190} data={() => chartOf(list, kind)} />
        </figure>
      </div>
    </section>
  );
}

function chartOf(list: readonly Arm[], kind: string) {
  void moment.value;
  const own = list.map((arm) =>
    (arm.info.value?.states ?? []).filter((state) => state.kind === kind).map(({ id }) => id),
  );
  const ticks = [...(list[0]?.counts.keys() ?? [])].sort((x, y) => x - y);
  const hours = list[0]?.info.value?.tick ?? 1;
  return {
    times: ticks.map((tick) => tick * hours),
    series: list.map((arm, i) => ({
      label: arm.name,
      colour: COLOURS[i]!,
      values: ticks.map((tick) => own[i]!.reduce((sum, id) => sum + (arm.counts.get(tick)?.[id - 1] ?? 0), 0)),
    })),
    log: false,
    axis: 'cells',
  };
}

async function take(arm: Arm): Promise<void> {
  playing.value = false;
  const session = await arm.session();
  close();
  loadSession(session);
  tell('info', `Going on with arm ${arm.name}.`);
}
