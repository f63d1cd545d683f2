/** The worker's side of the explorer: one simulation, advanced between the page's requests, one thing at a time. */

import { switchOff, switchOn } from '../engine/dosing-switch.ts';
import type { Replay } from '../engine/replay.ts';
import type { Simulation, SnapshotWindow, TickCounts } from '../engine/types.ts';
import { sameWindow } from '../engine/window.ts';
import { writeDosing } from '../model/dosing-edit.ts';
import type { Edit } from '../model/session.ts';
import type { Scene } from '../model/types.ts';
import { describeDoses, describeLog, describeSession } from './describe.ts';
import { exportTable } from './export.ts';
import { breathe, latest } from './mailbox.ts';
import { createPace } from './pace.ts';
import { createPictures } from './pictures.ts';
import { createProbes } from './probes.ts';
import type { CountsRow, GpuFound, RangeWish, Reply, Request } from './protocol.ts';
import { savedSession } from './save.ts';
import { messageOf, needed } from './session-errors.ts';
import { createTimeMachine, type TimeMachine } from './time-machine.ts';
import { tryEquation } from './try-equation.ts';
import { createWatcher } from './watcher.ts';
import { firstWindow, fits } from './windows.ts';

export type LoadRequest = Extract<Request, { type: 'load' }>;

/** A simulation that was opened, and what adapter the place it runs in offers. */
export interface Opened {
  readonly replay: Replay;
  /** The scene before any edit; default: the simulation's. */
  readonly scene?: Scene;
  readonly gpu: GpuFound;
}

/** Milliseconds between frames at the least, and between looks at the mailbox while ticking. */
const FRAME_MS = 33;
const LOOK_MS = 10;
/** The first picture of a simulation comes before its first tick, unless it takes so long. */
const FIRST_PICTURE_MS = 2000;
/** Ticks per second at most while nobody can see them. */
const UNSEEN_SPEED = 8;

/**
 * @param open reads the scene and makes its simulation, which tells the counts of every tick
 * @param post sends to the page, handing over the buffers given
 * @returns takes one request of the page
 */
export function createSession(
  open: (request: LoadRequest, onCounts: (counts: TickCounts) => void) => Promise<Opened>,
  post: (reply: Reply, transfer: Transferable[]) => void,
): (request: Request) => void {
  let speed = 16;
  const pace = createPace(speed);
  let mailbox: Request[] = [];
  let wake = () => {};
  let busy = false;
  let sim: Simulation | null = null;
  let machine: TimeMachine | null = null;
  let told = { version: -1, tick: 0 };
  let loaded: LoadRequest | null = null;
  let running = false;
  let pastEnd = false;
  let stopAt: number | null = null;
  let watcher = createWatcher();
  let checked = false;
  let layer = 'states';
  let window: SnapshotWindow | null = null;
  let wish: RangeWish = { mode: 'now', log: false, fixed: null };
  let pictures = createPictures(wish);
  const probes = createProbes(post);
  let rows: CountsRow[] = [];
  let changed = false;
  let ended = false;
  let visible = true;
  let composing: Promise<void> | null = null;
  let awaitingPage = false;
  let lastFrame = Number.NEGATIVE_INFINITY;
  /** Until then ticks wait for the first picture to be seen. */
  let patientUntil = Number.NEGATIVE_INFINITY;

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    let looked = performance.now();
    while (true) {
      const request = mailbox.shift();
      if (request !== undefined) {
        await guarded(() => obey(request), request.type === 'load' || request.type === 'restart');
        continue;
      }
      const published = publish();
      const catching = machine !== null && machine.goal !== null;
      if (!(running || catching) || sim === null) break;
      if (published !== null && sim.backend !== 'webgpu') {
        await published; // a tick on the CPU would hold up what is ready
        continue;
      }
      const now = performance.now();
      const wait = Math.max(visible ? patientUntil - now : 0, catching ? 0 : pace.wait(now));
      if (wait > 0) await sleep(wait);
      else await guarded(tick, false);
      if (performance.now() - looked > LOOK_MS) {
        await breathe();
        looked = performance.now();
      }
    }
    busy = false;
  }

  async function guarded(action: () => Promise<void> | void, loading: boolean): Promise<void> {
    try {
      await action();
    } catch (error) {
      fail(error, loading);
      changed = true;
    }
  }

  function fail(error: unknown, loading: boolean): void {
    if (!loading) running = false;
    if (!loading) machine?.stop();
    post({ type: 'failed', message: messageOf(error), loading, tick: sim?.tick ?? 0 }, []);
  }

  /** Ends early when a request comes. */
  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function tick(): Promise<void> {
    const current = needed(sim);
    const catching = machine!.goal !== null;
    await machine!.step();
    pace.ticked(performance.now());
    changed = true;
    if (catching) return arrived();
    if (stopAt !== null && current.tick >= stopAt) {
      stopAt = null;
      running = false;
    }
    if (current.time < current.scene.until - 1e-9 || pastEnd) return;
    pastEnd = true;
    ended = running;
    running = false;
  }

  /** A session that was opened has come to its moment: is it the one that was saved? */
  async function arrived(): Promise<void> {
    const session = loaded?.session;
    if (!session || checked || needed(machine).goal !== null || needed(sim).tick !== session.tick) return;
    checked = true;
    const hash = await needed(sim).hash();
    const same = session.hash === undefined ? null : hash === session.hash;
    post({ type: 'arrived', hash, same, edits: session.edits.length }, []);
  }

  /** Sends the moment to the page unless that is still busy with the last one. Ticks may go on meanwhile. */
  function publish(): Promise<void> | null {
    const now = performance.now();
    const isMoving = running || (machine !== null && machine.goal !== null);
    const isDue = changed && visible && !awaitingPage && !(isMoving && now - lastFrame < FRAME_MS);
    if (!isDue || composing !== null || sim === null || window === null) return composing;
    changed = false;
    lastFrame = now;
    const made = compose(sim, window).catch((error: unknown) => fail(error, false));
    composing = made.then(() => {
      composing = null;
      void work();
    });
    return composing;
  }

  async function compose(current: Simulation, shown: SnapshotWindow): Promise<void> {
    const hasEnded = ended;
    ended = false;
    tellLog();
    const [snapshot, probed] = await Promise.all([current.snapshot(layer, shown), probes.look(current, layer)]);
    const picture = pictures.picture(snapshot);
    const ticksPerSecond = running ? pace.rate(performance.now()) : 0;
    const warnings = [...current.warnings];
    const frame = {
      picture,
      running,
      ended: hasEnded,
      ticksPerSecond,
      warnings,
      rows: rows.splice(0),
      probed,
    };
    for (const concern of await watcher.look(current, needed(machine).applied > 0))
      post({ type: 'concern', concern }, []);
    awaitingPage = true;
    post({ type: 'frame', frame }, [picture.texels.buffer]);
  }

  async function load(request: LoadRequest): Promise<void> {
    const own: CountsRow[] = [];
    const opened = await open(request, ({ tick, counts }) => {
      if (tick <= told.tick) return; // time went back; the page knows
      told = { ...told, tick };
      own.push({ time: tick * opened.replay.sim.scene.tick, counts });
    });
    await composing;
    await leave(request);
    sim?.destroy();
    sim = opened.replay.sim;
    machine = createTimeMachine(opened.replay, request.session?.edits, request.session?.tick, opened.scene);
    told = { version: -1, tick: 0 };
    [stopAt, checked, watcher] = [null, false, createWatcher()];
    rows = own;
    rows.push({ time: 0, counts: sim.startCounts });
    window = firstWindow(sim.shape);
    pictures = createPictures(wish);
    probes.reset();
    const again = loaded !== null && loaded.scene === request.scene;
    loaded = request;
    running = request.play;
    pastEnd = false;
    patientUntil = performance.now() + FIRST_PICTURE_MS;
    pace.reset();
    changed = true;
    const info = describeSession(sim, request.table?.name ?? null, request.backend, opened.gpu);
    const wanted = request.session?.view?.layer ?? layer;
    const isThere = info.layers.some(({ name }) => name === wanted);
    layer = isThere && (again || request.session) ? wanted : info.firstLayer;
    post({ type: 'loaded', info: { ...info, firstLayer: layer }, doses: describeDoses(machine.replay) }, []);
    await machine.begin();
    await arrived();
  }

  /** What was done to a simulation is not lost when another takes its place. */
  async function leave(next: LoadRequest): Promise<void> {
    if (machine === null || loaded === null || machine.applied === 0 || next.session) return;
    post({ type: 'left', session: await savedSession(machine, loaded), title: machine.first.title }, []);
  }

  function setWindow(next: SnapshotWindow): void {
    if (sim === null || !fits(next, sim.shape) || (window !== null && sameWindow(window, next))) return;
    window = next;
    changed = true;
  }

  function setRange(next: RangeWish): void {
    wish = next;
    pictures.setRange(next);
  }

  function noteShown(): void {
    awaitingPage = false;
    patientUntil = Number.NEGATIVE_INFINITY;
  }

  function setVisible(next: boolean): void {
    visible = next;
    setSpeed(speed);
    if (visible) awaitingPage = false;
  }

  function setSpeed(next: number): void {
    speed = next;
    pace.setSpeed(visible ? speed : Math.min(speed, UNSEEN_SPEED));
  }

  function setRunning(next: boolean): void {
    needed(sim);
    running = next;
    pace.reset();
    changed = true;
  }

  /** Tells the log whenever it has changed, and cuts off what it says of a future that is no more. */
  function tellLog(): void {
    if (machine === null || machine.version === told.version) return;
    const cut = machine.takeCut();
    const tick = cut === null ? told.tick : Math.min(told.tick, cut);
    if (cut !== null) rows = rows.filter((row) => row.time <= cut * machine!.replay.sim.scene.tick + 1e-9);
    told = { version: machine.version, tick };
    post({ type: 'log', log: describeLog(machine), cut: cut === null ? null : cut * needed(sim).scene.tick }, []);
    post({ type: 'doses', doses: describeDoses(machine.replay) }, []);
  }

  /** One path for whatever changes the simulation. */
  async function edit(made: Edit, gesture?: number): Promise<void> {
    await needed(machine).edit(made, gesture);
    changed = true;
    tellLog();
  }

  function switchDosing(field: number, on: boolean): Promise<void> {
    const { dosing, settings, scene, time } = needed(sim);
    const doses = on ? switchOn(dosing, scene.dosing, field, time) : switchOff(dosing, field, time);
    return edit({ what: 'dosing', doses: [...writeDosing(doses, scene.model, settings)] });
  }

  async function travel(go: (through: TimeMachine) => Promise<void> | void): Promise<void> {
    await go(needed(machine));
    changed = true;
    tellLog();
  }

  async function save(withMoment: boolean): Promise<void> {
    const session = await savedSession(needed(machine), needed(loaded));
    const moment = withMoment ? await needed(machine).replay.checkpoint() : null;
    post({ type: 'saved', session, moment }, moment === null ? [] : [moment.bytes.buffer]);
  }

  async function obey(request: Request): Promise<void> {
    switch (request.type) {
      case 'load':
        return load(request);
      case 'restart':
        return load({ ...needed(loaded), session: null, moment: null, play: running });
      case 'play':
        return setRunning(true);
      case 'pause':
        stopAt = null;
        machine?.stop();
        return setRunning(false);
      case 'step':
        setRunning(false);
        return tick();
      case 'until':
        stopAt = request.tick;
        return setRunning(stopAt > needed(sim).tick);
      case 'seek':
        setRunning(false);
        return travel((through) => through.seek(request.tick));
      case 'undo':
        return travel((through) => through.undo());
      case 'redo':
        return travel((through) => through.redo());
      case 'branch':
        return travel((through) => through.branch());
      case 'take':
        setRunning(false);
        return travel((through) => through.take(request.branch));
      case 'edit':
        return edit(request.edit, request.gesture);
      case 'save':
        return save(request.moment === true);
      case 'try': {
        const { path, text, variable } = request;
        post({ type: 'tried', tried: await tryEquation(needed(machine).replay, path, text, variable) }, []);
        return;
      }
      case 'export':
        return post({ type: 'exported', file: await exportTable(needed(sim), request.what) }, []);
      case 'speed':
        return setSpeed(request.ticksPerSecond);
      case 'visible':
        setVisible(request.visible);
        break;
      case 'window':
        return setWindow(request.window);
      case 'range':
        setRange(request);
        break;
      case 'layer':
        layer = request.name;
        break;
      case 'hover':
        probes.obey(request, sim);
        return;
      case 'inspect':
      case 'region':
      case 'charts':
        probes.obey(request, sim);
        break;
      case 'dosing':
        return switchDosing(request.field, request.on);
      case 'parameter':
        return edit({ what: 'parameter', name: request.name, value: request.value }, request.gesture);
      case 'shown':
        return noteShown();
    }
    changed = true;
  }

  return (request) => {
    mailbox.push(request);
    mailbox = latest(mailbox);
    wake();
    void work();
  };
}
