/** The explorer's entry: starts the worker, draws the page, opens the first scene. */
import 'uplot/dist/uPlot.min.css';
import './base.css';
import './layout.css';
import './controls.css';
import './rails.css';
import './tour.css';
import './panels.css';
import './stage.css';
import './transport.css';
import './claims.css';
import './dialogues.css';
import './timeline.css';
import './compare.css';
import './phone.css';
import './share.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { connect, firstFrame, loadScene } from './client.ts';
import { startWorker } from './early-worker.ts';
import { INTERFACE } from './interface.ts';
import { watchKeys } from './keyboard.ts';
import { publishHandle } from './page-handle.ts';
import { chosenScene, fetchScenes, scenePath } from './scene-list.ts';
import { isUnsaved, loading, running, scenes, tell } from './store.ts';
import { welcome } from './tour.tsx';

async function start(): Promise<void> {
  const root = document.getElementById('app');
  if (root === null) throw new Error('index.html has no #app');
  publishHandle(firstFrame);
  connect(startWorker());
  const opening = openFirst();
  render(<App />, root);
  watchKeys();
  if (INTERFACE === 'full') welcome();
  askBeforeLeaving();
  await opening;
}

/** Opens the session that the address carries; its reader is only fetched where there is one. */
async function openFragment(fragment: string) {
  if (fragment.length < 2) return 'none';
  const share = await import('./share.ts');
  return share.openFragment(fragment);
}

async function openFirst(): Promise<void> {
  try {
    scenes.value = await fetchScenes();
    addEventListener('hashchange', () => void openFragment(location.hash));
    const session = await openFragment(location.hash);
    if (session === 'opened') return;
    if (session === 'refused') running.value = false;
    const first = chosenScene(scenes.value);
    if (first === null) throw new Error('The list of scenes is empty; add a scene to the folder scenes/.');
    loadScene(scenePath(first));
  } catch (error) {
    loading.value = false;
    tell('error', error instanceof Error ? error.message : String(error));
  }
}

/** The browser asks in its own words. */
function askBeforeLeaving(): void {
  addEventListener('beforeunload', (event) => {
    if (isUnsaved.value) event.preventDefault();
  });
}

/** `?record`: the page that `nidus record` drives, without anything of the explorer. */
async function begin(): Promise<void> {
  if (!new URLSearchParams(location.search).has('record')) return start();
  const { startRecordPage } = await import('../video/record-entry.ts');
  startRecordPage();
}

void begin();
