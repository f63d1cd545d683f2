import { loadScene } from './client.ts';
import { Dialogue } from './dialogue.tsx';
import { scenePath, showInAddress } from './scene-list.ts';
import { dialogue, info, type SceneEntry, scenes } from './store.ts';

/** All scenes with the question each asks. */
export function ScenePicker() {
  return (
    <Dialogue title="Scenes">
      <ul class="scene-list">
        {scenes.value.map((scene) => (
          <li>
            <button
              type="button"
              class="scene"
              aria-current={info.value?.path.endsWith(`/${scene.file}`) ? 'true' : undefined}
              onClick={() => choose(scene)}
            >
              <span class="scene-title">{scene.title}</span>
              <span class="quiet">{scene.question}</span>
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

function choose(scene: SceneEntry): void {
  dialogue.value = 'none';
  showInAddress(scene);
  loadScene(scenePath(scene));
}
