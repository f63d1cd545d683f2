/** Dropping a table of cells on the page starts the current scene from it. */
import { useEffect, useState } from 'preact/hooks';
import { loadScene } from './client.ts';
import { tell, wantedScene } from './store.ts';

/** Larger tables would not fit a page's memory comfortably. */
const LARGEST = 256 * 1024 * 1024;

export function DropTable() {
  const [over, setOver] = useState(false);
  useEffect(() => watchDrops(setOver), []);
  if (!over) return null;
  return (
    <div class="drop-veil">
      <p>Drop a table of cells to start this scene from it</p>
    </div>
  );
}

function watchDrops(setOver: (over: boolean) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener(
    'dragover',
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    { signal },
  );
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
  document.addEventListener(
    'drop',
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void takeFiles([...(event.dataTransfer?.files ?? [])]);
    },
    { signal },
  );
  return () => stop.abort();
}

async function takeFiles(files: readonly File[]): Promise<void> {
  const [file] = files;
  const scene = wantedScene.value;
  if (file === undefined || scene === null) return;
  if (files.length > 1) tell('error', `${files.length} files were dropped; one table at a time, please.`);
  else if (file.size > LARGEST)
    tell('error', `${file.name} is larger than 256 MB; leave out columns that are not needed.`);
  else loadScene(scene, { name: file.name, text: await file.text() });
}
