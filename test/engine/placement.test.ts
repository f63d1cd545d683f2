import { describe, expect, it } from 'vitest';
import { advance, simulationOf } from '../support/simulation.ts';

const MOVERS = `
fields: { scent: { unit: nM, diffusion: 1 um2/s, blood: 1 nM } }
cells:
  slow: { layer: tissue, states: { on: {} }, traits: { tag: { start: 7 } }, move: { speed: 10 um/h } }
  fast: { layer: immune, states: { on: {} }, move: { speed: 100 um/h } }
  wall: { layer: tissue, states: { on: {} } }
`;

describe('movement', () => {
  it('conserves cells, lineages and traits over 10,000 sub-steps, at odd and walled sizes', async () => {
    for (const [width, height, edges] of [
      [31, 17, 'periodic'],
      [24, 20, 'walled'],
    ] as const) {
      const sim = await simulationOf({
        model: MOVERS,
        width,
        height,
        edges,
        scene: 'seed: 5',
        place: (i) => (i % 3 === 0 ? 'slow.on' : i % 7 === 0 ? 'wall.on' : i % 5 === 0 ? 'fast.on' : null),
      });
      const state = await sim.state();
      const before = [...(await sim.measure()).counts];
      const lineages = (): number[] => [...state.tissue.barcode, ...state.immune.barcode].filter((b) => b > 0);
      const born = lineages().sort((a, b) => a - b);
      // 100 um/h · 0.5 h / (1.138 · 20 um) = 3 sub-steps a tick on the immune layer.
      await advance(sim, 3400);
      expect((await sim.measure()).counts).toEqual(before);
      expect(lineages().sort((a, b) => a - b)).toEqual(born);
      state.tissue.state.forEach((id, i) => {
        expect(state.tissue.traits[i]).toBe(id === 1 ? 7 : 0);
      });
    }
  });

  it('has the speed asked for: free walkers spread with the mean square of a random walk', async () => {
    const sim = await simulationOf({
      model: MOVERS,
      width: 255,
      height: 255,
      place: (_, x, y) => (x % 15 === 0 && y % 15 === 0 ? 'fast.on' : null),
    });
    const state = await sim.state();
    const start = new Map<number, number>();
    state.immune.barcode.forEach((b, i) => {
      if (b > 0) start.set(b, i);
    });
    const ticks = 10;
    await advance(sim, ticks);
    let sum = 0;
    const apart = (a: number, b: number): number => Math.min(Math.abs(a - b), 255 - Math.abs(a - b));
    state.immune.barcode.forEach((b, i) => {
      if (b === 0) return;
      const from = start.get(b)!;
      sum += apart(i % 255, from % 255) ** 2 + apart(Math.floor(i / 255), Math.floor(from / 255)) ** 2;
    });
    // Steps of mean length (2+√2)/3 and mean square 4/3 spacings, independent: E r² = steps · 4/3.
    const steps = (100 * 0.5 * ticks) / (((2 + Math.SQRT2) / 3) * 20);
    const expected = steps * (4 / 3);
    // 289 walkers: standard error of the mean square about 1/√289 of it; 4 of them.
    expect(sum / start.size / expected).toBeGreaterThan(1 - 4 / 17);
    expect(sum / start.size / expected).toBeLessThan(1 + 4 / 17);
  });

  it('climbs a gradient when told to follow it, and stays unbiased when not', async () => {
    const model = (follow: string): string => `
fields: { scent: { unit: nM, diffusion: 1e-6 um2/s, blood: 0 nM } }
cells: { walker: { layer: immune, states: { on: {} }, move: { speed: 60 um/h, follow: { scent: ${follow} } } } }
`;
    const drift = async (follow: string): Promise<number> => {
      const sim = await simulationOf({
        model: model(follow),
        width: 64,
        height: 64,
        edges: 'walled',
        place: (_, x, y) => (x % 4 === 0 && y % 4 === 0 ? 'walker.on' : null),
      });
      const state = await sim.state();
      state.fields[0].forEach((_, i) => {
        state.fields[0][i] = i % 64;
      });
      const centre = (): number => {
        let sum = 0;
        state.immune.state.forEach((id, i) => {
          if (id) sum += i % 64;
        });
        return sum / 256;
      };
      const before = centre();
      await advance(sim, 20);
      return centre() - before;
    };
    expect(await drift('"1 [/nM]"')).toBeGreaterThan(5);
    expect(await drift('"-1 [/nM]"')).toBeLessThan(-5);
    // 256 walkers, 26 steps: standard deviation of the mean drift 0.26 sites.
    expect(Math.abs(await drift('"0 [/nM]"'))).toBeLessThan(1.1);
  });
});

describe('division', () => {
  const grower = (extra = ''): string => `
cells:
  cell:
    layer: tissue
    states: { a: {}, b: {} }
    traits: { label: { start: 1, halves: true }, kept: { start: 5 } }
    division: { rate: { a: "1e9 [/h]" }${extra} }
  wall: { layer: tissue, states: { on: {} } }
`;

  it('needs a free neighbour: a full lattice does not grow, a lone cell fills its surroundings', async () => {
    const full = await simulationOf({ model: grower(), place: () => 'cell.a' });
    await advance(full, 3);
    expect((await full.measure()).counts[0]).toBe(256);
    const lone = await simulationOf({ model: grower(), place: (_, x, y) => (x === 8 && y === 8 ? 'cell.a' : null) });
    await lone.step();
    expect((await lone.measure()).counts[0]).toBe(2);
    await advance(lone, 40);
    expect((await lone.measure()).counts[0]).toBe(256);
    const walled = await simulationOf({
      model: grower(),
      place: (_, x, y) =>
        x === 8 && y === 8 ? 'cell.a' : Math.abs(x - 8) <= 1 && Math.abs(y - 8) <= 1 ? 'wall.on' : null,
    });
    await advance(walled, 5);
    expect((await walled.measure()).counts[0]).toBe(1);
  });

  it('hands on lineage and traits, halves what is shared out, counts divisions', async () => {
    const sim = await simulationOf({ model: grower(), place: (_, x, y) => (x === 8 && y === 8 ? 'cell.a' : null) });
    const state = await sim.state();
    await advance(sim, 2);
    expect((await sim.measure()).counts[0]).toBe(4);
    let label = 0;
    state.tissue.state.forEach((id, i) => {
      if (id === 0) return;
      expect(state.tissue.barcode[i]).toBe(1);
      expect(state.tissue.divisions[i]).toBe(2);
      expect(state.tissue.traits[256 + i]).toBe(5);
      label += state.tissue.traits[i];
    });
    expect(label).toBeCloseTo(1, 6);
  });

  it('puts daughters into another state with the chance stated', async () => {
    const sim = await simulationOf({
      model: grower(', daughter: { b: 0.25 }'),
      width: 200,
      height: 200,
      place: (_, x, y) => (x % 4 === 0 && y % 4 === 0 ? 'cell.a' : null),
    });
    await sim.step();
    expect((await sim.measure()).counts[0] + (await sim.measure()).counts[1]).toBe(5000);
    // 2,500 daughters: 625 ± 4·21.7
    expect(Math.abs((await sim.measure()).counts[1] - 625)).toBeLessThan(87);
  });

  it('finds any free site in a dish, and grows exponentially there', async () => {
    const model = `
cells: { cell: { layer: tissue, states: { a: {} }, division: { rate: "0.1 [/h]" } } }
`;
    const sim = await simulationOf({
      model,
      mixing: 'dish',
      width: 300,
      height: 300,
      place: (i) => (i < 5000 ? 'cell.a' : null),
    });
    await advance(sim, 30);
    const perTick = 1 + (1 - Math.exp(-0.05));
    const expected = 5000 * perTick ** 30;
    // Yule process: relative standard deviation √((1 − e^{−1.5})/5000) = 1.2 %; 4 of them.
    expect(Math.abs((await sim.measure()).counts[0] / expected - 1)).toBeLessThan(0.05);
  });
});
