/** The gallery: every scene as it runs, in a line, with the question it asks. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { loadScene } from './client.ts';
import { Dialogue } from './dialogue.tsx';
import type { GalleryReply, GalleryRequest } from './gallery-worker.ts';
import { scenePath, showInAddress } from './scene-list.ts';
import { dialogue, info, type SceneEntry, scenes } from './store.ts';

export function ScenePicker() {
  const canvases = useRef(new Map<string, HTMLCanvasElement>());
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => {
    const wanted = scenes.value.map(scenePath);
    return watchGallery(wanted, canvases.current, (scene, reason) => {
      setReasons((known) => ({ ...known, [scene]: reason }));
    });
  }, []);
  return (
    <Dialogue title="Scenes" wide>
      <ul class="scene-list">
        {scenes.value.map((scene) => (
          <li>
            <button
              type="button"
              class="scene"
              aria-current={info.value?.path.endsWith(`/${scene.file}`) ? 'true' : undefined}
              onClick={() => choose(scene)}
            >
              <canvas
                class="scene-picture"
                width={1}
                height={1}
                title={reasons[scenePath(scene)]}
                ref={(canvas) => {
                  if (canvas !== null) canvases.current.set(scenePath(scene), canvas);
                }}
              />
              <span class="scene-words">
                <span class="scene-title">{scene.title}</span>
                <span class="scene-question">{scene.question}</span>
                <span class="scene-about quiet">{scene.about}</span>
                {reasons[scenePath(scene)] !== undefined && (
                  <span class="quiet">Starts from a table of cells: drop one.</span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet">
        Drop a table of cells (CSV or TSV, with coordinates and a label per cell) anywhere on the page to start the
        current scene from it.
      </p>
    </Dialogue>
  );
}

/** Draws what the gallery's worker sends. @returns stops it */
function watchGallery(
  paths: readonly string[],
  canvases: ReadonlyMap<string, HTMLCanvasElement>,
  fail: (scene: string, reason: string) => void,
): () => void {
  const worker = new Worker(new URL('./gallery-worker.ts', import.meta.url), { type: 'module', name: 'nidus gallery' });
  worker.onmessage = ({ data }: MessageEvent<GalleryReply>) => {
    if ('reason' in data) return fail(data.scene, data.reason);
    const canvas = canvases.get(data.scene);
    if (canvas === undefined) return;
    if (canvas.width !== data.width || canvas.height !== data.height) {
      canvas.width = data.width;
      canvas.height = data.height;
    }
    const image = new ImageData(data.width, data.height);
    image.data.set(data.pixels);
    canvas.getContext('2d')?.putImageData(image, 0, 0);
  };
  worker.onerror = (event) => event.preventDefault(); // pictures are not worth a word
  worker.postMessage({ scenes: paths, base: document.baseURI } satisfies GalleryRequest);
  return () => worker.terminate();
}

function choose(scene: SceneEntry): void {
  dialogue.value = 'none';
  showInAddress(scene);
  loadScene(scenePath(scene));
}
