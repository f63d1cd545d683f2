import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experimentReport, type ReportedExperiment } from '../../src/experiment/report.ts';
import { doRun, gatherRuns, planRuns } from '../../src/experiment/runs.ts';
import { axisFor, short, ticksOf } from '../../src/experiment/svg.ts';
import { judgeAll } from '../../src/experiment/verdict.ts';
import { readExperiment } from '../../src/model/read-experiment.ts';
import { readScene } from '../../src/model/read-scene.ts';
import { memoryHost } from '../support/memory-host.ts';
import { TINY_MODEL } from '../support/models.ts';

const SCENE = `nidus: 1
title: Tiny <b>scene</b>
model: tiny-model.yaml
lattice: { width: 16, height: 16 }
until: 1 d
tissue: { generator: dish, cells: { cancer.sensitive: 0.5 } }
dosing: [{ field: tki, hold: 300 nM }]
measures: { viable: count(cancer) / start(cancer) }
experiment:
  id: V99
  claim: Drug & time kill
  source: "doi:10.1000/x [assumption]"
  replicates: 2
  arms: { low: { parameters: { EC50: 100 nM } }, dose: { each: { EC50: [10 nM, 30 nM, 100 nM, 300 nM] } } }
  outcomes:
    - { about: left, value: "at(low.viable, 1 d)", expected: { min: 0, max: 1 } }
    - { about: half, value: "half_effect(at(dose.viable, 1 d))", expected: { value: 5 h, part: 10 % } }
`.replace('5 h', '5 nM');

async function reported(): Promise<ReportedExperiment> {
  const host = memoryHost({ 'x.yaml': SCENE, 'tiny-model.yaml': TINY_MODEL });
  const experiment = await readExperiment('x.yaml', host);
  const specs = await planRuns(experiment, host);
  const results = await Promise.all(specs.map((spec) => doRun(spec, host)));
  const runs = gatherRuns(experiment, specs, results);
  const scene = await readScene('x.yaml', host);
  return {
    experiment,
    specs,
    results,
    runs,
    scene,
    ...judgeAll(experiment, runs),
    seconds: 1,
    warnings: ['mind <this>'],
  };
}

const varied = (outcome: string, verdict: 'pass' | 'fail') => ({
  ...{ id: 'V99', outcome, parameter: 'k', factor: 2, value: '4 /h', expected: 'at most 1', observed: '2' },
  before: 'pass' as const,
  verdict,
});
const VARIED = [varied('left < half', 'fail'), varied('firm', 'pass')];

describe('the report', () => {
  it('is one page that needs nothing else, with a figure for each kind of look', async () => {
    const html = experimentReport([await reported()], {
      version: '1',
      seedOffset: 7,
      date: '2026-01-31',
      varied: VARIED,
    });
    expect(html).toMatch(/left &lt; half.*k × 2 = 4 \/h.*<b class="chip fail">/s);
    expect(html).toContain('On none of them hang: V99: firm.');
    expect(html).toContain('Drug &amp; time kill');
    expect(html).toContain('Tiny &lt;b&gt;scene&lt;/b&gt;');
    expect(html).toContain('mind &lt;this&gt;');
    expect(html).toContain('href="https://doi.org/10.1000/x"');
    expect(html).toContain('seeds + 7');
    expect(html).not.toMatch(/<script|<link|src=|url\(|NaN|undefined/);
    expect(html.match(/<figure>/g)!.length).toBeGreaterThanOrEqual(4);
    expect(html).toContain('aria-label="viable against time (h)"');
    expect(html).toContain('aria-label="viable against EC50 (nM)"');
  });
});

describe('axes', () => {
  it('have ticks inside, ascending, and not too many, whatever they show', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), fc.boolean(), (values, mayBeLogarithmic) => {
        const axis = axisFor('x', values, mayBeLogarithmic);
        const ticks = ticksOf(axis);
        expect(axis.high).toBeGreaterThan(axis.low);
        expect(ticks.length).toBeLessThanOrEqual(14);
        expect(ticks.every((tick, i) => tick >= axis.low - 1e-9 * Math.abs(axis.low) && !(tick <= ticks[i - 1]!))).toBe(
          true,
        );
        if (!axis.logarithmic)
          for (const v of values) expect(v >= axis.low - 1e-300 && v <= axis.high + 1e-300).toBe(true);
      }),
    );
  });

  it('write numbers short', () => {
    expect([0, 0.25, 1200, 1e-5].map(short)).toEqual([
      '0',
      '0.25',
      '1200',
      '10<tspan dy="-4" font-size="9">−5</tspan>',
    ]);
  });
});
