/** Simulates a scene for a recording, one frame per order, while the page draws and encodes the frame before. */
import type { Simulation, SnapshotWindow } from '../engine/types.ts';
import { frameMap } from '../render/frame.ts';
import { windowFor } from '../render/window.ts';
import { doseCurves } from './dose-curves.ts';
import { ticksPerFrame } from './plan.ts';
import { type RecordRequest, type RunFacts, toFailure, type WorkerAnswer, type WorkerOrder } from './request.ts';
import { openScene } from './scene-run.ts';

interface Run {
  readonly simulation: Simulation;
  readonly layer: string;
  /** What of the lattice a frame has the pixels for. */
  readonly window: SnapshotWindow;
  readonly ticks: number;
  frames: number;
}

let run: Run | null = null;

self.onmessage = ({ data }: MessageEvent<WorkerOrder>) => {
  const answer = data === 'next' ? next() : start(data.start);
  answer.catch((error: unknown) => send({ failure: toFailure(error) }));
};

async function start(request: RecordRequest): Promise<void> {
  const simulation = await openScene(request);
  const { scene, shape } = simulation;
  const { size, camera } = frameMap(request.plan, shape);
  run = {
    simulation,
    layer: request.layer ?? scene.layer,
    window: windowFor(camera, size, shape),
    ticks: ticksPerFrame(request.plan.every, scene.tick),
    frames: 0,
  };
  send({ facts: factsOf(simulation, (request.plan.frames - 1) * request.plan.every) });
}

function factsOf(simulation: Simulation, until: number): RunFacts {
  const { scene, backend, adapter } = simulation;
  return {
    title: scene.title,
    seed: scene.seed,
    states: scene.model.states,
    doses: doseCurves(simulation, Math.max(until, scene.tick)),
    backend,
    adapter,
  };
}

/** The first frame is time 0; each later one is `ticks` ticks on. */
async function next(): Promise<void> {
  if (!run) throw new Error('no scene');
  const { simulation, layer, window, ticks } = run;
  if (run.frames++ > 0) for (let i = 0; i < ticks; i++) await simulation.step();
  const frame = await simulation.snapshot(layer, window);
  const memory = [frame.tissue.buffer, frame.immune.buffer, ...(frame.values ? [frame.values.buffer] : [])];
  send({ frame, warnings: simulation.warnings }, memory as ArrayBuffer[]);
}

function send(answer: WorkerAnswer, memory: ArrayBuffer[] = []): void {
  self.postMessage(answer, { transfer: memory });
}
