/** The page's side: sends what the user wants to the worker, keeps the store up to date with what comes back. */
import { batch } from '@preact/signals';
import { createHistory } from './history.ts';
import type { DroppedTable, Frame, RangeMode, Reply, Request, SessionInfo, Site } from './protocol.ts';
import { wantedBackend } from './scene-list.ts';
import { watchSight } from './sight.ts';
import * as store from './store.ts';

let worker: Worker | null = null;
let sentTable: DroppedTable | null = null;
let resolveReady = () => {};

/** Settles when the first frame of the first scene is on the page. */
export const firstFrame = new Promise<void>((resolve) => {
  resolveReady = resolve;
});

/** Starts the worker. @param made the worker running `worker.ts` */
export function connect(made: Worker): void {
  worker = made;
  made.onmessage = ({ data }: MessageEvent<Reply>) => receive(data);
  made.onerror = (event) => {
    event.preventDefault();
    store.loading.value = false;
    store.tell('error', `The simulation stopped: ${event.message ?? 'its worker did not start'}. Reload the page.`);
  };
  watchSight((window) => send({ type: 'window', window }));
  const tellVisible = () => send({ type: 'visible', visible: document.visibilityState === 'visible' });
  document.addEventListener('visibilitychange', tellVisible);
  tellVisible();
}

function send(request: Request): void {
  worker?.postMessage(request);
}

function receive(reply: Reply): void {
  batch(() => {
    if (reply.type === 'loaded') showSession(reply.info, reply.doses);
    else if (reply.type === 'frame') showFrame(reply.frame);
    else if (reply.type === 'doses') store.doses.value = reply.doses;
    else {
      store.loading.value = false;
      if (!reply.loading) store.running.value = false;
      store.tell('error', reply.message);
    }
  });
}

function showSession(info: SessionInfo, doses: typeof store.doses.value): void {
  const before = store.info.value;
  store.info.value = info;
  if (info.table !== store.table.value?.name) store.table.value = info.table === sentTable?.name ? sentTable : null;
  store.doses.value = doses;
  store.layerName.value = info.firstLayer;
  store.history.value = { data: createHistory(info.states.length), version: store.history.value.version + 1 };
  store.chosen.value = null;
  store.frame.value = null;
  store.loading.value = false;
  store.parameterValues.value = Object.fromEntries(info.parameters.map(({ name, value }) => [name, value]));
  const same = before?.shape.width === info.shape.width && before.shape.height === info.shape.height;
  if (before?.path !== info.path) store.hidden.value = new Set();
  if (!same || store.camera.value === null) store.fitView();
  tellReport(info);
}

function tellReport({ table, report }: SessionInfo): void {
  if (table === null || report === null) return;
  const { placed, moved, lost, ignored, median_shift_um } = report;
  const shift = moved > 0 ? ` by ${median_shift_um.toFixed(1)} µm in the median` : '';
  store.tell(
    'info',
    `${table}: ${placed} cells placed, ${moved} of them moved to a free site${shift}, ${lost} lost, ${ignored} left out.`,
  );
}

function showFrame(frame: Frame): void {
  const { rows } = frame;
  if (rows.length > 0) {
    store.history.value.data.push(rows);
    store.history.value = { data: store.history.value.data, version: store.history.value.version + 1 };
  }
  store.frame.value = frame;
  if (frame.ended) {
    store.running.value = false;
    store.tell('info', 'The scene has reached its end. Play goes on beyond it.');
  }
}

/** The last frame is on the canvas. */
export function frameShown(): void {
  send({ type: 'shown' });
  resolveReady();
}

/** Opens a scene by its path relative to the page, with a table in place of its tissue where one is given. */
export function loadScene(scene: string, table: DroppedTable | null = null): void {
  store.loading.value = true;
  sentTable = table;
  store.wantedScene.value = scene;
  send({ type: 'load', scene, base: document.baseURI, table, backend: wantedBackend(), play: store.running.value });
}

/** The current scene again, from its files as they are now. */
export function restart(): void {
  store.loading.value = true;
  send({ type: 'restart' });
}

export function setRunning(running: boolean): void {
  store.running.value = running;
  send({ type: running ? 'play' : 'pause' });
}

export function stepOnce(): void {
  store.running.value = false;
  send({ type: 'step' });
}

export function setSpeed(ticksPerSecond: number): void {
  store.speed.value = ticksPerSecond;
  send({ type: 'speed', ticksPerSecond });
}

export function showLayer(name: string): void {
  store.layerName.value = name;
  send({ type: 'layer', name });
}

export function showRange(mode: RangeMode): void {
  store.rangeMode.value = mode;
  send({ type: 'range', mode });
}

/** Marks a site and asks for all that is known of it; null closes the inspector. */
export function inspect(site: Site | null): void {
  store.chosen.value = site;
  if (site !== null) store.tab.value = 'site';
  send({ type: 'inspect', site });
}

export function switchDose(field: number, on: boolean): void {
  send({ type: 'dosing', field, on });
}

/** @param value in the parameter's own unit, as `SessionInfo.parameters` gives it. */
export function setParameter(name: string, value: number): void {
  store.parameterValues.value = { ...store.parameterValues.value, [name]: value };
  send({ type: 'parameter', name, value });
}
