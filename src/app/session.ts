/** The worker's side of the explorer: one simulation, advanced between the page's requests, one thing at a time. */

import { switchOff, switchOn } from '../engine/dosing-switch.ts';
import type { Simulation, SnapshotWindow, TickCounts } from '../engine/types.ts';
import { checkWindow } from '../engine/window.ts';
import { RunError, UserError } from '../model/error.ts';
import { describeDoses, describeSession } from './describe.ts';
import { createPace } from './pace.ts';
import { createPictures } from './pictures.ts';
import type { CountsRow, GpuFound, RangeMode, Reply, Request, Site } from './protocol.ts';

export type LoadRequest = Extract<Request, { type: 'load' }>;

/** A simulation that was opened, and what adapter the place it runs in offers. */
export interface Opened {
  readonly sim: Simulation;
  readonly gpu: GpuFound;
}

/** Milliseconds between frames at the least, and between looks at the mailbox while ticking. */
const FRAME_MS = 33;
const LOOK_MS = 10;
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
  let loaded: LoadRequest | null = null;
  let running = false;
  let pastEnd = false;
  let layer = 'states';
  let window: SnapshotWindow | null = null;
  let mode: RangeMode = 'now';
  let pictures = createPictures(mode);
  let site: Site | null = null;
  let rows: CountsRow[] = [];
  let changed = false;
  let ended = false;
  let visible = true;
  let composing: Promise<void> | null = null;
  let awaitingPage = false;
  let lastFrame = Number.NEGATIVE_INFINITY;

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
      if (!running || sim === null) break;
      if (published !== null && sim.backend !== 'webgpu') {
        await published; // a tick on the CPU would hold up what is ready
        continue;
      }
      const wait = pace.wait(performance.now());
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
    post({ type: 'failed', message: messageOf(error), loading }, []);
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
    await current.step();
    pace.ticked(performance.now());
    changed = true;
    if (current.time < current.scene.until - 1e-9 || pastEnd) return;
    pastEnd = true;
    ended = running;
    running = false;
  }

  /** Sends the moment to the page unless that is still busy with the last one. Ticks may go on meanwhile. */
  function publish(): Promise<void> | null {
    const now = performance.now();
    const isDue = changed && visible && !awaitingPage && !(running && now - lastFrame < FRAME_MS);
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
    const [at, hasEnded] = [site, ended];
    ended = false;
    const [snapshot, inspection] = await Promise.all([
      current.snapshot(layer, shown),
      at === null ? null : current.inspect(at.x, at.y),
    ]);
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
      site: at,
      inspection,
    };
    awaitingPage = true;
    post({ type: 'frame', frame }, [picture.texels.buffer]);
  }

  async function load(request: LoadRequest): Promise<void> {
    const own: CountsRow[] = [];
    const opened = await open(request, ({ tick, counts }) => own.push({ time: tick * opened.sim.scene.tick, counts }));
    await composing;
    sim?.destroy();
    sim = opened.sim;
    rows = own;
    rows.push({ time: 0, counts: sim.startCounts });
    window = null;
    pictures = createPictures(mode);
    const again = loaded !== null && loaded.scene === request.scene;
    loaded = request;
    running = request.play;
    pastEnd = false;
    site = null;
    pace.reset();
    changed = true;
    const info = describeSession(sim, request.table?.name ?? null, request.backend, opened.gpu);
    if (!again || !info.layers.some(({ name }) => name === layer)) layer = info.firstLayer;
    post({ type: 'loaded', info: { ...info, firstLayer: layer }, doses: describeDoses(sim) }, []);
  }

  function setWindow(next: SnapshotWindow): void {
    if (sim !== null && fits(next, sim)) window = next;
  }

  function setMode(next: RangeMode): void {
    mode = next;
    pictures.setMode(next);
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

  function switchDosing(field: number, on: boolean): void {
    const current = needed(sim);
    const { dosing, scene, time } = current;
    current.setDosing(on ? switchOn(dosing, scene.dosing, field, time) : switchOff(dosing, field, time));
    changed = true;
    post({ type: 'doses', doses: describeDoses(current) }, []);
  }

  async function obey(request: Request): Promise<void> {
    switch (request.type) {
      case 'load':
        return load(request);
      case 'restart':
        return load({ ...needed(loaded), play: running });
      case 'play':
        return setRunning(true);
      case 'pause':
        return setRunning(false);
      case 'step':
        setRunning(false);
        return tick();
      case 'speed':
        return setSpeed(request.ticksPerSecond);
      case 'visible':
        setVisible(request.visible);
        break;
      case 'window':
        setWindow(request.window);
        break;
      case 'range':
        setMode(request.mode);
        break;
      case 'layer':
        layer = request.name;
        break;
      case 'inspect':
        site = request.site;
        break;
      case 'dosing':
        return switchDosing(request.field, request.on);
      case 'parameter':
        setParameter(needed(sim), request.name, request.value);
        break;
      case 'shown':
        awaitingPage = false;
        return;
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

/** Lets messages in; a timer of 0 ms would take 4, as browsers have it. */
function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Of requests that only the last matters of, the last: a slider or a camera sends faster than a tick ends. */
function latest(requests: readonly Request[]): Request[] {
  return requests.filter((request, i) => {
    const next = requests[i + 1];
    if (request.type === 'parameter') return next?.type !== 'parameter' || next.name !== request.name;
    return request.type !== 'window' || next?.type !== 'window';
  });
}

/** A window of the last scene may come after the next was loaded. */
function fits(window: SnapshotWindow, sim: Simulation): boolean {
  try {
    checkWindow(window, sim.shape);
    return true;
  } catch {
    return false;
  }
}

/** @param value in the parameter's own unit */
function setParameter(sim: Simulation, name: string, value: number): void {
  const factor = sim.scene.model.parameters.find((p) => p.name === name)?.unit.factor ?? 1;
  sim.setParameter(name, value * factor);
}

function needed<T>(value: T | null): T {
  if (value === null) throw new UserError('no scene is loaded yet; choose one');
  return value;
}

function messageOf(error: unknown): string {
  if (error instanceof UserError || error instanceof RunError) return error.message;
  return `something unexpected went wrong (${error instanceof Error ? error.message : String(error)}); restart the scene`;
}
