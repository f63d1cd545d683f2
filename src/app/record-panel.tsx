/** The dialogue that records a video of the current scene. */
import { useRef, useState } from 'preact/hooks';
import { formatNumber, formatSpan } from '../render/format.ts';
import { setRunning } from './client.ts';
import { Dialogue } from './dialogue.tsx';
import { download } from './download.ts';
import { changedParameters, planOf, type RecordForm, record } from './record.ts';
import { dialogue, info, layerName, parameterValues, running, scaleName, table } from './store.ts';

const SIZES = ['1280x720', '1920x1080', '1080x1080', '1080x1920'];

type Progress = { readonly done: number; readonly total: number; readonly since: number };

export function RecordPanel() {
  const until = info.value?.until ?? 24;
  const first: RecordForm = { ending: '.mp4', size: '1280x720', fps: 30, every: '1 h', until: formatSpan(until) };
  const [form, setForm] = useState(first);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState('');
  const stop = useRef<AbortController | null>(null);
  const planned = describePlan(form);

  async function start(): Promise<void> {
    const session = info.value;
    if (session === null) return;
    const abort = new AbortController();
    stop.current = abort;
    setProblem('');
    if (running.value) setRunning(false);
    const since = performance.now();
    try {
      const plan = planOf(form);
      setProgress({ done: 0, total: plan.frames, since });
      const parameters = changedParameters(session.parameters, parameterValues.value);
      const subject = { scene: session.path, title: session.title, table: table.value, parameters };
      const shown = { layer: layerName.value, scale: scaleName.value };
      const report = (done: number, total: number) => setProgress({ done, total, since });
      const video = await record(plan, { ...subject, ...shown }, report, abort.signal);
      download(video, `${fileName(session.path)}${form.ending}`);
      dialogue.value = 'none';
    } catch (error) {
      if (!abort.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    }
    setProgress(null);
  }

  return (
    <Dialogue
      title="Record a video"
      onClose={() => {
        stop.current?.abort();
        dialogue.value = 'none';
      }}
    >
      <p class="quiet">
        The scene is simulated anew from its start, with the layer and parameters shown now, and every frame is kept.
      </p>
      {progress === null ? <Form form={form} onChange={setForm} /> : <ProgressLine progress={progress} />}
      <p class={problem !== '' || planned.problem ? 'problem' : 'quiet'} role="status">
        {problem !== '' ? problem : progress === null && planned.text}
      </p>
      <div class="dialogue-actions">
        {progress === null ? (
          <button type="button" class="primary" disabled={planned.problem} onClick={() => void start()}>
            Record
          </button>
        ) : (
          <button type="button" class="plain" onClick={() => stop.current?.abort()}>
            Cancel
          </button>
        )}
      </div>
    </Dialogue>
  );
}

function Form({ form, onChange }: { readonly form: RecordForm; readonly onChange: (form: RecordForm) => void }) {
  const set = (part: Partial<RecordForm>) => onChange({ ...form, ...part });
  return (
    <div class="fields">
      <label>
        Size
        <select value={form.size} onChange={(event) => set({ size: event.currentTarget.value })}>
          {SIZES.map((size) => (
            <option value={size}>{size.replace('x', ' × ')}</option>
          ))}
        </select>
      </label>
      <label>
        File
        <select
          value={form.ending}
          onChange={(event) => set({ ending: event.currentTarget.value as RecordForm['ending'] })}
        >
          <option value=".mp4">MP4 (H.264)</option>
          <option value=".webm">WebM (VP9)</option>
        </select>
      </label>
      <label>
        One frame every
        <input type="text" value={form.every} onInput={(event) => set({ every: event.currentTarget.value })} />
      </label>
      <label>
        Until
        <input type="text" value={form.until} onInput={(event) => set({ until: event.currentTarget.value })} />
      </label>
      <label>
        Frames per second
        <input
          type="number"
          min={1}
          max={120}
          value={form.fps}
          onInput={(event) => set({ fps: Number(event.currentTarget.value) })}
        />
      </label>
    </div>
  );
}

function ProgressLine({ progress: { done, total, since } }: { readonly progress: Progress }) {
  const left = done > 0 ? ((performance.now() - since) / done) * (total - done) : null;
  return (
    <div class="recording">
      <progress max={total} value={done} aria-label="Recording" />
      <p class="figure">
        frame {done} of {total}
        {left !== null && `, ${timeLeft(left / 1000)} left`}
      </p>
    </div>
  );
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

/** What the form would give, or what is wrong with it. */
function describePlan(form: RecordForm): { readonly text: string; readonly problem: boolean } {
  try {
    const { frames, seconds } = planOf(form);
    return { text: `${frames} frames, ${formatNumber(seconds)} s of video`, problem: false };
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), problem: true };
  }
}

function fileName(path: string): string {
  return (path.split('/').at(-1) ?? 'nidus').replace(/\.ya?ml$/, '');
}
