/** The form for one line of a schedule: amount, repeats, holidays, from and to. */
import { useState } from 'preact/hooks';
import { UserError } from '../model/error.ts';
import { parseDuration } from '../model/units.ts';
import { formatSpan } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { IconButton } from './button.tsx';
import { changeLane } from './lane.tsx';
import type { DoseInfo, DoseLine } from './protocol.ts';
import { type Bounds, laneKey } from './schedule.ts';
import { openLine, setOpenLine } from './store.ts';

interface Form {
  readonly how: DoseLine['how'];
  readonly amount: string;
  readonly every: string;
  readonly from: string;
  readonly until: string;
  readonly on: string;
  readonly off: string;
}

export function LineEditor({ lane, bounds }: { readonly lane: DoseInfo; readonly bounds: Bounds }) {
  const at = openLine.value;
  const line = at?.lane === laneKey(lane) ? lane.lines[at.index] : undefined;
  if (at === null || line === undefined) return null;
  return <Editor key={`${at.lane} ${at.index}`} lane={lane} line={line} index={at.index} bounds={bounds} />;
}

function Editor(props: { lane: DoseInfo; line: DoseLine; index: number; bounds: Bounds }) {
  const { lane, line, index, bounds } = props;
  const [form, setForm] = useState(formOf(line));
  const [problem, setProblem] = useState('');
  const set = (part: Partial<Form>) => setForm({ ...form, ...part });
  const input = (label: string, key: Exclude<keyof Form, 'how'>, hint: string) => (
    <label>
      {label}
      <input
        type="text"
        value={form[key]}
        placeholder={hint}
        onInput={(event) => set({ [key]: event.currentTarget.value })}
      />
    </label>
  );
  const take = () => {
    try {
      const next = lineOf(form, line, bounds);
      changeLane(
        lane,
        lane.lines.map((one, i) => (i === index ? next : one)),
      );
      setOpenLine(null);
    } catch (error) {
      setProblem(error instanceof UserError ? error.message : String(error));
    }
  };
  return (
    <form
      class="line-editor"
      aria-label={`Edit a line of ${readable(lane.name)}`}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
      onKeyDown={(event) => event.key === 'Escape' && setOpenLine(null)}
    >
      <header class="panel-head">
        <h2>{readable(lane.name)}</h2>
        <IconButton icon="close" label="Close the line" onPress={() => setOpenLine(null)} />
      </header>
      <div class="fields">
        {lane.of === 'field' && (
          <label>
            Given
            <select value={form.how} onChange={(event) => set({ how: event.currentTarget.value as Form['how'] })}>
              <option value="hold">held at a level</option>
              {lane.elimination !== null && <option value="dose">as single doses</option>}
              {lane.elimination !== null && <option value="average">doses, by their average</option>}
            </select>
          </label>
        )}
        {input(`Amount (${lane.unit || '1'})`, 'amount', '100')}
        {form.how !== 'hold' && input('Every', 'every', '24 h')}
        {line.from >= bounds.now && input('From', 'from', '5 d')}
        {input('Until', 'until', 'without end')}
        {input('On for', 'on', 'always')}
        {input('then off for', 'off', 'never')}
      </div>
      {problem !== '' && <p class="problem">{problem}</p>}
      <div class="dialogue-actions">
        <button
          type="button"
          class="plain"
          onClick={() => {
            changeLane(
              lane,
              lane.lines.filter((_, i) => i !== index),
            );
            setOpenLine(null);
          }}
        >
          Remove
        </button>
        <button type="submit" class="primary">
          Set
        </button>
      </div>
    </form>
  );
}

function formOf({ how, amount, every, from, until, cycle }: DoseLine): Form {
  const span = (hours: number | null) => (hours === null ? '' : formatSpan(hours));
  return {
    how,
    amount: String(amount),
    every: span(every ?? 24),
    from: span(from),
    until: span(until),
    on: span(cycle?.on ?? null),
    off: span(cycle?.off ?? null),
  };
}

/** @throws UserError in plain words for what is not possible */
export function lineOf(form: Form, line: DoseLine, { now }: Bounds): DoseLine {
  const amount = Number(form.amount.replace(',', '.'));
  if (form.amount.trim() === '' || !(amount >= 0 && Number.isFinite(amount))) {
    throw new UserError(`amount ${form.amount}: give a number of 0 or more`);
  }
  const from = line.from < now ? line.from : hours('from', form.from, 0);
  const until = form.until.trim() === '' ? null : hours('until', form.until, 0);
  if (from < now && line.from >= now)
    throw new UserError(`from ${form.from} is in the past; give ${formatSpan(now)} or later`);
  if (until !== null && until <= Math.max(from, now)) {
    throw new UserError(`until ${form.until}: give a time later than ${formatSpan(Math.max(from, now))}`);
  }
  const [on, off] = [form.on.trim(), form.off.trim()];
  if ((on === '') !== (off === '')) throw new UserError('give both: how long on, and how long off');
  const cycle = on === '' ? null : { on: hours('on', on), off: hours('off', off) };
  return {
    ...line,
    how: form.how,
    amount,
    every: form.how === 'hold' ? null : hours('every', form.every),
    from,
    until,
    cycle,
  };
}

/** Parts like `3 d 4 h` add up. */
function hours(name: string, text: string, least = 1e-9): number {
  try {
    const parts = text.trim().match(/[\d.]+\s*[a-z]+/gi) ?? [text];
    if (/^0(\s*h)?$/.test(text.trim()) && least === 0) return 0;
    return parts.reduce((sum, part) => sum + parseDuration(part), 0);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${name}: ${error.message}`) : error;
  }
}
