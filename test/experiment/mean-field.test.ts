import { describe, expect, it } from 'vitest';
import { openMeanField } from '../../src/experiment/mean-field.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { readScene } from '../../src/model/read-scene.ts';
import { integrate, meanField } from '../support/mean-field.ts';

const FROZEN = {
  theta_spread: '0',
  k_adapt: '0 /d',
  brake_bim: '0',
  brake_slug: '0',
  q_chromatin: '0',
  myc_D: '0.99',
  redox_DC: '0',
  redox_D: '0',
  ros_share: '0',
  k_ros: '0 /h',
  k_ferroptosis: '0 /h',
  t_consolidate: '60 d',
};

describe('the mean field of a dish', () => {
  it('is that of the linear equations, drug on and off', async () => {
    const scene = await readScene('scenes/dish-kill.yaml', createNodeHost(), { parameters: FROZEN });
    const { states, kinds } = scene.model;
    const cancer = kinds.find(({ name }) => name === 'cancer')!;
    const start = states.map(({ label }) => ({ 'cancer.sensitive': 9960, 'cancer.primed': 40 })[label] ?? 0);
    const equations = openMeanField(scene, start, 1e6);
    const expected = integrate(meanField(scene, 'cancer', { fields: { tki: 300 } }), [9960, 40, 0, 0, 0], [72, 336]);
    for (const [i, time] of [72, 336].entries()) {
      equations.advance(time);
      for (const [k, id] of cancer.states.entries()) {
        expect(equations.counts[id - 1]! / expected[i]![k]!).toBeCloseTo(1, 5);
      }
    }
  });

  it('follows the blood: growth before, decay after a dose', async () => {
    const scene = await readScene('scenes/experiments/v05-optimal-dose.yaml', createNodeHost());
    const host = createNodeHost();
    const pulsed = await readScene('scenes/experiments/v05-optimal-dose.yaml', host, { arm: 'pulsed' });
    const [sensitive] = [scene.model.states[0]!.id];
    const free = openMeanField(scene, [1000, 0], 1e6);
    const dosed = openMeanField(pulsed, [1000, 0], 1e6);
    for (const one of [free, dosed]) one.advance(24);
    expect(free.counts[sensitive - 1]! / 1000).toBeCloseTo(Math.exp(24 * (0.04 - 4e-4)), 1);
    expect(dosed.counts[sensitive - 1]!).toBeLessThan(1000);
  });
});
