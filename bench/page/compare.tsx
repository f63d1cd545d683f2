import { useEffect, useState } from 'preact/hooks';
import { earlier, report, takeFile } from './state.ts';

/** Where an earlier result is dropped or chosen, and which one it is. */
export function Compare() {
  const { value } = earlier;
  return (
    <section class={value === null ? 'card compare empty' : 'card compare'} aria-label="Compare">
      {value === null ? (
        <p>
          Drop an earlier JSON anywhere on this page to see both side by side, or{' '}
          <label class="file">
            choose a file
            <input type="file" accept="application/json,.json" onChange={(event) => void chosen(event.currentTarget)} />
          </label>
          .
        </p>
      ) : (
        <>
          <p>
            Compared with <strong>{value.name}</strong>: {value.report.backend} on {value.report.adapter ?? 'the CPU'},
            version {value.report.version}, {value.report.date.slice(0, 10)}.
            {isOtherDevice() && ' It was made on another device or backend: the ratio is of both, not of the code.'}
          </p>
          <button
            type="button"
            class="plain"
            onClick={() => {
              earlier.value = null;
            }}
          >
            Forget it
          </button>
        </>
      )}
    </section>
  );
}

function isOtherDevice(): boolean {
  const [now, before] = [report.value, earlier.value?.report];
  return now !== null && before !== undefined && (now.adapter !== before.adapter || now.backend !== before.backend);
}

async function chosen(input: HTMLInputElement): Promise<void> {
  const [file] = input.files ?? [];
  if (file !== undefined) await takeFile(file);
  input.value = '';
}

/** Takes what is dropped anywhere, and shows that it would. */
export function DropVeil() {
  const [over, setOver] = useState(false);
  useEffect(() => watchDrops(setOver), []);
  if (!over) return null;
  return (
    <div class="drop-veil">
      <p>Drop the JSON of an earlier run to compare with it</p>
    </div>
  );
}

function watchDrops(setOver: (over: boolean) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void takeFile(file);
  };
  document.addEventListener('dragover', over, { signal });
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
  document.addEventListener('drop', drop, { signal });
  return () => stop.abort();
}
