/** The scenes that the server has, and which of them the address names. */
import { suggest } from '../model/error.ts';
import type { BackendChoice } from './protocol.ts';
import type { SceneEntry } from './store.ts';
import * as store from './store.ts';

/** Path of a scene relative to the page. */
export function scenePath({ file }: SceneEntry): string {
  return `scenes/${file}`;
}

/** Fetches the list. @throws Error with one line for the user */
export async function fetchScenes(): Promise<readonly SceneEntry[]> {
  const answer = await fetch(new URL('scenes/index.json', document.baseURI)).catch(() => null);
  if (!answer?.ok) throw new Error('The list of scenes (scenes/index.json) cannot be fetched; is the server running?');
  return (await answer.json()) as readonly SceneEntry[];
}

/** The scene that `?scene=name` asks for, else the first. Tells the user when there is none of that name. */
export function chosenScene(scenes: readonly SceneEntry[]): SceneEntry | null {
  const wanted = new URLSearchParams(location.search).get('scene');
  const found = scenes.find((scene) => nameOf(scene) === wanted?.replace(/\.ya?ml$/, ''));
  if (wanted !== null && found === undefined) {
    store.tell('error', `There is no scene ${wanted}${suggest(wanted, scenes.map(nameOf))}. Showing the first one.`);
  }
  return found ?? scenes[0] ?? null;
}

/** Puts the scene into the address, so that it can be shared. */
export function showInAddress(scene: SceneEntry): void {
  const address = new URL(location.href);
  address.searchParams.set('scene', nameOf(scene));
  globalThis.history.replaceState(null, '', address);
}

const BACKENDS: readonly BackendChoice[] = ['auto', 'cpu', 'hybrid', 'webgpu'];

/**
 * Where the address asks to compute, `?backend=cpu`; `hybrid` and `webgpu` take a software adapter too. Tells the user when
 * there is nothing of that name; then, and by default, `auto`.
 */
export function wantedBackend(): BackendChoice {
  const wanted = new URLSearchParams(location.search).get('backend') ?? 'auto';
  const found = BACKENDS.find((name) => name === wanted);
  if (found === undefined) {
    store.tell('error', `There is no backend ${wanted}; known: ${BACKENDS.join(', ')}. Choosing one by itself.`);
  }
  return found ?? 'auto';
}

function nameOf({ file }: SceneEntry): string {
  return file.replace(/\.ya?ml$/, '');
}
