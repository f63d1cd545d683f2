import { describe, expect, it } from 'vitest';
import { advance, simulationOf } from '../support/simulation.ts';

const TWO_STATES = `
parameters: { k: { value: 0.05 /h, source: test } }
cells:
  cell:
    layer: tissue
    states: { a: {}, b: {} }
    transitions: { a -> b: { rate: k } }
`;

describe('competing hazards', () => {
  it('fire with probability 1 − exp(−h·dt) per tick: exponential decay of a state', async () => {
    const sim = await simulationOf({ model: TWO_STATES, width: 200, height: 200, place: () => 'cell.a' });
    await advance(sim, 40);
    const n = 40_000;
    const expected = n * Math.exp(-0.05 * 20);
    // One draw of a binomial: 4 standard deviations is a false-alarm rate of 6e-5 (one seed, fixed).
    const sd = Math.sqrt(n * Math.exp(-1) * (1 - Math.exp(-1)));
    expect(Math.abs((await sim.measure()).counts[0] - expected)).toBeLessThan(4 * sd);
    expect((await sim.measure()).counts[0] + (await sim.measure()).counts[1]).toBe(n);
  });

  it('share events in proportion to their hazards', async () => {
    const sim = await simulationOf({
      model: `
cells:
  cell:
    layer: tissue
    states: { a: {}, b: {}, c: {} }
    transitions: { a -> b: { rate: "0.3 [/h]" }, a -> c: { rate: "0.1 [/h]" } }
    death: { old: { rate: { a: "0.2 [/h]" } } }
`,
      width: 200,
      height: 200,
      place: () => 'cell.a',
    });
    await advance(sim, 60);
    const [a, b, c] = (await sim.measure()).counts;
    const gone = 40_000 - a;
    const near = (value: number, share: number): void => {
      expect(Math.abs(value - share * gone)).toBeLessThan(4 * Math.sqrt(gone * share * (1 - share)));
    };
    near(b, 0.5);
    near(c, 1 / 6);
    near(gone - b - c, 1 / 3);
  });

  it('read neighbours and the other layer as they were at the start of the tick', async () => {
    const model = `
cells:
  cell:
    layer: tissue
    states: { a: {}, b: {}, c: {} }
    transitions:
      a -> b: { rate: "1e9 [/h] * (near(cell.b) > 0)" }
      b -> c: { rate: "1e9 [/h] * here(guard)" }
  guard: { layer: immune, states: { on: {} } }
`;
    const sim = await simulationOf({ model, place: (_, x, y) => (x === 5 && y === 5 ? 'cell.b' : 'cell.a') });
    await sim.step();
    expect((await sim.measure()).counts[1]).toBe(9);
    await sim.step();
    expect((await sim.measure()).counts[1]).toBe(25);
    const guarded = await simulationOf({ model, place: (i) => (i === 40 ? 'guard.on' : null) });
    (await guarded.state()).tissue.state.fill(0);
    (await guarded.state()).tissue.state[40] = 2;
    await guarded.step();
    expect((await guarded.state()).tissue.state[40]).toBe(3);
  });

  it('stop the run with a plain message when a hazard is not a number', async () => {
    const sim = await simulationOf({
      model: `
cells:
  cell:
    layer: tissue
    states: { a: {} }
    traits: { q: { start: -1 } }
    death: { x: { rate: "sqrt(q) * 1 [/h]" } }
`,
      place: (i) => (i === 33 ? 'cell.a' : null),
    });
    await expect(sim.step()).rejects.toThrow(/hazards of cell\.a at site \(1, 2\) are not a number/);
  });
});

describe('traits', () => {
  const model = `
parameters: { r: { value: 0.1 /h, source: test }, tau: { value: 10 h, source: test } }
cells:
  cell:
    layer: tissue
    states: { a: {}, b: {} }
    signals: { half: { a: 0.5, b: 2 } }
    traits:
      grow: { start: 1, rate: r*(2 - grow) }
      relax: { start: 0, to: half, tau: tau }
      noisy: { start: 0, to: 0, tau: tau, spread: 0.25 }
      born: { start: 3, spread: 0.5 }
      flag: { start: 0, becomes: { b: 1, else: flag } }
      capped: { start: 0, rate: "1 [/h]", max: 2 }
`;

  it('follow their laws', async () => {
    const sim = await simulationOf({ model, width: 128, height: 128, place: (i) => (i % 2 ? 'cell.a' : 'cell.b') });
    const state = await sim.state();
    const n = 128 * 128;
    const slot = (s: number): Float32Array => state.tissue.traits.subarray(s * n, (s + 1) * n);
    expect(slot(5)[0]).toBe(0);
    await advance(sim, 40);
    // Forward Euler of dg/dt = r(2 − g), dt = 0.5 h
    expect(slot(0)[0]).toBeCloseTo(2 - (1 - 0.05) ** 40, 4);
    expect(slot(1)[1]).toBeCloseTo(0.5 * (1 - Math.exp(-2)), 4);
    expect(slot(1)[0]).toBeCloseTo(2 * (1 - Math.exp(-2)), 4);
    expect(slot(4)[0]).toBe(1);
    expect(slot(4)[1]).toBe(0);
    expect(slot(5)[0]).toBe(2);
    // Stationary from the start: mean 0 ± 4 SE, standard deviation within 3 % (n = 16,384).
    expect(Math.abs(mean(slot(2)))).toBeLessThan((4 * 0.25) / 128);
    expect(deviation(slot(2))).toBeGreaterThan(0.2425);
    expect(deviation(slot(2))).toBeLessThan(0.2575);
    expect(Math.abs(mean(slot(3)) - 3)).toBeLessThan((4 * 0.5) / 128);
    expect(deviation(slot(3))).toBeGreaterThan(0.485);
    expect(deviation(slot(3))).toBeLessThan(0.515);
  });

  it('lose their noise memory with time constant tau', async () => {
    const sim = await simulationOf({ model, width: 128, height: 128, place: () => 'cell.a' });
    const state = await sim.state();
    const n = 128 * 128;
    const before = state.tissue.traits.slice(2 * n, 3 * n);
    await advance(sim, 20);
    const after = state.tissue.traits.slice(2 * n, 3 * n);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += before[i] * after[i];
    // e^{-10 h / 10 h} of the variance is left, ± 4/√n.
    expect(Math.abs(sum / n / 0.0625 - Math.exp(-1))).toBeLessThan(4 / 128);
  });
});

function mean(values: Float32Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function deviation(values: Float32Array): number {
  const m = mean(values);
  return Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / values.length);
}
