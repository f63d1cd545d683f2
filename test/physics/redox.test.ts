/** Redox and ferroptosis of the persister model: the fixed points that its constants were chosen for, by cells to which nothing happens. */
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { createSimulation } from '../../src/index.ts';
import { parseMeasure } from '../../src/model/measures.ts';
import { readScene } from '../../src/model/read-scene.ts';
import { measureValues } from '../../src/readout/counts.ts';

/** Every cell stays what it is, under a full drug effect; its traits alone move. */
const STILL = {
  ...Object.fromEntries(
    [
      'b_S',
      'd_0',
      'k_kS',
      'k_kP',
      'k_kD',
      'k_kC',
      'k_SP',
      'k_PS',
      'k_PD',
      'k_SD',
      'k_DC',
      'k_CD',
      'k_DP',
      'k_CP',
      'k_ros',
    ].map((rate) => [rate, '0 /h']),
  ),
  EC50: '1 nM',
  hill_tki: '4',
  k_adapt: '0 /d',
  theta_spread: '0',
};

/** State, what differs, and of a cell there: reactive oxygen, NRF2, glutathione, ferroptosis [/h], awakening over that of a dormant one. */
const CASES: readonly [string, string, Readonly<Record<string, string>>, readonly number[]][] = [
  ['sensitive', 'sensitive', {}, [1.7, 0.34, 1.18, 4e-8]],
  ['dormant', 'dtp', {}, [1.72, 0.35, 0.71, 4.6e-4, 1]],
  ['dormant without KEAP1', 'dtp', { keap1_loss: '1' }, [0.82, 1, 1.2, 8e-8, 2.17]],
  ['dormant with N-acetylcysteine', 'dtp', { nac: '1' }, [1.34, 0.17, 1.26, 3e-6, 1.56]],
  ['dormant without NRF2', 'dtp', { nrf2_i: '1' }, [2.3, 0.13, 0.54, 1.4e-2, 0.44]],
  ['dormant under BSO', 'dtp', { bso: '1' }, [2.94, 0.82, 0.16, 9.8e-2, 0.19]],
  ['cycling', 'dtep', {}, [1.48, 0.23, 1.01, 2e-6, 1.34]],
];

/** Signals and traits of cells of one state after ten days, all of them alive and alike. */
async function settled(state: string, parameters: Readonly<Record<string, string>>, drug: boolean): Promise<number[]> {
  const host = createNodeHost();
  const scene = await readScene('scenes/dish-kill.yaml', host, { parameters: { ...STILL, ...parameters } });
  const names = ['ros', 'nrf2', 'glutathione', 'ferroptosis', 'permission'];
  const { model } = scene;
  const still = {
    ...model,
    kinds: model.kinds.map((kind) => ({ ...kind, transitions: [], death: [], division: null })),
  };
  const sim = await createSimulation(
    {
      ...scene,
      model: still,
      dosing: drug ? scene.dosing : [],
      lattice: { ...scene.lattice!, width: 3, height: 3 },
      tissue: { from: 'generator', generator: 'dish', args: { cells: { [`cancer.${state}`]: 1 } } },
      measures: names.map((name) => ({ name, value: parseMeasure(`average(cancer; ${name})`, still) })),
    },
    { backend: 'cpu', host },
  );
  while (sim.time < 240) await sim.step();
  return Object.values(await measureValues(sim));
}

describe('redox of the persister model', () => {
  it.each(CASES)(
    '%s: within 3 %% of the table, ferroptosis as it is rounded there',
    async (_, state, what, expected) => {
      const found = await settled(state, what, true);
      [0, 1, 2].forEach((k) => {
        expect(Math.abs(found[k]! - expected[k]!)).toBeLessThan(Math.max(0.006, 0.01 * expected[k]!));
      });
      expect(found[3]! / expected[3]!).toBeGreaterThan(0.84);
      expect(found[3]! / expected[3]!).toBeLessThan(1.16);
      if (expected.length > 4) expect(Math.abs(found[4]! - expected[4]!)).toBeLessThan(0.006);
    },
  );

  it('a parental cell without drug: R 0.93, NRF2 0.05, glutathione 1.05', async () => {
    const [ros, nrf2, glutathione, ferroptosis] = await settled('sensitive', {}, false);
    expect(ros).toBeCloseTo(0.93, 2);
    expect(nrf2).toBeCloseTo(0.05, 2);
    expect(glutathione).toBeCloseTo(1.05, 2);
    expect(ferroptosis! / 6e-10).toBeGreaterThan(0.9);
    expect(ferroptosis! / 6e-10).toBeLessThan(1.1);
  });
});
