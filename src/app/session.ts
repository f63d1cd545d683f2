/** The worker's side of the explorer: one simulation, advanced between the page's requests, one thing at a time. */
import type { Simulation } from '../engine/types.ts';
import { RunError, UserError } from '../model/error.ts';
import { describeDoses, describeSession } from './describe.ts';
import { switchOff, switchOn } from './dosing-switch.ts';
import { createPace } from './pace.ts';
import type { CountsRow, Reply, Request, Site } from './protocol.ts';

export type LoadRequest = Extract<Request, { type: 'load' }>;

/** A simulation that was opened, and whether the place it runs in offers a WebGPU adapter. */
export interface Opened {
  readonly sim: Simulation;
  readonly hasWebGpu: boolean;
}

/** Milliseconds between frames at the least, and between looks at the mailbox while ticking. */
const FRAME_MS = 33;
const LOOK_MS = 10;

/**
 * @param open reads the scene and makes its simulation @param post sends to the page, handing over the buffers given
 * @returns takes one request of the page
 */
export function createSession(
  open: (request: LoadRequest) => Promise<Opened>,
  post: (reply: Reply, transfer: Transferable[]) => void,
): (request: Request) => void {
  const pace = createPace(16);
  let mailbox: Request[] = [];
  let wake = () => {};
  let busy = false;
  let sim: Simulation | null = null;
  let loaded: LoadRequest | null = null;
  let running = false;
  let pastEnd = false;
  let layer = 'states';
  let site: Site | null = null;
  let rows: CountsRow[] = [];
  let changed = false;
  let ended = false;
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
      publish();
      if (!running || sim === null) break;
      const wait = pace.wait(performance.now());
      if (wait > 0) await sleep(wait);
      else await guarded(tick, false);
      if (performance.now() - looked > LOOK_MS) {
        await sleep(0);
        looked = performance.now();
      }
    }
    busy = false;
  }

  async function guarded(action: () => Promise<void> | void, loading: boolean): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!loading) running = false;
      changed = true;
      post({ type: 'failed', message: messageOf(error), loading }, []);
    }
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
    rows.push({ time: current.time, counts: [...current.counts] });
    changed = true;
    if (current.time < current.scene.until - 1e-9 || pastEnd) return;
    pastEnd = true;
    ended = running;
    running = false;
  }

  function publish(): void {
    const now = performance.now();
    if (!changed || awaitingPage || sim === null || (running && now - lastFrame < FRAME_MS)) return;
    const snapshot = sim.snapshot(layer);
    const inspection = site === null ? null : sim.inspect(site.x, site.y);
    const { warnings } = sim;
    const ticksPerSecond = running ? pace.rate(now) : 0;
    const frame = { snapshot, running, ended, ticksPerSecond, warnings: [...warnings], rows, site, inspection };
    const buffers = [snapshot.tissue, snapshot.immune, ...(snapshot.values === null ? [] : [snapshot.values])];
    post({ type: 'frame', frame }, buffers.map((array) => array.buffer) as ArrayBuffer[]);
    rows = [];
    changed = false;
    ended = false;
    awaitingPage = true;
    lastFrame = now;
  }

  async function load(request: LoadRequest): Promise<void> {
    const opened = await open(request);
    sim?.destroy();
    sim = opened.sim;
    const again = loaded !== null && loaded.scene === request.scene;
    loaded = request;
    running = request.play;
    pastEnd = false;
    site = null;
    pace.reset();
    rows = [{ time: sim.time, counts: [...sim.counts] }];
    changed = true;
    const info = describeSession(sim, request.table?.name ?? null, opened.hasWebGpu);
    if (!again || !info.layers.some(({ name }) => name === layer)) layer = info.firstLayer;
    post({ type: 'loaded', info: { ...info, firstLayer: layer }, doses: describeDoses(sim) }, []);
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
        return pace.setSpeed(request.ticksPerSecond);
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

/** Of requests that only the last matters of, the last: a slider sends faster than a tick ends. */
function latest(requests: readonly Request[]): Request[] {
  return requests.filter((request, i) => {
    const next = requests[i + 1];
    return !(request.type === 'parameter' && next?.type === 'parameter' && next.name === request.name);
  });
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
