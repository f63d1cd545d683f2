/** The whole tick on the GPU: its own bytes again and again, the CPU's as far as rounding lets them be. */
import { beforeAll, describe, expect, it } from 'vitest';
import { countStates } from '../../src/engine/state.ts';
import type { CellRule, InitialTissue, LatticeState, TickCounts } from '../../src/engine/types.ts';
import { createNodeHost } from '../../src/host/node.ts';
import type { Scene } from '../../src/model/types.ts';
import { sharedDevice } from '../support/device.ts';
import { gpuSimulation } from '../support/gpu-simulation.ts';
import { advance, partsOf, SMALL_TISSUE, simulationOf } from '../support/simulation.ts';

/** Sites whose occupants are not the same. */
function different(a: LatticeState, b: LatticeState): number {
  return (['tissue', 'immune'] as const).reduce(
    (sum, layer) => sum + a[layer].state.filter((id, i) => id !== b[layer].state[i]).length,
    0,
  );
}

/** Root mean square difference over that of the second. */
function distance(a: Float32Array, b: Float32Array): number {
  let [gap, size] = [0, 0];
  a.forEach((v, i) => {
    gap += (v - b[i]!) ** 2;
    size += b[i]! ** 2;
  });
  return Math.sqrt(gap / Math.max(size, 1e-30));
}

describe('the lattice on the GPU', () => {
  const device = sharedDevice();
  let scene: Scene;
  let tissue: InitialTissue;
  const open = (options: Parameters<typeof gpuSimulation>[3] = {}, of = scene) =>
    gpuSimulation(device(), of, tissue, options);

  beforeAll(async () => {
    ({ scene, tissue } = await partsOf(SMALL_TISSUE));
  });

  it('starts with the bytes of the CPU, and goes on alike', async () => {
    const cpu = await simulationOf(SMALL_TISSUE);
    const gpu = await open();
    expect(await gpu.hash()).toBe(await cpu.hash());
    expect(gpu.startCounts).toEqual(cpu.startCounts);
    await advance(cpu, 8);
    await advance(gpu, 8);
    const [expected, got] = [await cpu.state(), await gpu.state()];
    // Draws are the same: a few sites differ where the fields, solved to 1e-4, put a hazard on the other side of a draw.
    expect(different(got, expected)).toBeLessThan(0.03 * tissue.tissue.length);
    expected.fields.forEach((values, f) => {
      expect(distance(got.fields[f]!, values), scene.model.fields[f]!.name).toBeLessThan(0.01);
    });
    expected.matrix.forEach((values, v) => {
      expect(distance(got.matrix[v]!, values), scene.model.matrix[v]!.name).toBeLessThan(0.01);
    });
    expect(gpu.warnings).toEqual([]);
    gpu.destroy();
  });

  it('is the same bytes twice, and other bytes with another seed', async () => {
    const hashes = [];
    for (const seed of [11, 11, 12]) {
      const sim = await open({}, { ...scene, seed });
      await advance(sim, 24);
      hashes.push(await sim.hash());
      sim.destroy();
    }
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('looked at while it runs is the same run', async () => {
    const hashOf = async (look: boolean) => {
      const sim = await open();
      for (let tick = 0; tick < 24; tick++) {
        await sim.step();
        if (!look) continue;
        if (tick % 3 === 0) await sim.measure();
        if (tick % 7 === 0) await sim.snapshot('food', { x: 1, y: 2, step: 2, width: 5, height: 4 });
        if (tick % 11 === 0) await sim.state();
      }
      const hash = await sim.hash();
      sim.destroy();
      return hash;
    };
    expect(await hashOf(true)).toBe(await hashOf(false));
  });

  it('stopped in the middle of a block of ticks or at its end, and resumed, is the same run', async () => {
    const last = 40;
    const checkpoints = new Map<number, Uint8Array<ArrayBuffer>>();
    const whole = await open();
    for (const ticks of [21, 32]) {
      await advance(whole, ticks - whole.tick);
      checkpoints.set(ticks, await whole.checkpoint());
    }
    await advance(whole, last - whole.tick);
    for (const [ticks, checkpoint] of checkpoints) {
      const resumed = await open({ checkpoint });
      expect(resumed.tick).toBe(ticks);
      await advance(resumed, last - ticks);
      expect(await resumed.hash(), `after ${ticks} ticks`).toBe(await whole.hash());
      expect((await resumed.measure()).events).toEqual((await whole.measure()).events);
      resumed.destroy();
    }
    whole.destroy();
  });

  it('opens a checkpoint of the CPU, and the CPU one of its own', async () => {
    const cpu = await simulationOf(SMALL_TISSUE);
    await advance(cpu, 13);
    const gpu = await open({ checkpoint: await cpu.checkpoint() });
    expect(await gpu.hash()).toBe(await cpu.hash());
    expect(await gpu.measure()).toMatchObject({ tick: 13, counts: (await cpu.measure()).counts });
    await advance(gpu, 7);
    const back = await simulationOf({ ...SMALL_TISSUE, options: { checkpoint: await gpu.checkpoint() } });
    expect(await back.hash()).toBe(await gpu.hash());
    await advance(back, 3);
    gpu.destroy();
  });

  it('keeps its counts right, tells every tick in order, and accounts for each change by its events', async () => {
    const rows: TickCounts[] = [];
    const sim = await open({ onCounts: (row) => rows.push(row) });
    await advance(sim, 50);
    const { counts, events, fields, traits } = await sim.measure();
    const state = await sim.state();
    expect(counts).toEqual(countStates(scene.model, state));
    expect(rows.map(({ tick }) => tick)).toEqual(Array.from({ length: 50 }, (_, k) => k + 1));
    expect(rows.at(-1)!.counts).toEqual(counts);
    const happened = new Map(sim.events.map(({ kind, event }, e) => [`${kind} ${event}`, events[e]!]));
    const [a, b] = [0, 1].map((k) => counts[k]! - sim.startCounts[k]!);
    const born = happened.get('cell division')!;
    const died = happened.get('cell death: hunger')!;
    expect(a! + b!).toBe(born - died);
    expect(happened.get('cell a -> b')).toBeGreaterThan(0);
    expect(counts[3]! - sim.startCounts[3]!).toBe(happened.get('guard arrival: on'));
    fields.forEach((mean, f) => {
      const exact = state.fields[f]!.reduce((sum, v) => sum + v, 0) / tissue.tissue.length;
      expect(mean).toBeCloseTo(exact, 3);
    });
    const ids = state.tissue.state;
    const own = state.tissue.traits.subarray(0, ids.length).filter((_, i) => ids[i] === 1 || ids[i] === 2);
    expect(traits[0]![0]).toBeCloseTo(own.reduce((sum, v) => sum + v, 0) / own.length, 4);
    sim.destroy();
  });

  it('is inspected as the CPU would be, at corners and edges too', async () => {
    const gpu = await open();
    await advance(gpu, 10);
    const cpu = await simulationOf({ ...SMALL_TISSUE, options: { checkpoint: await gpu.checkpoint() } });
    for (const [x, y] of [
      [0, 0],
      [32, 23],
      [0, 12],
      [16, 8],
      [5, 0],
    ] as const) {
      expect(await gpu.inspect(x, y)).toEqual(await cpu.inspect(x, y));
    }
    gpu.destroy();
  });

  it('takes a parameter at once, without compiling anything', async () => {
    const gpu = await open();
    await advance(gpu, 3);
    const compiled = device().device.createComputePipelineAsync;
    let compiling = 0;
    device().device.createComputePipelineAsync = (...args) => {
      compiling++;
      return compiled.apply(device().device, args);
    };
    gpu.setParameter('k_die', 1);
    await advance(gpu, 10);
    device().device.createComputePipelineAsync = compiled;
    const slow = await open();
    await advance(slow, 13);
    expect((await gpu.measure()).events).not.toEqual((await slow.measure()).events);
    expect(compiling).toBe(0);
    for (const sim of [gpu, slow]) sim.destroy();
  });

  it('holds a parameter for a while', async () => {
    const held = await open();
    held.setSettings([{ parameter: 'k_die', value: 0, from: 0, until: 10, cycle: null }]);
    const became = held.events.findIndex(({ event }) => event === 'a -> b');
    await advance(held, 20);
    expect((await held.measure()).events[became]).toBe(0);
    await advance(held, 20);
    expect((await held.measure()).events[became]).toBeGreaterThan(0);
    held.destroy();
  });

  it('takes other equations while it runs: the same ones change nothing, a rate of 0 ends that event', async () => {
    const [plain, same, other] = [await open(), await open(), await open()];
    const sterile = await partsOf({
      ...SMALL_TISSUE,
      model: SMALL_TISSUE.model.replace('"0.1 [/h]*hill', '"0 [/h]*hill'),
    });
    for (const sim of [plain, same, other]) await advance(sim, 9);
    await same.replaceModel(scene.model);
    await other.replaceModel(sterile.scene.model);
    for (const sim of [plain, same, other]) await sim.step();
    const born = other.events.findIndex(({ event }) => event === 'division');
    const before = (await other.measure()).events[born];
    for (const sim of [plain, same, other]) await advance(sim, 12);
    expect((await other.measure()).events[born]).toBe(before);
    expect((await same.measure()).events[born]).toBeGreaterThan(before!);
    expect(different(await same.state(), await plain.state())).toBeLessThan(0.01 * tissue.tissue.length);
    for (const sim of [plain, same, other]) sim.destroy();
  });

  it('does not grow', async () => {
    const sim = await open();
    await advance(sim, 20);
    await sim.measure();
    const before = device().allocated;
    for (let k = 0; k < 4; k++) {
      await advance(sim, 10);
      await sim.measure();
      await sim.snapshot('states');
    }
    expect(device().allocated).toBeLessThanOrEqual(before + 2 ** 16);
    sim.destroy();
  });
});

describe('fields on the GPU beside cells in TypeScript', () => {
  it('go on like the CPU, and take a rule', async () => {
    const host = createNodeHost();
    const seen = new Set<string>();
    const rule: CellRule = ({ kind, state }) => void seen.add(`${kind}.${state}`);
    const hybrid = await simulationOf({ ...SMALL_TISSUE, options: { backend: 'hybrid', host, rule } });
    const cpu = await simulationOf(SMALL_TISSUE);
    for (const sim of [hybrid, cpu]) await advance(sim, 12);
    const [got, expected] = [await hybrid.state(), await cpu.state()];
    expect(hybrid.backend).toBe('hybrid');
    expect(different(got, expected)).toBeLessThan(0.03 * got.tissue.state.length);
    expected.fields.forEach((values, f) => {
      expect(distance(got.fields[f]!, values)).toBeLessThan(0.01);
    });
    expect([...seen].sort()).toEqual(['cell.a', 'cell.b', 'guard.on', 'vessel.open']);
    hybrid.destroy();
    host.close();
  });
});

describe('what stops a run on the GPU', () => {
  const device = sharedDevice();
  const run = async (change: (model: string) => string, ticks: number) => {
    const { scene, tissue } = await partsOf({ ...SMALL_TISSUE, model: change(SMALL_TISSUE.model) });
    const sim = await gpuSimulation(device(), scene, tissue);
    try {
      await advance(sim, ticks);
      await sim.measure();
    } finally {
      sim.destroy();
    }
  };

  it('a field that is not a number, with the tick and its name', async () => {
    const spoilt = run(
      (model) => model.replace('uptake: "0.02 [mM/s]"', 'uptake: "0.02 [mM/s] * exp(100*t/(1 h))"'),
      60,
    );
    await expect(spoilt).rejects.toThrow(
      /^tick \d+, t = [\d.]+ h: (food is not a number|what a cell adds to or takes from a field is not a finite number)/,
    );
  });

  it('a hazard that is not a number, with the site', async () => {
    const spoilt = run((model) => model.replace('"k_die*hill(drug', '"k_die*exp(100*t/(1 h))*hill(drug'), 60);
    await expect(spoilt).rejects.toThrow(/^tick \d+, t = [\d.]+ h: a hazard of a cell .*first at site \(\d+, \d+\)/);
  });

  it('a speed without a bound, before anything runs', async () => {
    const spoilt = run((model) => model.replace('speed: 120 um/h', 'speed: "120 [um/h] * drug/(1 nM)"'), 1);
    await expect(spoilt).rejects.toThrow(/the speed of cells on the immune layer has no bound.*min\(/);
  });

  it('a lattice that the device cannot hold, with the largest that it can', async () => {
    const { scene, tissue } = await partsOf(SMALL_TISSUE);
    const tight = Object.create(device(), {
      device: {
        value: new Proxy(device().device, {
          get: (target, key) => {
            if (key === 'limits')
              return { ...target.limits, maxStorageBufferBindingSize: 8192, maxBufferSize: 2 ** 28 };
            const value = Reflect.get(target, key);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
      },
    });
    await expect(gpuSimulation(tight, scene, tissue)).rejects.toThrow(
      /lattice 33×24 .*the largest that fits is \d+×\d+/,
    );
  });
});
