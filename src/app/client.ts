/** The page's side: sends what the user wants to the worker, keeps the store up to date with what comes back. */
import { batch } from '@preact/signals';
import type { Edit, SavedSession } from '../model/session.ts';
import { inShorterTicks } from '../model/shorter-ticks.ts';
import { formatQuantity } from '../render/format.ts';
import { createArrival } from './arrival.ts';
import { createHistory } from './history.ts';
import { PLAIN_RANGE, rangeWishes } from './look.ts';
import { createPanelPace } from './panel-pace.ts';
import type { DroppedTable, Frame, LogInfo, RangeWish, Region, Reply, Request, SessionInfo, Site } from './protocol.ts';
import { cutReadings, noteReadings } from './readings-store.ts';
import { wantedBackend } from './scene-list.ts';
import { watchSight } from './sight.ts';
import * as store from './store.ts';
import * as tools from './tools.ts';
import type { Concern } from './watcher.ts';

let worker: Worker | null = null;
let sentTable: DroppedTable | null = null;
let resolveReady = () => {};
let resolveExported = (_: Blob) => {};
let resolveSaved = (_: Extract<Reply, { type: 'saved' }>) => {};
/** The tick that a run is to pause at. */
let pauseAt = Number.POSITIVE_INFINITY;
/** Edits that are undone together have a number. */
let gesture = 0;
/** The slider that moved last, and when. */
let movedName = '';
let moved = Number.NEGATIVE_INFINITY;
/** A slider that has not moved for so long has been let go [ms]. */
const SETTLED_MS = 800;

/** Settles when the first frame of the first scene is on the page. */
export const firstFrame = new Promise<void>((resolve) => {
  resolveReady = resolve;
});

/** Starts the worker. @param made the worker running `worker.ts` */
export function connect(made: Worker): void {
  worker = made;
  const arrive = createArrival(receive);
  made.onmessage = ({ data }: MessageEvent<Reply>) => arrive(data);
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
  if (reply.type === 'loaded') showSession(reply.info, reply.doses);
  else if (reply.type === 'frame') showFrame(reply.frame);
  else if (reply.type === 'doses') store.doses.value = reply.doses;
  else if (reply.type === 'log') showLog(reply.log, reply.cut);
  else if (reply.type === 'saved') resolveSaved(reply);
  else if (reply.type === 'concern') tellConcern(reply.concern);
  else if (reply.type === 'exported') resolveExported(reply.file);
  else if (reply.type === 'left') tellLeft(reply.session, reply.title);
  else if (reply.type === 'arrived') tellArrival(reply.same, reply.edits);
  else if (reply.type === 'tried') store.tried.value = reply.tried;
  else if (reply.type === 'hover') tools.hovered.value = hoverWanted === null ? null : reply;
  else {
    store.loading.value = false;
    if (!reply.loading) store.running.value = false;
    store.tell('error', reply.message, ...(reply.loading ? [] : waysBack(reply.tick)));
  }
}

/** What to do when a run has stopped on an error at that tick. */
function waysBack(tick: number): readonly store.Action[] {
  if (store.info.value === null) return [];
  const goBack = () => seek(Math.max(0, tick - 1));
  return [
    ...(store.log.value?.canUndo ? [{ label: 'Undo the last change', run: undo }] : []),
    { label: 'Back to the last good moment', run: goBack },
  ];
}

function tellConcern({ text, remedy, site, parts = 2 }: Concern): void {
  const tick = store.info.value?.tick ?? 1;
  const deeds = {
    undo: { label: 'Undo the last change', run: undo },
    show: { label: 'Show the cell', run: () => inspect(site ?? null) },
    shorten: {
      label: `Do it over in ticks of ${formatQuantity((60 * tick) / parts, 'min')}`,
      run: () => void shortenTick(tick, parts),
    },
    pause: { label: 'Pause', run: () => setRunning(false) },
    warnings: {
      label: 'All warnings',
      run: () => {
        store.dialogue.value = 'warnings';
      },
    },
  } as const;
  store.tell('info', text, deeds[remedy]);
}

/** Everything done so far again, in ticks of a `parts`th. */
async function shortenTick(tick: number, parts: number): Promise<void> {
  const session = await askSession();
  loadSession(inShorterTicks(session, tick, parts));
  const back = { label: 'Back to longer ticks', run: () => loadSession(session) };
  store.tell(
    'info',
    `Done over in ticks of ${formatQuantity((60 * tick) / parts, 'min')}, ${parts} of them for one before.`,
    back,
  );
}

function showLog(log: LogInfo, cut: number | null): void {
  store.log.value = log;
  if (performance.now() - moved > SETTLED_MS) showParameters(log.parameters);
  if (cut === null) return;
  cutReadings(cut);
  store.history.value.data.cut(cut);
  store.history.value = { data: store.history.value.data, version: store.history.value.version + 1 };
}

/** @param changed those other than the scene's */
function showParameters(changed: LogInfo['parameters']): void {
  const known = store.parameterValues.value;
  const own = (store.info.value?.parameters ?? []).map(({ name, value }) => [name, value]);
  const next: Record<string, number> = { ...Object.fromEntries(own), ...changed };
  if (Object.entries(next).some(([name, value]) => known[name] !== value)) store.parameterValues.value = next;
}

function tellArrival(same: boolean | null, edits: number): void {
  const done = `${edits} ${edits === 1 ? 'change was' : 'changes were'} made again`;
  if (same === false) {
    store.tell(
      'info',
      `${done}, but the state is not the one that was saved: this is another version, backend or device.`,
    );
  } else store.tell('info', `The session has come to its moment: ${done}${same ? ', to the very same state' : ''}.`);
}

function showSession(info: SessionInfo, doses: typeof store.doses.value): void {
  const before = store.info.value;
  store.info.value = info;
  if (info.table !== store.table.value?.name) store.table.value = info.table === sentTable?.name ? sentTable : null;
  store.doses.value = doses;
  store.log.value = null;
  store.markSaved();
  store.layerName.value = info.firstLayer;
  store.history.value = { data: createHistory(info.states.length), version: store.history.value.version + 1 };
  store.chosen.value = null;
  cutReadings(-1);
  tools.heldSites.value = [];
  send({ type: 'charts', measures: true, clones: true });
  markRegion(null);
  tools.ruler.value = null;
  store.frame.value = null;
  store.panelFrame.value = null;
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

const showPanels = createPanelPace(() => {
  batch(() => {
    const { data, version } = store.history.value;
    store.history.value = { data, version: version + 1 };
    store.panelFrame.value = store.frame.value;
    if (hoverWanted !== null) send({ type: 'hover', site: hoverWanted });
  });
});

function showFrame(frame: Frame): void {
  store.history.value.data.push(frame.rows);
  store.frame.value = frame;
  showPanels(!frame.running);
  if (!frame.running && frame.picture.tick >= pauseAt) {
    pauseAt = Number.POSITIVE_INFINITY;
    store.running.value = false;
  }
  takeProbed(frame.probed);
  if (frame.ended) {
    store.running.value = false;
    store.tell('info', 'The scene has reached its end. Play goes on beyond it.');
  }
}

function takeProbed({ followed, region, measured, clones, held }: Frame['probed']): void {
  if (held !== null) tools.heldSites.value = held;
  noteReadings(measured, clones);
  if (followed !== null && store.chosen.value !== null) store.chosen.value = followed.site;
  if (region !== null && tools.region.value !== null) tools.noteRegion(region);
}

/** The last frame is on the canvas. */
export function frameShown(): void {
  send({ type: 'shown' });
  resolveReady();
}

/** Opens a scene by its path relative to the page, with a table in place of its tissue where one is given. */
export function loadScene(scene: string, table: DroppedTable | null = null): void {
  if (location.hash !== '') history.replaceState(null, '', `${location.pathname}${location.search}`); // its session is left
  open(scene, table, null, store.running.value);
}

/** Opens a saved session: its scene, and all that was done to it, up to its moment. */
export function loadSession(session: SavedSession): void {
  store.running.value = false;
  open(session.scene, session.table ?? null, session, false);
}

function open(scene: string, table: DroppedTable | null, session: SavedSession | null, play: boolean): void {
  store.loading.value = true;
  sentTable = table;
  store.wantedScene.value = scene;
  const wanted = wantedBackend();
  const backend = wanted === 'auto' && session?.backend === 'cpu' ? 'cpu' : wanted;
  send({ type: 'load', scene, base: document.baseURI, table, backend, play, session });
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
  send({ type: 'range', ...(rangeWishes.value[name] ?? PLAIN_RANGE) });
  send({ type: 'layer', name });
}

/** What the colour scale of the layer that is shown covers. */
export function showRange(wish: RangeWish): void {
  rangeWishes.value = { ...rangeWishes.value, [store.layerName.value]: wish };
  send({ type: 'range', ...wish });
}

/** Asks what a text for an equation would do; the answer comes in `store.tried`. */
export function tryText(path: string, text: string, variable: string | null): void {
  send({ type: 'try', path, text, variable });
}

let hoverWanted: Site | null = null;

/** Asks for all there is at a site, now and with each frame; null: not any more. */
export function hover(site: Site | null): void {
  if (site?.x === hoverWanted?.x && site?.y === hoverWanted?.y) return;
  hoverWanted = site;
  if (site === null) tools.hovered.value = null;
  else send({ type: 'hover', site });
}

/** Marks a region, whose numbers come with each frame; null takes the mark away. */
export function markRegion(region: Region | null): void {
  if (JSON.stringify(region) === JSON.stringify(tools.region.value)) return;
  tools.region.value = region;
  tools.regionNow.value = null;
  tools.regionCourse.value = [];
  send({ type: 'region', region });
}

/** Marks a site and asks for all that is known of it; null closes the inspector. */
export function inspect(site: Site | null): void {
  store.chosen.value = site;
  if (site !== null) store.openTab('inspect');
  send({ type: 'inspect', site });
}

export function switchDose(field: number, on: boolean): void {
  send({ type: 'dosing', field, on });
}

/** @param value in the parameter's own unit, as `SessionInfo.parameters` gives it. */
export function setParameter(name: string, value: number): void {
  const now = performance.now();
  if (movedName !== name || now - moved > SETTLED_MS) gesture++;
  [movedName, moved] = [name, now];
  store.parameterValues.value = { ...store.parameterValues.value, [name]: value };
  send({ type: 'parameter', name, value, gesture });
}

/** A number for edits that are to be undone together. */
export function newGesture(): number {
  return ++gesture;
}

/** Does something to the simulation; logged, and undone by `undo`. */
export function edit(made: Edit, of: number = newGesture()): void {
  send({ type: 'edit', edit: made, gesture: of });
}

export function undo(): void {
  moved = Number.NEGATIVE_INFINITY;
  send({ type: 'undo' });
}

export function redo(): void {
  moved = Number.NEGATIVE_INFINITY;
  send({ type: 'redo' });
}

/** Goes to a moment [ticks], back or ahead, and pauses there. */
export function seek(tick: number): void {
  moved = Number.NEGATIVE_INFINITY;
  store.running.value = false;
  send({ type: 'seek', tick });
}

/** Runs to a moment [ticks] and pauses there. */
export function runUntil(tick: number): void {
  pauseAt = tick;
  store.running.value = true;
  send({ type: 'until', tick });
}

/** Goes on from here without the changes ahead. */
export function branchHere(): void {
  send({ type: 'branch' });
}

export function takeBranch(branch: number): void {
  store.running.value = false;
  send({ type: 'take', branch });
}

/** The session as it is now. */
export async function askSession(): Promise<SavedSession> {
  return (await askSaved(false)).session;
}

/** The session as it is now. @param moment whether with what another worker needs to go on from there */
export function askSaved(moment: boolean): Promise<Extract<Reply, { type: 'saved' }>> {
  return new Promise((resolve) => {
    resolveSaved = resolve;
    send({ type: 'save', moment });
  });
}

/** A table of this moment. */
export function exportFile(what: 'cells' | 'fields'): Promise<Blob> {
  return new Promise((resolve) => {
    resolveExported = resolve;
    send({ type: 'export', what });
  });
}

function tellLeft(session: SavedSession, title: string): void {
  const changes = session.edits.length === 1 ? 'change' : `${session.edits.length} changes`;
  store.tell('info', `Your ${changes} of ${title} are kept until you leave the page.`, {
    label: 'Back to it',
    run: () => loadSession(session),
  });
}
