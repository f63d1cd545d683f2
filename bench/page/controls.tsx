import type { BackendName } from '../../src/engine/types.ts';
import { adapter, backend, chooseBackend, phase, progress, run, SIDES, sizes, stop, toggleSize } from './state.ts';

const BACKENDS: readonly { readonly name: BackendName; readonly label: string }[] = [
  { name: 'webgpu', label: 'GPU' },
  { name: 'cpu', label: 'CPU' },
];

/** What is measured and where, and the button. */
export function Controls() {
  const running = phase.value === 'running';
  return (
    <section class="card controls" aria-label="Run">
      <h2>How fast is a tick on this device, and how far from the speed of its memory?</h2>
      <p class="quiet">
        Every kernel and the whole tick run at several sizes of the lattice. A bar is the share of a plain copy's
        bandwidth, measured in the same run: at 100 % a kernel moves the bytes it must at the speed at which memory can
        be copied. Each result is compared with the CPU's first; no figure without that.
      </p>
      <Device />
      <div class="choices">
        <fieldset class="choice" disabled={running}>
          <legend>Run on</legend>
          <div class="segments">
            {BACKENDS.map(({ name, label }) => (
              <button
                type="button"
                key={name}
                aria-pressed={backend.value === name}
                disabled={name === 'webgpu' && !adapter.value}
                onClick={() => chooseBackend(name)}
              >
                {label}
              </button>
            ))}
          </div>
        </fieldset>
        <fieldset class="choice" disabled={running}>
          <legend>Sites along a side</legend>
          <div class="segments">
            {[...new Set([...SIDES, ...sizes.value])]
              .sort((a, b) => a - b)
              .map((side) => (
                <button
                  type="button"
                  key={side}
                  aria-pressed={sizes.value.includes(side)}
                  onClick={() => toggleSize(side)}
                >
                  {side}
                </button>
              ))}
          </div>
        </fieldset>
        <button
          type="button"
          class={running ? 'plain run' : 'primary run'}
          disabled={phase.value === 'looking'}
          onClick={running ? stop : run}
        >
          {running ? 'Stop' : runLabel()}
        </button>
      </div>
      <Progress />
    </section>
  );
}

function runLabel(): string {
  return phase.value === 'ready' || phase.value === 'looking' ? 'Run' : 'Run again';
}

/** Who will compute, and what to think of that. */
function Device() {
  const { value } = adapter;
  if (value === undefined) return <p class="device">Looking for a GPU…</p>;
  if (value === null) {
    return (
      <p class="device">
        <strong>This browser offers no WebGPU adapter</strong>, so the CPU backend is measured: the same parts of a tick
        in TypeScript.
      </p>
    );
  }
  return (
    <p class="device">
      <strong>{value.name}</strong>
      {value.isSoftware &&
        ': a software adapter. WebGPU is computed by the CPU here, and no figure tells anything of a GPU.'}
    </p>
  );
}

function Progress() {
  const { value } = progress;
  if (value === null) return null;
  return (
    <div class="progress">
      <progress value={value.done} max={value.total} aria-label="Cases done" />
      <span class="quiet figure" role="status">
        {value.done} of {value.total} cases{value.note !== '' && `, now ${value.note.replaceAll(' x ', ' × ')}`}
      </span>
    </div>
  );
}
