/** What charts and the inspector make of what they are told. */
import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../src/app/chart-svg.ts';
import { createFollower } from '../../src/app/follow.ts';
import { mullerBands } from '../../src/app/muller.ts';
import { rulesOf } from '../../src/app/rules.ts';
import { colourBar } from '../../src/render/legend.ts';
import { packSnapshot } from '../../src/render/pack.ts';
import { logRange, partOf, ticksOf } from '../../src/render/range.ts';
import { FIELD, makeSnapshot } from '../render/snapshot.ts';
import { advance, SMALL_TISSUE, simulationOf } from '../support/simulation.ts';

describe('a logarithmic scale', () => {
  it('starts above zero, has round ticks, and puts ten times as much equally far on', () => {
    expect(logRange({ low: 0, high: 100 })).toEqual({ low: 0.1, high: 100, log: true });
    expect(logRange({ low: 2, high: 50 })).toEqual({ low: 2, high: 50, log: true });
    const span = logRange({ low: 0.01, high: 100 });
    expect(partOf(span, 1)).toBeCloseTo(0.5, 12);
    expect(ticksOf(span, 5)).toEqual([0.01, 0.1, 1, 10, 100]);
    const bar = colourBar(FIELD, span, 'viridis', 5)!;
    expect(bar.ticks.map(({ part }) => part)).toEqual([0, 0.25, 0.5, 0.75, 1].map((part) => expect.closeTo(part, 9)));
  });

  it('packs values by their logarithm; what is not positive lies at the low end', () => {
    const values = new Float32Array([0.01, 1, 100, 0, -3, Number.NaN]);
    const texels = packSnapshot(makeSnapshot({ values, width: 6, height: 1 }), logRange({ low: 0.01, high: 100 }));
    const codes = Array.from(values, (_, i) => texels[4 * i + 2]! * 256 + texels[4 * i + 3]!);
    expect(codes).toEqual([1, 32768, 65535, 1, 1, 0]);
  });
});

describe('a Muller plot', () => {
  it('stacks the shares of lineages to one, the largest first', () => {
    const rows = [
      { time: 0, lineages: 3, cells: 4, barcodes: [7, 8, 9], sizes: [2, 1, 1] },
      { time: 1, lineages: 2, cells: 10, barcodes: [8, 7], sizes: [9, 1] },
    ];
    const bands = mullerBands(rows);
    expect(bands.map(({ barcode }) => barcode)).toEqual([8, 7, 9, 0]);
    expect(bands[0]).toMatchObject({ low: [0, 0], high: [0.25, 0.9] });
    expect(bands.at(-1)).toMatchObject({ low: [1, expect.closeTo(1, 12)], high: [1, 1] });
    const svg = chartSvg('a <b>', { times: [0, 1], series: [], log: false, axis: 'part' }, bands);
    expect(svg.match(/<polygon/g)).toHaveLength(4);
    expect(svg).toContain('a &lt;b&gt;');
  });
});

describe('rules', () => {
  it('gather the lines of one rate, and know what 0 switches off', () => {
    const paths = ['cells.a.death.x.rate.s', 'cells.a.death.x.rate.else', 'cells.a.signals.e', 'fields.f.decay'];
    const rules = rulesOf(paths.map((path) => ({ path, text: '1' })));
    expect(rules.map(({ path, canBeOff }) => [path, canBeOff])).toEqual([
      ['cells.a.death.x.rate', true],
      ['cells.a.signals.e', false],
      ['fields.f.decay', false],
    ]);
    expect(rules[0]!.equations.map(({ state }) => state)).toEqual(['s', 'else']);
  });
});

describe('the inspector', () => {
  it('follows a cell that moves, by its lineage, and says when it is gone', async () => {
    const sim = await simulationOf(SMALL_TISSUE);
    const state = await sim.state();
    const site = state.immune.state.findIndex((id) => id !== 0);
    const lineage = state.immune.barcode[site]!;
    const follower = createFollower();
    follower.choose({ x: site % 33, y: Math.floor(site / 33) });
    await follower.look(sim);
    let moved = false;
    for (let k = 0; k < 6; k++) {
      await advance(sim, 1);
      const { site: now, inspection, cell } = (await follower.look(sim))!;
      expect(cell).toBe('seen');
      expect(inspection.immune?.barcode).toBe(lineage);
      moved ||= now.y * 33 + now.x !== site;
    }
    expect(moved).toBe(true);
    await sim.edit({ put: 'nothing', of: 'immune', area: { shape: 'square', radius: 40, path: [[16, 12]] } });
    expect((await follower.look(sim))!.cell).toBe('lost');
  });
});
