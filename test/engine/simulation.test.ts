import { describe, expect, it } from 'vitest';
import { createSimulationFrom } from '../../src/engine/simulation.ts';
import { UserError } from '../../src/model/error.ts';
import { advance, partsOf, simulationOf, SMALL_TISSUE as TISSUE } from '../support/simulation.ts';

describe('a run', () => {
  it('is the same bytes twice, and other bytes with another seed', async () => {
    const hashes = [];
    for (const scene of [TISSUE.scene, TISSUE.scene, TISSUE.scene?.replace('11', '12')]) {
      const sim = await simulationOf({ ...TISSUE, scene });
      await advance(sim, 40);
      hashes.push(await sim.hash());
    }
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('stopped and resumed from a checkpoint is the same run', async () => {
    const whole = await simulationOf(TISSUE);
    await advance(whole, 60);
    // 21 ticks: inside the dosing, between two runs of the matrix equations.
    const first = await simulationOf(TISSUE);
    await advance(first, 21);
    const checkpoint = await first.checkpoint();
    const second = await simulationOf({ ...TISSUE, options: { checkpoint } });
    expect(second.tick).toBe(21);
    expect(await second.hash()).toBe(await first.hash());
    expect((await second.measure()).counts).toEqual((await first.measure()).counts);
    await advance(second, 39);
    expect(await second.hash()).toBe(await whole.hash());
    expect(second.startCounts).toEqual(whole.startCounts);
  });

  it('refuses checkpoints that are truncated, foreign or of another model', async () => {
    const sim = await simulationOf(TISSUE);
    const checkpoint = await sim.checkpoint();
    const open = (bytes: Uint8Array): Promise<unknown> => simulationOf({ ...TISSUE, options: { checkpoint: bytes } });
    await expect(open(checkpoint.slice(0, -100))).rejects.toThrow(/truncated or damaged/);
    await expect(open(checkpoint.slice(0, 10))).rejects.toThrow(UserError);
    await expect(open(new Uint8Array(0))).rejects.toThrow(/not a Nidus checkpoint/);
    const flipped = checkpoint.slice();
    flipped[flipped.length >> 1] ^= 1;
    await expect(open(flipped)).rejects.toThrow(/damaged/);
    const other = { ...TISSUE, model: TISSUE.model.replace('0.02 /h', '0.03 /h') };
    await expect(simulationOf({ ...other, options: { checkpoint } })).rejects.toThrow(/another model/);
  });

  it('feeds the tissue: blood value at vessels, less away from them, drug in while dosed and out after', async () => {
    const sim = await simulationOf(TISSUE);
    const state = await sim.state();
    await advance(sim, 12);
    const food = state.fields[0];
    expect(food[0] / 1e6).toBeGreaterThan(4.5);
    expect(Math.min(...food)).toBeLessThan(food[0]);
    expect(Math.min(...food)).toBeGreaterThanOrEqual(0);
    await advance(sim, 17);
    const dosed = Math.max(...state.fields[1]);
    expect(dosed).toBeGreaterThan(80);
    expect(dosed).toBeLessThanOrEqual(100.1);
    await advance(sim, 60);
    expect(Math.max(...state.fields[1])).toBeLessThan(20);
    expect(sim.warnings).toEqual([]);
  });

  it('can be looked into: layers, snapshot in shown units, inspection with hazards', async () => {
    const sim = await simulationOf(TISSUE);
    const state = await sim.state();
    await advance(sim, 15);
    const kept = sim.layers.filter(({ kind }) => kind !== 'signal' && kind !== 'event').map((l) => l.name);
    expect(kept).toEqual(['states', 'barcode', 'food', 'drug', 'gel', 'stiffness', 'cell.q']);
    const shot = await sim.snapshot('food');
    expect(shot.layer.unit).toBe('mM');
    expect(shot.values![0]).toBeCloseTo(state.fields[0][0] / 1e6, 6);
    expect((await sim.snapshot('states')).values).toBeNull();
    const traits = (await sim.snapshot('cell.q')).values!;
    state.tissue.state.forEach((id, i) => {
      expect(Number.isNaN(traits[i])).toBe(id !== 1 && id !== 2);
    });
    const division = (await sim.snapshot('cell: division')).values!;
    state.tissue.state.forEach((id, i) => {
      expect(Number.isNaN(division[i])).toBe(id !== 1 && id !== 2);
    });
    await expect(sim.snapshot('foot')).rejects.toThrow(/foot is not known; did you mean food/);
    const site = state.tissue.state.indexOf(1);
    const found = await sim.inspect(site % 33, Math.floor(site / 33));
    expect(found.tissue).toMatchObject({ kind: 'cell', state: 'a' });
    const hazards = Object.fromEntries(found.tissue!.hazards.map((h) => [h.event, h.rate]));
    expect(Object.keys(hazards)).toEqual(['→ cell.b', 'death: hunger', 'division']);
    const food = state.fields[0][site] / 1e6;
    expect(hazards.division).toBeCloseTo((0.1 * food) / (1 + food), 5);
    expect(found.tissue!.hazards.map((h) => h.equation)).toEqual([
      'k_die*hill(drug, 10 nM, 2)*q',
      'k_die*(food < 0.5 mM)',
      '0.1 [/h]*hill(food, 1 mM, 1)',
    ]);
    expect(division[site]).toBeCloseTo(hazards.division!, 7);
    const becoming = (await sim.snapshot('cell: a -> b')).values!;
    expect(becoming[site]).toBeCloseTo(hazards['→ cell.b']!, 7);
    expect(found.matrix.find((m) => m.name === 'stiffness')).toMatchObject({ unit: 'kPa' });
  });

  it('takes new parameters without a restart and refuses impossible ones', async () => {
    const sim = await simulationOf(TISSUE);
    const state = await sim.state();
    await advance(sim, 2);
    const before = Math.min(...state.fields[0]);
    sim.setParameter('D_food', 1000 * 3600);
    await sim.step();
    expect(Math.min(...state.fields[0])).toBeGreaterThan(before);
    expect(() => sim.setParameter('k_die', 2)).toThrow(/k_die cannot be 2 \/h; allowed: 0 to 1 \/h/);
    expect(() => sim.setParameter('k_dye', 0.1)).toThrow(/did you mean k_die/);
    expect(() => sim.setParameter('k_die', Number.NaN)).toThrow(UserError);
  });

  it('holds parameters for a while, the same when resumed in between; what is set by hand counts afterwards', async () => {
    const held = 'dosing: [ { field: drug, hold: 100 nM }, { parameter: k_die, hold: 0 /h, from: 5 h, until: 10 h } ]';
    const setup = { ...TISSUE, scene: `seed: 11\n${held}` };
    const sim = await simulationOf(setup);
    const became = sim.events.findIndex(({ event }) => event === 'a -> b');
    const so_far = async () => (await sim.measure()).events[became];
    await advance(sim, 10);
    const before = await so_far();
    expect(before).toBeGreaterThan(0);
    await sim.step();
    expect(sim.parameters[0]).toBe(0);
    const checkpoint = await sim.checkpoint();
    sim.setParameter('k_die', 0.5);
    await advance(sim, 9);
    expect(await so_far()).toBe(before);
    await sim.step();
    expect(sim.parameters[0]).toBe(0.5);
    expect(await so_far()).toBeGreaterThan(before);
    const [whole, resumed] = [await simulationOf(setup), await simulationOf({ ...setup, options: { checkpoint } })];
    await advance(whole, 30);
    await advance(resumed, 19);
    expect(await resumed.hash()).toBe(await whole.hash());
    expect(() => whole.setSettings([{ parameter: 'k_die', value: 2, from: 0, until: 1, cycle: null }])).toThrow(
      'parameter k_die cannot be held at 2 /h; allowed: 0 /h to 1 /h',
    );
    whole.setSettings([{ parameter: 'k_die', value: 1, from: 0, until: Infinity, cycle: null }]);
    await whole.step();
    expect(whole.parameters[0]).toBe(1);
  });

  it('runs uniform fields in a dish at their blood values', async () => {
    const { scene, tissue, host } = await partsOf({ ...TISSUE, mixing: 'dish' });
    const sim = await createSimulationFrom(scene, tissue, { host, backend: 'cpu' });
    const state = await sim.state();
    await advance(sim, 12);
    expect(new Set(state.fields[1])).toEqual(new Set([100]));
    expect(new Set(state.fields[0])).toEqual(new Set([5e6]));
  });
});

describe('another model', () => {
  const changed = async (change: (model: string) => string) =>
    (await partsOf({ ...TISSUE, model: change(TISSUE.model) })).scene.model;

  it('of other equations is taken between ticks, with the parameters that were set', async () => {
    const sim = await simulationOf(TISSUE);
    sim.setParameter('k_die', 0.5);
    await advance(sim, 5);
    const born = sim.events.findIndex(({ event }) => event === 'division');
    await sim.replaceModel(await changed((model) => model.replace('"0.1 [/h]*hill', '"0 [/h]*hill')));
    await sim.step();
    const before = (await sim.measure()).events[born];
    expect(before).toBeGreaterThan(0);
    await advance(sim, 10);
    expect((await sim.measure()).events[born]).toBe(before);
    const inspected = await sim.inspect(0, 1);
    expect(inspected.fields).toHaveLength(2);
    expect(sim.scene.model.texts?.['cells.cell.division.rate']).toMatch(/^0 /);
  });

  it('without another equation changes nothing', async () => {
    const [plain, same] = [await simulationOf(TISSUE), await simulationOf(TISSUE)];
    for (const sim of [plain, same]) await advance(sim, 7);
    await same.replaceModel(await changed((model) => model));
    for (const sim of [plain, same]) await advance(sim, 7);
    expect(await same.hash()).toBe(await plain.hash());
  });

  it.each([
    ['the states', (model: string) => model.replace('{ a: {}, b: {} }', '{ a: {}, b: {}, c: {} }')],
    ['the fields', (model: string) => model.replaceAll('food', 'bread')],
    ['the events', (model: string) => model.replace('death: { hunger:', 'death: { thirst:')],
  ])('with other arrays is refused: %s', async (what, change) => {
    const sim = await simulationOf(TISSUE);
    await expect(sim.replaceModel(await changed(change))).rejects.toThrow(
      `${what} are not those of the running model; only equations and parameters can change, restart instead`,
    );
    await advance(sim, 2);
  });
});

describe('a rule in TypeScript', () => {
  it('acts on every cell after the model, the same whenever it is repeated', async () => {
    const run = async () => {
      const sim = await simulationOf({
        ...TISSUE,
        options: {
          rule(cell) {
            if (cell.kind !== 'cell') return;
            if (cell.state === 'b' && cell.random() < 0.1) cell.vanish();
            else if (cell.field('food') > 4 && cell.random() < 0.05) cell.become('b');
            else cell.setTrait('q', 2 + cell.matrix('gel'));
          },
        },
      });
      await advance(sim, 6);
      return sim;
    };
    const sim = await run();
    expect(await (await run()).hash()).toBe(await sim.hash());
    const { tissue, matrix } = await sim.state();
    const site = tissue.state.indexOf(1);
    expect(tissue.traits[site]).toBeGreaterThan(2);
    expect(matrix[0]![site]).toBeGreaterThan(0);
  });

  it('says what it does not know', async () => {
    const sim = await simulationOf({ ...TISSUE, options: { rule: (cell) => void cell.field('fodd') } });
    await expect(sim.step()).rejects.toThrow('cell rule: field fodd is not known; did you mean food?');
  });

  it('is refused where cells live on the GPU', async () => {
    await expect(simulationOf({ ...TISSUE, options: { backend: 'webgpu', rule: () => {} } })).rejects.toThrow(
      'a cell rule in TypeScript cannot run on backend webgpu; use hybrid or cpu',
    );
  });
});
