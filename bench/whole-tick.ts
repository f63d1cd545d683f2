/** The whole tick and the view of it, through the same door as everyone: a simulation of the library. */
import { createSimulationFrom } from '../src/engine/simulation.ts';
import { allocateState } from '../src/engine/state.ts';
import type { BackendName, LatticeState, Simulation } from '../src/engine/types.ts';
import type { Host } from '../src/host/types.ts';
import type { Scene } from '../src/model/types.ts';
import { countCells, type Ground, groundOf, stateBytes } from './ground.ts';
import { type Check, errorOf, type Group, type Subject } from './subject.ts';

/** Ticks done before anything is timed: the first ones solve fields that are far from where they go. */
const SETTLING = 3;
/** Fields of two backends after a tick: each is solved to 1e-4 in its residual. */
const TICK_TOLERANCE = 2e-3;
/** Samples of a picture along a side at most. */
const PICTURE = 1024;
/** Of a sample: two states and a value read, two bytes and a value written. */
const SAMPLE_BYTES = 3 * 4 + 2 + 4;

/** @param checkSide sites a side of the lattice on which a tick is compared with the CPU's */
export function wholeTick(host: Host, scene: Scene, backend: BackendName, checkSide: number): Group {
  return {
    names: ['tick', 'view'],
    async *open(side, isWanted) {
      if (!isWanted('tick') && !isWanted('view')) return;
      const ground = await groundOf(scene, host, side);
      const started = performance.now();
      const sim = await createSimulationFrom(ground.scene, ground.initial, { backend, host });
      const openMs = performance.now() - started;
      try {
        const check = tickCheck(host, scene, backend, Math.min(side, checkSide));
        if (isWanted('tick')) yield tick(sim, ground, openMs, check);
        if (isWanted('view')) yield view(sim);
      } finally {
        sim.destroy();
      }
    },
  };
}

function tick(sim: Simulation, { shape, initial }: Ground, openMs: number, check: Check): Subject {
  const cells = countCells({ tissue: { state: initial.tissue }, immune: { state: initial.immune } });
  let isSettled = false;
  const advance = async (ticks: number): Promise<void> => {
    for (let k = 0; k < ticks; k++) await sim.step();
    await sim.measure();
  };
  return {
    name: 'tick',
    width: shape.width,
    height: shape.height,
    bytesPerSite: 2 * stateBytes(emptyState(sim)),
    cells,
    openMs,
    ...(sim.deviceBytes !== null && { memoryBytes: sim.deviceBytes }),
    timer: () => 'wall',
    mostRepeats: 64,
    async run(repeats) {
      if (!isSettled) await advance(SETTLING);
      isSettled = true;
      const start = performance.now();
      await advance(repeats);
      return performance.now() - start;
    },
    check,
  };
}

/** One tick from the same state on both: fates draw the same numbers, so the fields and who is where must agree. */
function tickCheck(host: Host, scene: Scene, backend: BackendName, side: number): Check {
  const after = async (where: BackendName): Promise<{ state: LatticeState; hash: string }> => {
    const { scene: sized, initial } = await groundOf(scene, host, side);
    const sim = await createSimulationFrom(sized, initial, { backend: where, host });
    try {
      await sim.step();
      await sim.measure();
      return { state: structuredClone(await sim.state()), hash: await sim.hash() };
    } finally {
      sim.destroy();
    }
  };
  if (backend === 'cpu') {
    const error = async () => {
      const first = await after('cpu');
      const again = await after('cpu');
      return first.hash === again.hash ? 0 : 1;
    };
    return { against: `itself, again, on ${side} x ${side}`, tolerance: 0, error };
  }
  return {
    against: `CPU after one tick of ${side} x ${side}`,
    tolerance: TICK_TOLERANCE,
    async error() {
      const [{ state: got }, { state: expected }] = [await after(backend), await after('cpu')];
      return Math.max(
        ...got.fields.map((values, f) => errorOf(values, expected.fields[f]!)),
        differing(got.tissue.state, expected.tissue.state),
        differing(got.immune.state, expected.immune.state),
      );
    },
  };
}

/** Part of the sites that hold another state; draws that lie on their threshold may fall either way. */
function differing(got: Uint32Array, expected: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < expected.length; i++) if (got[i] !== expected[i]) count++;
  return count / expected.length;
}

/** All of the lattice in at most 1024 x 1024 samples, states and the first field. */
function view(sim: Simulation): Subject {
  const { width, height } = sim.shape;
  const field = sim.scene.model.fields[0]!;
  const step = Math.max(1, width / PICTURE, height / PICTURE);
  const window = { x: 0, y: 0, step, width: Math.floor(width / step), height: Math.floor(height / step) };
  return {
    name: 'view',
    width,
    height,
    sites: window.width * window.height,
    bytesPerSite: SAMPLE_BYTES,
    timer: () => 'wall',
    async run(repeats) {
      const start = performance.now();
      for (let r = 0; r < repeats; r++) await sim.snapshot(field.name, window);
      return performance.now() - start;
    },
    check: {
      against: 'the state, sample by sample',
      tolerance: 0,
      async error() {
        const picture = await sim.snapshot(field.name, window);
        const { tissue, immune, fields } = await sim.state();
        const errors = [0, 0, 0];
        for (let k = 0; k < picture.tissue.length; k++) {
          const x = Math.floor(((k % window.width) + 0.5) * step);
          const y = Math.floor((Math.floor(k / window.width) + 0.5) * step);
          const i = y * width + x;
          const value = Math.fround(fields[0]![i]! / field.unit.factor);
          if (picture.tissue[k] !== tissue.state[i]) errors[0] = 1;
          if (picture.immune[k] !== immune.state[i]) errors[1] = 1;
          if (picture.values![k] !== value) errors[2] = 1;
        }
        return Math.max(...errors);
      },
    },
  };
}

function emptyState({ scene: { model } }: Simulation): LatticeState {
  return allocateState(
    model,
    1,
    model.fields.map(() => new Float32Array(1)),
  );
}
