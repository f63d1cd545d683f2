import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import { readScene, type SceneOverrides } from '../../src/model/read-scene.ts';
import type { Scene, TablePlan } from '../../src/model/types.ts';
import { memoryHost } from '../support/memory-host.ts';
import { sceneOf, TINY_MODEL, TINY_SCENE } from '../support/models.ts';

const parameter = (scene: Scene, name: string) =>
  scene.parameters[scene.model.parameters.findIndex((one) => one.name === name)];

/** Reads scene files that lie in `scenes/`, next to the model `models/tiny.yaml`. */
function read(files: Readonly<Record<string, string>>, overrides?: SceneOverrides): Promise<Scene> {
  const placed = Object.entries(files).map(([name, text]) => [`scenes/${name}`, text]);
  const host = memoryHost({ 'models/tiny.yaml': TINY_MODEL, ...Object.fromEntries(placed) });
  return readScene(`scenes/${Object.keys(files)[0]}`, host, overrides);
}

const BASE = `nidus: 1
title: Base
model: ../models/tiny.yaml
lattice: { width: 8, height: 8 }
until: 1 d
tissue: { generator: dish, cells: { cancer.sensitive: 0.5 } }
`;

const TABLE = `nidus: 1
title: Table
model: ../models/tiny.yaml
until: 1 d
tissue:
  table: data/cells.csv
  label: [canonical_type, cell_type]
  pixel: 0.5 um
  labels: { cancer: cancer.sensitive, T_CD8: cd8.active, vessel: vessel, 7: caf.my, constructor: dead.body, else: ignore }
  share: { cancer.sensitive: { cancer.dtp: 0.4 %, cancer.resistant: 0.01 } }
  add: { vessel.open: 90 /mm2, caf.rest: 12 }
`;

describe('the tiny scene', () => {
  test('reaches the simulation whole', async () => {
    const scene = await sceneOf();
    expect(scene).toMatchObject({
      path: 'scene.yaml',
      title: 'Tiny scene',
      question: 'Does every part of a scene reach the simulation?',
      lattice: { width: 32, height: 24, spacing: 20, edges: 'periodic', mixing: 'local' },
      tick: 0.5,
      until: 48,
      every: 6,
      seed: 7,
      boundaries: [{ kind: 'held', value: 38 }, null, { kind: 'no-flux' }],
      blood: [100, null, null],
      tissue: { from: 'generator', generator: 'dish', args: { cells: { 'cancer.sensitive': 0.3 } } },
      layer: 'oxygen',
    });
    expect(parameter(scene, 'EC50')).toBe(25);
    expect(parameter(scene, 'b_S')).toBe(0.026);
    expect(scene.model.parameters.find(({ name }) => name === 'EC50')!.value).toBe(20);
    expect(scene.dosing).toEqual([
      { field: 1, from: 0, until: 24, cycle: null, give: { how: 'hold', value: 300 }, washout: false },
      { field: 1, from: 24, until: 48, cycle: null, give: { how: 'dose', value: 120, every: 12 }, washout: false },
    ]);
    expect(scene.measures.map((measure) => measure.name)).toEqual(['viable', 'cycled_lineages']);
  });

  test('defaults', async () => {
    const scene = await read({ 'a.yaml': BASE });
    expect(scene).toMatchObject({
      about: '',
      lattice: { spacing: 20, edges: 'periodic', mixing: 'local' },
      tick: 0.5,
      every: 6,
      seed: 1,
      boundaries: [null, null, null],
      dosing: [],
      measures: [],
      layer: 'states',
    });
  });

  test('doses in blocks, averages, washout, amounts from parameters', async () => {
    const scene = await read({
      'a.yaml': `${BASE}dosing:
  - { field: tki, average: 10*EC50, every: 24 h, on: 7 d, off: 7 d }
  - { field: tki, hold: 0 nM, from: 9 d, washout: true }
`,
    });
    expect(scene.dosing).toEqual([
      {
        field: 1,
        from: 0,
        until: Infinity,
        cycle: { on: 168, off: 168 },
        give: { how: 'average', value: 200, every: 24 },
        washout: false,
      },
      { field: 1, from: 216, until: Infinity, cycle: null, give: { how: 'hold', value: 0 }, washout: true },
    ]);
  });

  test('times are whole ticks, at least one', async () => {
    const scene = await read({ 'a.yaml': `${BASE}tick: 1 h\nevery: 100 min\n` }, { until: '10 min' });
    expect(scene).toMatchObject({ tick: 1, every: 2, until: 1 });
  });

  test('a boundary may follow the blood', async () => {
    const scene = await read({ 'a.yaml': `${BASE}boundaries: { oxygen: 5 kPa, tki: blood, chemokine: periodic }\n` });
    expect(scene.boundaries).toEqual([
      { kind: 'held', value: expect.closeTo(37.5031, 10) },
      { kind: 'blood' },
      { kind: 'periodic' },
    ]);
  });

  test('what to show may be a trait', async () => {
    const show = async (layer: string) => (await read({ 'a.yaml': `${BASE}view: { layer: ${layer} }\n` })).layer;
    expect(await show('chromatin')).toBe('cancer.chromatin');
    expect(await show('cancer.size')).toBe('cancer.size');
    expect(await show('stiffness')).toBe('stiffness');
    expect(await show('barcode')).toBe('barcode');
  });
});

describe('a tissue table', () => {
  test('is read, its path resolved against the scene', async () => {
    const scene = await read({ 'a.yaml': TABLE });
    expect(scene.lattice).toBeNull();
    const plan = scene.tissue as TablePlan;
    expect(Object.entries(plan.labels)).toEqual([
      ['7', 5],
      ['cancer', 1],
      ['T_CD8', 8],
      ['vessel', 6],
      ['constructor', 7],
    ]);
    expect({ ...plan, labels: null }).toEqual({
      labels: null,
      from: 'table',
      path: 'scenes/data/cells.csv',
      labelColumns: ['canonical_type', 'cell_type'],
      pixel: 0.5,
      spacing: null,
      otherLabels: 0,
      share: [
        { from: 1, to: 2, part: 0.004 },
        { from: 1, to: 3, part: 0.01 },
      ],
      add: [
        { state: 6, perMm2: 90 },
        { state: 4, perMm2: 12 },
      ],
    });
    const other = (await read({ 'a.yaml': TABLE.replace('constructor: dead.body, ', '') })).tissue as TablePlan;
    expect(other.labels.constructor).toBeUndefined();
  });

  test('may come from the command line only; unlisted labels are an error without else', async () => {
    const text = TABLE.replace('  table: data/cells.csv\n', '')
      .replace(', else: ignore', '')
      .replace('pixel: 0.5', 'spacing: 10');
    expect((await read({ 'a.yaml': text })).tissue).toMatchObject({
      path: null,
      otherLabels: null,
      pixel: null,
      spacing: 10,
    });
    expect((await read({ 'a.yaml': text }, { table: 'my.csv' })).tissue).toMatchObject({ path: 'my.csv' });
    expect((await read({ 'a.yaml': TABLE }, { table: 'my.csv' })).tissue).toMatchObject({ path: 'my.csv' });
  });
});

describe('extends', () => {
  const child = (text: string) => ({ 'deep/b.yaml': `nidus: 1\nextends: ../a.yaml\n${text}`, 'a.yaml': BASE });

  test('parameters held for a while', async () => {
    const scene = await read({
      'a.yaml': `${BASE}dosing:
  - { field: tki, hold: 1 nM }
  - { parameter: EC50, hold: 2*EC50, from: 1 d, until: 2 d }
  - { parameter: k_on, hold: 0.1 /h, on: 7 d, off: 7 d }
`,
    });
    expect(scene.dosing).toHaveLength(1);
    expect(scene.settings).toEqual([
      { parameter: 'EC50', value: 40, from: 24, until: 48, cycle: null },
      { parameter: 'k_on', value: 0.1, from: 0, until: Infinity, cycle: { on: 168, off: 168 } },
    ]);
  });

  test.each([
    ['{ hold: 1 nM }', 'dosing[0] needs one of field, parameter, given none'],
    ['{ field: tki, parameter: EC50, hold: 1 nM }', 'dosing[0] needs one of field, parameter, given both'],
    ['{ parameter: EC5, hold: 1 nM }', 'dosing[0].parameter EC5 is not a parameter of the model; did you mean EC50?'],
    ['{ parameter: EC50 }', 'dosing[0] needs hold, the value that EC50 has meanwhile'],
    ['{ parameter: EC50, hold: 1 nM, every: 1 d }', 'dosing[0].every is for fields; a parameter is held'],
    ['{ parameter: EC50, hold: 1 kPa }', 'dosing[0].hold'],
    ['{ parameter: EC50, hold: 50 uM }', 'dosing[0].hold needs to be from 0.1 nM to 10000 nM, given 50 uM'],
  ])('a parameter that cannot be held is refused: %s', async (line, message) => {
    await expect(read({ 'a.yaml': `${BASE}dosing: [${line}]\n` })).rejects.toThrow(message);
  });

  test('merges maps, replaces the rest, and keeps paths of the file that wrote them', async () => {
    const scene = await read({
      'deep/b.yaml': `nidus: 1
extends: ../a.yaml
title: Child
lattice: { width: 16 }
parameters: { k_on: 0.1 /h }
tissue: { cells: { cancer.dtp: 0.1 } }
dosing: [{ field: tki, hold: 1 nM }]
`,
      'a.yaml': `${BASE}parameters: { EC50: 30 nM, k_on: 0.2 /h }
measures: { dtp: count(cancer.dtp) }
dosing: [{ field: tki, hold: 2 nM }, { field: tki, hold: 3 nM }]
`,
    });
    expect(scene).toMatchObject({
      title: 'Child',
      path: 'scenes/deep/b.yaml',
      lattice: { width: 16, height: 8 },
      tissue: { generator: 'dish', args: { cells: { 'cancer.sensitive': 0.5, 'cancer.dtp': 0.1 } } },
    });
    expect([parameter(scene, 'EC50'), parameter(scene, 'k_on')]).toEqual([30, 0.1]);
    expect(scene.dosing).toHaveLength(1);
    expect(scene.measures).toHaveLength(1);
  });

  test('another generator or a table is another tissue', async () => {
    const disc = await read(child('tissue: { generator: disc, radius: 3 }\n'));
    expect(disc.tissue).toEqual({ from: 'generator', generator: 'disc', args: { radius: 3 } });
    const table = await read(child('tissue: { table: t.csv, labels: { a: cancer.dtp } }\n'));
    expect(table.tissue).toMatchObject({ from: 'table', path: 'scenes/deep/t.csv', labels: { a: 2 } });
    const back = await read({
      'b.yaml': `nidus: 1\nextends: a.yaml\ntissue: { generator: dish }\nlattice: { width: 4, height: 4 }\n`,
      'a.yaml': TABLE,
    });
    expect(back.tissue).toEqual({ from: 'generator', generator: 'dish', args: {} });
  });

  test('another table keeps the labels of the old one unless it brings its own', async () => {
    const keep = await read({ 'b.yaml': 'nidus: 1\nextends: a.yaml\ntissue: { table: t.csv }\n', 'a.yaml': TABLE });
    expect(keep.tissue).toMatchObject({ path: 'scenes/t.csv', pixel: 0.5, labels: { cancer: 1 } });
    const own = await read({
      'b.yaml': 'nidus: 1\nextends: a.yaml\ntissue: { table: t.csv, labels: { x: caf.my } }\n',
      'a.yaml': TABLE,
    });
    expect(own.tissue).toMatchObject({ path: 'scenes/t.csv', pixel: null, labels: { x: 5 }, share: [] });
    expect((own.tissue as TablePlan).labels).toEqual({ x: 5 });
  });

  test('a key set to nothing is dropped', async () => {
    const scene = await read({
      'b.yaml': 'nidus: 1\nextends: a.yaml\nmeasures: { dtp: }\nparameters:\n',
      'a.yaml': `${BASE}parameters: { EC50: 30 nM }\nmeasures: { dtp: count(cancer.dtp), all: count(cancer) }\n`,
    });
    expect(scene.measures.map(({ name }) => name)).toEqual(['all']);
    expect(parameter(scene, 'EC50')).toBe(20);
  });

  test('errors name the file that has the mistake', async () => {
    const broken = { 'a.yaml': BASE.replace('8 }', 'eight }') };
    await expect(read({ 'b.yaml': 'nidus: 1\nextends: a.yaml\nseed: 2\n', ...broken })).rejects.toThrow(
      new UserError('scenes/a.yaml:4: lattice.height needs a whole number of sites, given eight'),
    );
    await expect(read(child('seed: 3\ntick: 1 h\nuntil: soon\n'))).rejects.toThrow(
      new UserError('scenes/deep/b.yaml:5: until needs a time above 0 like 14 d, 6 h or 30 min, given soon'),
    );
    await expect(read(child('seed: -1\n'))).rejects.toThrow(
      new UserError('scenes/deep/b.yaml:3: seed needs a whole number from 0 to 4294967295, given -1'),
    );
  });

  test('circles and missing files are errors', async () => {
    const circle = { 'a.yaml': 'nidus: 1\nextends: b.yaml\n', 'b.yaml': 'nidus: 1\nextends: a.yaml\n' };
    await expect(read(circle)).rejects.toThrow(
      new UserError('scenes/a.yaml: extends is a circle: scenes/a.yaml -> scenes/b.yaml -> scenes/a.yaml'),
    );
    await expect(read({ 'a.yaml': 'nidus: 1\nextends: none.yaml\n' })).rejects.toThrow(
      'scenes/none.yaml: cannot be read',
    );
    await expect(read({ 'a.yaml': 'nidus: 1\nextends: 3\n' })).rejects.toThrow(
      'scenes/a.yaml:2: extends needs the path of a file',
    );
  });
});

describe('overrides', () => {
  test('win over the scene', async () => {
    const overrides = { parameters: { EC50: '1 uM' }, seed: '9', until: '14d', every: '1 h' };
    const scene = await sceneOf(TINY_SCENE, TINY_MODEL, overrides);
    expect(scene).toMatchObject({ seed: 9, until: 336, every: 1 });
    expect(parameter(scene, 'EC50')).toBe(1000);
  });

  test.each([
    [{ parameters: { EC5: '1 nM' } }, '--set EC5 is not a parameter of the model; did you mean EC50?'],
    [{ parameters: { EC50: '1 mmHg' } }, '--set EC50 needs a unit like nM, given mmHg'],
    [{ parameters: { EC50: '1' } }, '--set EC50 needs a unit like nM, given 1, which has no unit'],
    [{ parameters: { EC50: '1 M' } }, '--set EC50 needs to be from 0.1 nM to 10000 nM, given 1 M'],
    [{ parameters: { EC50: 'lots' } }, '--set EC50 needs a quantity like 38 mmHg, given lots'],
    [{ until: '-3d' }, '--until needs a time above 0 like 14 d, 6 h or 30 min, given -3d'],
    [{ every: '0 h' }, '--every needs a time above 0 like 14 d, 6 h or 30 min, given 0 h'],
    [{ seed: '1.5' }, '--seed needs a whole number from 0 to 4294967295, given 1.5'],
    [{ seed: '' }, '--seed needs a whole number from 0 to 4294967295, given '],
    [
      { table: 'x.csv' },
      'scene.yaml:18: tissue.generator makes this tissue; a table can only replace a table (tissue.labels)',
    ],
  ] as [SceneOverrides, string][])('%j', async (overrides, message) => {
    await expect(sceneOf(TINY_SCENE, TINY_MODEL, overrides)).rejects.toThrow(new UserError(message));
  });
});

describe('mistakes', () => {
  test.each([
    ['tick: 30 min', 'tick: 0 min', 7, 'tick needs a time above 0 like 14 d, 6 h or 30 min, given 0 min'],
    ['until: 2 d', 'untill: 2 d', 8, 'untill is not known; did you mean until?'],
    ['until: 2 d\n', '', null, 'until is missing'],
    ['width: 32', 'width: 0', 6, 'lattice.width needs to be from 1 to 4096 sites, given 0'],
    ['width: 32', 'width: 5000', 6, 'lattice.width needs to be from 1 to 4096 sites, given 5000'],
    ['width: 32', 'widht: 32', 6, 'lattice.widht is not known; did you mean width?'],
    ['20 um', '0 um', 6, 'lattice.spacing needs to be above 0, given 0 um'],
    ['edges: periodic', 'edges: torus', 6, 'lattice.edges needs to be periodic or walled, given torus'],
    ['EC50: 25 nM', 'EC50: 25 kPa', 11, 'parameters.EC50 needs a unit like nM, given kPa'],
    ['EC50: 25 nM', 'EC50: 0 nM', 11, 'parameters.EC50 needs to be from 0.1 nM to 10000 nM, given 0 nM'],
    ['EC50: 25 nM', 'ec50: 25 nM', 11, 'parameters.ec50 is not a parameter of the model; did you mean EC50?'],
    [
      'oxygen: 38 mmHg',
      'oxygen: closed',
      12,
      'boundaries.oxygen needs to be periodic, no-flux, blood or a held value like 38 mmHg, given closed',
    ],
    ['oxygen: 38 mmHg', 'oxygen: -1 mmHg', 12, 'boundaries.oxygen needs to be 0 or more, given -1 mmHg'],
    ['oxygen: 38 mmHg', 'oxigen: 38 mmHg', 12, 'boundaries.oxigen is not a field of the model; did you mean oxygen?'],
    ['oxygen: 100 mmHg', 'oxygen: 100 nM', 13, 'blood.oxygen needs a unit like mmHg, given nM'],
    ['hold: 300 nM', 'hold: 300', 15, 'dosing[0].hold needs a unit like nM, given no unit'],
    ['hold: 300 nM', 'hold: -300 nM', 15, 'dosing[0].hold needs to be 0 or more, given -300 nM'],
    ['hold: 300 nM', 'hold: 300 nM, dose: 1 nM', 15, 'dosing[0] needs one of hold, dose, average, given hold and dose'],
    ['hold: 300 nM, ', '', 15, 'dosing[0] needs one of hold, dose, average, given none'],
    ['hold: 300 nM', 'hold: 300 nM, every: 1 h', 15, 'dosing[0].every is for dose and average; hold is without pause'],
    ['hold: 300 nM', 'hold: 300 nM, on: 1 h', 15, 'dosing[0] needs both on and off, or neither'],
    [
      'from: 0 d, until: 1 d',
      'from: 1 d, until: 1 d',
      15,
      'dosing[0].until needs to be later than from, 1 d, given 1 d',
    ],
    ['from: 0 d, until: 1 d', 'from: -1 d', 15, 'dosing[0].from needs to be 0 or later, given -1 d'],
    ['every: 12 h, ', '', 16, 'dosing[1] needs every, the time from one dose to the next'],
    [
      'field: tki, dose: 120 nM',
      'field: oxygen, dose: 1 kPa',
      16,
      'dosing[1].dose needs a half_life of oxygen in the model',
    ],
    ['field: tki, dose', 'field: tkl, dose', 16, 'dosing[1].field tkl is not a field of the model; did you mean tki?'],
    ['generator: dish', 'generator: 3', 18, 'tissue.generator needs text, given 3'],
    ['  generator: dish\n', '', 17, 'tissue needs a generator, or a table and its labels'],
    [
      'count(cancer) /',
      'count(cancr) /',
      21,
      'measures.viable names the kind cancr, which is not known; did you mean cancer?',
    ],
    ['  viable:', '  "a,b":', 21, 'measures.a,b is not a name; names are letters, digits and _, a letter first'],
    ['layer: oxygen', 'layer: oxigen', 23, 'view.layer oxigen is not something to show; did you mean oxygen?'],
  ] as [string, string, number | null, string][])('%s → %s', async (from, to, line, message) => {
    expect(TINY_SCENE).toContain(from);
    const where = line === null ? 'scene.yaml: ' : `scene.yaml:${line}: `;
    await expect(sceneOf(TINY_SCENE.replace(from, to))).rejects.toThrow(new UserError(where + message));
  });

  test.each([
    [
      'cancer: cancer.sensitive',
      'cancer: cancer',
      'scenes/a.yaml:9: tissue.labels.cancer needs one state like cancer.sensitive, given cancer',
    ],
    [
      'cancer: cancer.sensitive',
      'cancer: sensitive',
      'scenes/a.yaml:9: tissue.labels.cancer needs a kind.state or ignore, given sensitive; known: ignore, cancer, caf, vessel, dead, cd8',
    ],
    [
      'else: ignore',
      'else: ignored',
      'scenes/a.yaml:9: tissue.labels.else needs a kind.state or ignore, given ignored; did you mean ignore?',
    ],
    [
      '0.4 %',
      '140 %',
      'scenes/a.yaml:10: tissue.share.cancer.sensitive.cancer.dtp needs parts from 0 to 1, at most 1 together, given 140 %',
    ],
    [
      'cancer.dtp: 0.4 %',
      'cd8.tired: 0.4 %',
      'scenes/a.yaml:10: tissue.share.cancer.sensitive.cd8.tired is on the immune layer; a share stays on its own, tissue',
    ],
    ['90 /mm2', '90 /mm', 'scenes/a.yaml:11: tissue.add.vessel.open needs a unit like /um2, given /mm'],
    ['90 /mm2', '-90', 'scenes/a.yaml:11: tissue.add.vessel.open needs to be 0 or more, given -90'],
    ['pixel: 0.5 um', 'pixel: 0 um', 'scenes/a.yaml:8: tissue.pixel needs to be above 0, given 0 um'],
    ['pixel: 0.5 um', 'pixle: 0.5 um', 'scenes/a.yaml:8: tissue.pixle is not known; did you mean pixel?'],
  ])('table: %s → %s', async (from, to, message) => {
    expect(TABLE).toContain(from);
    await expect(read({ 'a.yaml': TABLE.replace(from, to) })).rejects.toThrow(new UserError(message));
  });

  test('a generator needs a lattice', async () => {
    await expect(read({ 'a.yaml': BASE.replace(/lattice.*\n/, '') })).rejects.toThrow(
      'lattice is missing; a generator needs its size',
    );
  });

  test('parameters that break the model are refused', async () => {
    const text = `${BASE}parameters: { k_on: 0 /h }\n`;
    const model = TINY_MODEL.replace('E*(1 - shelter)', 'E*(1 - shelter)*k_off/k_on');
    await expect(sceneOf(text.replace('../models/tiny', 'tiny-model'), model)).rejects.toThrow(
      'scene.yaml: with these parameters the model divides by zero; change k_on',
    );
  });
});
