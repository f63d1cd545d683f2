import { formatNumber, formatSpan } from '../render/format.ts';
import { info } from './store.ts';

/** What this scene asks, and what it is made of. */
export function ScenePanel() {
  const session = info.value;
  if (session === null) return null;
  const { question, about, modelTitle, seed, tick, shape, table } = session;
  return (
    <section class="panel scene-panel" data-tab="layers" aria-label="About the scene">
      {question !== '' && <p class="question">{question}</p>}
      <details>
        <summary>About this scene</summary>
        {about !== '' && <p>{about}</p>}
        <p class="quiet">
          Model: {modelTitle}. Seed {seed}, ticks of {formatSpan(tick)}, {shape.width} × {shape.height} sites of{' '}
          {formatNumber(shape.spacing)} µm, {shape.edges} edges{table === null ? '' : `, tissue from ${table}`}.
        </p>
      </details>
    </section>
  );
}
