import { csvParse } from 'd3-dsv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateState } from '../../src/engine/state.ts';
import type { Simulation } from '../../src/engine/types.ts';
import { parseMeasure } from '../../src/model/measures.ts';
import type { Scene } from '../../src/model/types.ts';
import { cellsCsv } from '../../src/readout/cells.ts';
import { countsColumns, countsNow, countsRow, measureValues } from '../../src/readout/counts.ts';
import { csvLine } from '../../src/readout/csv.ts';
import { bareScene } from '../support/tissue-scene.ts';

const [WIDTH, HEIGHT] = [4, 3];
const N = WIDTH * HEIGHT;

/** A moment of a 4 × 3 lattice: three tumour cells, a stroma cell, two killers, of which one has no barcode. */
function moment(measures: Record<string, string> = {}): Simulation {
  const scene: Scene = bareScene();
  const { model } = scene;
  const state = allocateState(model, N, [Float32Array.from({ length: N }, (_, i) => i), new Float32Array(N).fill(250)]);
  const put = (layer: 'tissue' | 'immune', site: number, id: number, barcode: number, traits: number[]) => {
    state[layer].state[site] = id;
    state[layer].barcode[site] = barcode;
    state[layer].divisions[site] = site;
    traits.forEach((value, slot) => {
      state[layer].traits[slot * N + site] = value;
    });
  };
  put('tissue', 0, 1, 7, [0.5, 1]);
  put('tissue', 5, 1, 7, [0.25, 0]);
  put('tissue', 11, 2, 9, [0.1, 1]);
  put('tissue', 6, 3, 0, [0.75]);
  put('immune', 5, 5, 3, [2]);
  put('immune', 6, 6, 0, [0.3]);
  return {
    scene: {
      ...scene,
      measures: Object.entries(measures).map(([name, text]) => ({ name, value: parseMeasure(text, model) })),
    },
    shape: { width: WIDTH, height: HEIGHT, spacing: 20, edges: 'walled', mixing: 'local' },
    state: async () => state,
    measure: async () => ({ tick: 13, counts: [2, 1, 1, 0, 1, 1], events: [], fields: [5.5, 250], traits: [] }),
    time: 6.5,
    startCounts: [8, 0, 1, 0, 1, 1],
  } as unknown as Simulation;
}

describe('counts.csv', () => {
  it('has time, states, field means with their unit, and measures', async () => {
    const sim = moment({ viable: 'count(tumour) / start(tumour)' });
    expect(countsColumns(sim)).toBe(
      'time_h,tumour.growing,tumour.resting,stroma.quiet,vessel.open,killer.active,killer.tired,oxygen_mean_mmHg,drug_mean_uM,viable',
    );
    expect(await countsNow(sim)).toEqual([6.5, 2, 1, 1, 0, 1, 1, 5.5, 0.25, 0.375]);
    expect(await countsRow(sim)).toBe('6.5,2,1,1,0,1,1,5.5,0.25,0.375');
  });

  it('evaluates statistics with conditions, on both layers', async () => {
    const values = await measureValues(
      moment({
        all: 'count(tumour, killer)',
        cycled: 'count(tumour; cycled > 0.5)',
        second_slot: 'count(tumour.growing; cycled == 0)',
        immune: 'count(killer; cycled >= 0.3)',
        rounded: 'count(tumour; adapted == 10%)',
        families: 'lineages(tumour)',
        some: 'lineages(tumour; cycled > 0.5)',
        bare: 'lineages(stroma, killer)',
        share: 'lineages(tumour.growing; cycled > 0.5) / lineages(tumour.growing, tumour.resting)',
        at_first: 'start(tumour.growing)',
        log_kill: 'log(max(count(tumour), 1) / start(tumour))',
        none: 'count(vessel) / count(vessel)',
      }),
    );
    expect(values).toEqual({
      all: 5,
      cycled: 2,
      second_slot: 1,
      immune: 2,
      rounded: 1,
      families: 2,
      some: 2,
      bare: 1,
      share: 0.5,
      at_first: 8,
      log_kill: Math.log(3 / 8),
      none: Number.NaN,
    });
  });
});

describe('cells.csv', () => {
  it('has a line per cell, with empty cells where a kind has no such trait', async () => {
    const sim = moment();
    expect([...cellsCsv(sim, await sim.state())].join('')).toBe(
      [
        'x_um,y_um,kind,state,barcode,divisions,adapted_%,cycled',
        '10,10,tumour,growing,7,0,50,1',
        '30,30,tumour,growing,7,5,25,0',
        '50,30,stroma,quiet,0,6,75,',
        '70,50,tumour,resting,9,11,10.0000001,1',
        '30,30,killer,active,3,5,,2',
        '50,30,killer,tired,0,6,,0.300000012',
        '',
      ].join('\n'),
    );
  });
});

describe('csvLine', () => {
  it('gives back any text, and single-precision numbers exactly', () => {
    fc.assert(
      fc.property(fc.string(), fc.float({ noNaN: true }), (text, value) => {
        const [row] = csvParse(`text,value\n${csvLine([text, value])}`);
        expect(row!.text).toBe(text);
        expect(Math.fround(Number(row!.value)) + 0).toBe(value + 0);
      }),
    );
  });

  it('writes NaN as such and null as nothing', () => {
    expect(csvLine([Number.NaN, null, 'a,b', 16777217, 1 / 3])).toBe('NaN,,"a,b",16777217,0.333333333');
  });
});
