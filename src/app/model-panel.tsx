import { signal } from '@preact/signals';
import { EquationsPanel } from './equations-panel.tsx';
import { ParametersPanel } from './parameters-panel.tsx';
import { info } from './store.ts';

/** Which half of the model is shown. */
export const modelPart = signal<'parameters' | 'equations'>('parameters');

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
