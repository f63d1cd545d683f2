/** Fields solved on two threads: the same bytes as on one. */
import { describe, expect, it } from 'vitest';
import type { FieldArrays } from '../../src/engine/cpu/field-share.ts';
import type { OpenMessage } from '../../src/engine/cpu/field-thread.ts';
import { createCpuFields } from '../../src/engine/cpu/multigrid.ts';
import type { FieldProblem, FieldSolver, SolverShape } from '../../src/engine/types.ts';
import { createNodeHost } from '../../src/host/node.ts';
import type { Host, Thread } from '../../src/host/types.ts';
import { RunError } from '../../src/model/error.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { advance, partsOf, type Setup, simulationOf } from '../support/simulation.ts';

const SIZE = 128;
const startThread = createNodeHost().startThread!;

const field = (name: string, change: Partial<FieldProblem>): FieldProblem => ({
  name,
  diffusion: 1e5,
  group: 0,
  decay: 0.5,
  steady: true,
  saturation: 2,
  boundary: { kind: 'periodic' },
  ...change,
});

const SHAPE: SolverShape = {
  width: SIZE,
  height: SIZE,
  spacing: 20,
  groups: 2,
  fields: [
    field('steady', {}),
    field('hindered', { group: 1, boundary: { kind: 'no-flux' } }),
    field('slow', { steady: false, diffusion: 4e4 }),
    field('held', { group: 1, boundary: { kind: 'held', value: 38 } }),
  ],
  tolerance: 1e-4,
  maxCycles: 12,
};

/** New terms and, every other tick, a new hindrance. */
function fill({ terms, setHindrance }: FieldSolver, tick: number): void {
  const next = randomNumbers(tick);
  for (const { source, sink, uptake } of terms) {
    for (let i = 0; i < source.length; i++) {
      source[i] = next() < 0.05 ? 4e4 * next() : 0;
      sink[i] = next() < 0.3 ? 600 * next() : 0;
      uptake[i] = next() < 0.3 ? 2e4 * next() : 0;
    }
  }
  if (tick % 2 === 1) {
    setHindrance(
      1,
      Float32Array.from({ length: SIZE * SIZE }, () => 0.2 + 0.8 * next()),
    );
  }
}

/** Values and reports of some ticks. */
async function run(solver: FieldSolver) {
  const ticks = [];
  for (const tick of [1, 2, 3, 4]) {
    fill(solver, tick);
    const reports = await solver.step(0.5, [false, false, tick === 3, false]);
    ticks.push({ reports, values: solver.values.map((values) => Array.from(new Uint32Array(values.slice().buffer))) });
  }
  solver.destroy();
  return ticks;
}

/** Starts threads that have the first field of every step before this thread gets one; counts the answers. */
function eagerThread(answered: { fields: number }): Host['startThread'] {
  return (script) => {
    const thread = startThread(script)!;
    let arrays: FieldArrays;
    const post: Thread['post'] = (message) => {
      ({ arrays } = message as OpenMessage);
      thread.post(message);
    };
    const ask: Thread['ask'] = async (message) => {
      const answer = thread.ask(message);
      const pause = new Int32Array(new SharedArrayBuffer(4));
      while (Atomics.load(arrays.next, 0) === 0) Atomics.wait(pause, 0, 0, 1);
      answered.fields += ((await answer) as unknown[]).length;
      return answer;
    };
    return { post, ask, stop: thread.stop };
  };
}

describe('fields on two threads', () => {
  it('are the same bytes as on one', async () => {
    const answered = { fields: 0 };
    const shared = createCpuFields(SHAPE, [], eagerThread(answered));
    expect(shared.values[0]!.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(await run(shared)).toEqual(await run(createCpuFields(SHAPE)));
    expect(answered.fields).toBeGreaterThanOrEqual(4);
  });

  it('make a simulation with the same hash', async () => {
    const setup: Setup = {
      width: SIZE,
      height: SIZE,
      model: `
fields:
  food: { unit: mM, diffusion: 100 um2/s, hindrance: exp(-gel), saturation: 0.5 mM, blood: 5 mM, steady: true }
  drug: { unit: nM, diffusion: 150 um2/s, half_life: 10 h }
matrix: { every: 1 h, variables: { gel: { start: 0.1, rate: "0.1 [/h] * (1 - gel)", min: 0, max: 1 } } }
cells:
  cell: { layer: tissue, states: { a: {} }, exchange: { food: { uptake: "0.02 [mM/s]" }, drug: { sink: "1e-4 [/s]" } } }
  vessel: { layer: tissue, states: { open: {} }, exchange: { food: { source: "10 [/s]*blood(food)", sink: "10 [/s]" }, drug: { source: "1 [/s]*blood(drug)", sink: "1 [/s]" } } }
`,
      scene: 'dosing: [ { field: drug, hold: 100 nM, from: 1 h, until: 15 h } ]',
      place: (i, x, y) => (x % 8 === 0 && y % 8 === 0 ? 'vessel.open' : i % 3 === 0 ? 'cell.a' : null),
    };
    const { host } = await partsOf(setup);
    const answered = { fields: 0 };
    const hashes = [];
    for (const options of [{}, { host: { ...host, startThread: eagerThread(answered) } }]) {
      const sim = await simulationOf({ ...setup, options });
      await advance(sim, 5);
      hashes.push(await sim.hash());
      sim.destroy();
    }
    expect(answered.fields).toBeGreaterThanOrEqual(5);
    expect(hashes[1]).toBe(hashes[0]);
  });

  it('reject the step when the thread fails', async () => {
    const solver = createCpuFields(SHAPE, [], () =>
      startThread("port.onmessage = () => { throw new Error('lost'); };"),
    );
    await expect(solver.step(0.5, [false, false, false, false])).rejects.toThrow(
      new RunError('a thread of the simulation failed: lost'),
    );
    solver.destroy();
  });

  it('are not worth it for a small lattice, nor for one field', () => {
    const refuse = () => expect.unreachable();
    createCpuFields({ ...SHAPE, width: 64, height: 64 }, [], refuse).destroy();
    createCpuFields({ ...SHAPE, fields: SHAPE.fields.slice(0, 1) }, [], refuse).destroy();
  });

  it('stay on one where the host starts none', async () => {
    const solver = createCpuFields(SHAPE, [], () => null);
    expect(solver.values[0]!.buffer).toBeInstanceOf(ArrayBuffer);
  });
});
