/** Writing an equation: what is wrong with it stands below, what it would answer beside, before it is applied. */
import { useEffect, useState } from 'preact/hooks';
import { tryText } from './client.ts';
import { CurvePlot } from './curve-plot.tsx';
import { tried } from './store.ts';

/** Milliseconds after the last key. */
const PAUSE_MS = 180;

interface EditorProps {
  readonly path: string;
  /** As the file has it, and as it is now. */
  readonly original: string;
  readonly current: string;
  readonly apply: (text: string) => void;
  readonly close: () => void;
}

export function EquationEditor({ path, original, current, apply, close }: EditorProps) {
  const [text, setText] = useState(current);
  const [variable, setVariable] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => tryText(path, text, variable), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [path, text, variable]);
  const found = tried.value?.path === path ? tried.value : null;
  const isChecked = found?.text === text;
  const error = isChecked ? found.error : null;
  const canApply = isChecked && error === null && text !== current;
  return (
    <div class="equation-editor">
      <textarea
        aria-label="Equation"
        title="Checked while you write; Ctrl+Enter applies, Escape leaves it"
        aria-invalid={error !== null}
        spellcheck={false}
        rows={Math.min(8, 1 + Math.ceil(text.length / 38))}
        ref={focusOnce}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && canApply) apply(text);
          if (event.key === 'Escape') close();
        }}
      />
      {error !== null && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {found !== null && found.error === null && found.variable !== null && (
        <>
          <label class="row curve-choice">
            <span>against</span>
            <select
              aria-label="Variable of the response curve"
              title="What varies along the curve"
              value={found.variable}
              onChange={(event) => setVariable(event.currentTarget.value)}
            >
              {found.variables.map((name) => (
                <option value={name}>{name}</option>
              ))}
            </select>
          </label>
          <CurvePlot tried={found} />
        </>
      )}
      <div class="model-actions">
        <button
          type="button"
          class="primary small"
          disabled={!canApply}
          title="Apply (Ctrl+Enter)"
          onClick={() => apply(text)}
        >
          Apply
        </button>
        <button type="button" class="plain small" title="Leave it (Escape)" onClick={close}>
          Cancel
        </button>
        {current !== original && (
          <button type="button" class="link" title="As the model's file has it" onClick={() => apply(original)}>
            as in the file
          </button>
        )}
      </div>
    </div>
  );
}

function focusOnce(area: HTMLTextAreaElement | null): void {
  if (area === null || area.dataset.seen !== undefined) return;
  area.dataset.seen = '';
  area.focus();
}
