import { EquationsPanel } from './equations-panel.tsx';
import { modelPart } from './model-open.ts';
import { ParametersPanel } from './parameters-panel.tsx';
import { info } from './store.ts';

/** The model as one can read and change it. */
export function ModelPanel() {
  return (
    <section class="panel model-panel" data-tab="model" aria-label="Model">
      <p class="quiet">{info.value?.modelTitle}</p>
      <fieldset class="segments">
        <legend class="unseen">Part of the model</legend>
        {(['parameters', 'equations'] as const).map((part) => (
          <button
            type="button"
            aria-pressed={modelPart.value === part}
            title={part === 'parameters' ? 'Numbers of the model' : 'Rules of the model'}
            onClick={() => {
              modelPart.value = part;
            }}
          >
            {part}
          </button>
        ))}
      </fieldset>
      {modelPart.value === 'parameters' ? <ParametersPanel /> : <EquationsPanel />}
    </section>
  );
}
