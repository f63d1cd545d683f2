import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planRuns } from '../../src/experiment/runs.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { readExperiment } from '../../src/model/read-experiment.ts';
import { readScene } from '../../src/model/read-scene.ts';
import { memoryHost } from '../support/memory-host.ts';
import { TINY_MODEL } from '../support/models.ts';

const SCENE = `nidus: 1
title: Tiny
model: tiny-model.yaml
lattice: { width: 16, height: 16, mixing: dish }
until: 2 d
tissue: { generator: dish, cells: { cancer.sensitive: 0.5 } }
dosing: [{ field: tki, hold: 300 nM }]
measures: { viable: count(cancer) / start(cancer) }
`;

const EXPERIMENT = `experiment:
  id: V99
  mechanisms: M01
  claim: |
    Drug
    kills.
  source: "doi:10.1/x [assumption]"
  replicates: 3
  arms:
    low: { parameters: { EC50: 100 nM }, replicates: 2 }
    dose: { each: { "dosing[0].hold": [1 nM, 0, 1 uM] } }
    sum: { mean_field: true, until: 1 d }
  outcomes:
    - { about: left, value: "at(low.viable, 2 d)", expected: { min: 1 %, max: 20 % } }
    - { about: half, value: "half_effect(at(dose.viable, 1 d))", expected: { value: 15 nM, part: 10 % } }
    - { about: speed, value: "half_life(low.viable)", expected: { value: 12 h, within: 30 min } }
    - { about: same, value: "at(low.viable) - at(sum.viable)", expected: { value: 0, errors: 3 } }
`;

const hostOf = (text: string, more: Readonly<Record<string, string>> = {}) =>
  memoryHost({ 'x.yaml': text, 'tiny-model.yaml': TINY_MODEL, ...more });
const read = (text: string) => readExperiment('x.yaml', hostOf(text));
const changed = (from: string | RegExp, to: string) => {
  const text = (SCENE + EXPERIMENT).replace(from, to);
  expect(text).not.toBe(SCENE + EXPERIMENT);
  return read(text);
};

describe('an experiment', () => {
  it('is read whole', async () => {
    const { arms, outcomes, ...rest } = await read(SCENE + EXPERIMENT);
    expect(rest).toMatchObject({ id: 'V99', mechanisms: ['M01'], claim: 'Drug kills.', measures: ['viable'] });
    expect(arms.map(({ name, replicates, meanField }) => [name, replicates, meanField])).toEqual([
      ['low', 2, false],
      ['dose', 3, false],
      ['sum', 1, true],
    ]);
    expect(arms[1]!.series).toMatchObject({ path: ['dosing', 0, 'hold'], values: [1, 0, 1000] });
    expect(outcomes.map(({ expected }) => expected)).toMatchObject([
      { is: 'range', min: 0.01, max: 0.2, value: null },
      { is: 'range', min: 13.5, max: 16.5, value: 15 },
      { is: 'range', min: 11.5, max: 12.5, value: 12 },
      { is: 'errors', value: 0, errors: 3 },
    ]);
    expect(outcomes.map(({ unit }) => unit.text)).toEqual(['%', 'nM', 'h', '1']);
  });

  it('gives each arm and point its scene; the scene alone stays as it is', async () => {
    const host = hostOf(SCENE + EXPERIMENT);
    const hold = async (arm?: string, point?: number) => {
      const { dosing, until } = await readScene('x.yaml', host, { arm, point });
      return [dosing[0]!.give.value, until];
    };
    expect(await hold()).toEqual([300, 48]);
    expect(await hold('dose', 1)).toEqual([0, 48]);
    expect(await hold('dose', 2)).toEqual([1000, 48]);
    expect(await hold('sum')).toEqual([300, 24]);
  });

  it('plans a run for each arm, point and replicate; replicates share seeds over arms', async () => {
    const host = hostOf(SCENE + EXPERIMENT);
    const specs = await planRuns(await read(SCENE + EXPERIMENT), host, { seedOffset: 10 });
    expect(specs).toHaveLength(2 + 9 + 1);
    expect(new Set(specs.map(({ seed }) => seed))).toEqual(new Set([11, 12, 13]));
    expect(specs.find(({ arm }) => arm === 'dose')!.times).toEqual([24]);
  });

  it('scales what the model says, not what scene or arm say', async () => {
    const host = hostOf(SCENE + EXPERIMENT);
    const EC50 = async (arm: string, factor: number) => {
      const { model, parameters } = await readScene('x.yaml', host, { arm, scale: { EC50: factor } });
      return parameters[model.parameters.findIndex(({ name }) => name === 'EC50')]!;
    };
    const [own] = [await EC50('dose', 1)];
    expect(await EC50('dose', 2)).toBeCloseTo(2 * own, 9);
    expect(await EC50('low', 2)).toBe(100);
    expect(await EC50('dose', 1e9)).toBeLessThan(1e9 * own);
  });

  it.each<[string, string | RegExp, string, RegExp]>([
    ['an unknown key', 'claim: |', 'clame: |', /^x\.yaml:\d+: experiment\.clame is not known; did you mean claim\?/],
    ['no source', / {2}source.*\n/, '', /experiment\.source is missing/],
    [
      'an unknown parameter in an arm',
      'EC50: 100',
      'EC5: 100',
      /^x\.yaml:18: parameters\.EC5 is not a parameter of the model; did you mean EC50\?/,
    ],
    [
      'an unknown key in an arm',
      'until: 1 d',
      'utnil: 1 d',
      /experiment\.arms\.sum\.utnil is not known; did you mean until\?/,
    ],
    ['a series in another unit', '1 uM]', '1 um]', /each.*needs a unit like nM, given um/],
    ['a series of one value', '[1 nM, 0, 1 uM]', '[1 nM]', /each\.dosing\[0\]\.hold needs two values or more, given 1/],
    [
      'a place that is not there',
      'dosing[0].hold',
      'dosing[3].hold',
      /each: dosing\[3\]\.hold is not a place in this scene/,
    ],
    ['no place', 'dosing[0].hold', '..x', /is neither a parameter nor a place in the scene/],
    ['replicates of equations', 'mean_field: true', 'mean_field: true, replicates: 3', /arms\.sum is of equations/],
    ['no replicates', 'replicates: 3', 'replicates: 0', /experiment\.replicates needs to be from 1 to 1000, given 0/],
    [
      'an unknown arm',
      'at(low.viable, 2 d)',
      'at(lo.viable, 2 d)',
      /^x\.yaml:\d+: experiment\.outcomes\[0\]\.value names the arm lo.*did you mean low\?/,
    ],
    ['an expected value in another unit', '15 nM', '15 h', /outcomes\[1\]\.expected needs a unit like nM, given h/],
    ['a value alone', ', part: 10 %', '', /needs one of within, part, errors/],
    ['nothing expected', 'min: 1 %, max: 20 %', '', /needs min, max or both, or a value/],
    ['a range upside down', 'min: 1 %, max: 20 %', 'min: 30 %, max: 20 %', /needs min below max, given 30 % and 20 %/],
    ['a range and errors', 'errors: 3', 'errors: 3, min: 0', /has both a range and errors/],
    ['no outcome', /outcomes:[\s\S]*/, 'outcomes: []', /experiment\.outcomes is empty/],
    ['an id that is none', 'id: V99', 'id: "?"', /experiment\.id needs a word like V21, given \?/],
  ])('%s is refused with its place', async (_, from, to, says) => {
    await expect(changed(from, to)).rejects.toThrow(says);
  });

  it('is asked for where there is none', async () => {
    await expect(read(SCENE)).rejects.toThrow('x.yaml: has no experiment: block');
  });

  it('cannot look at what comes after the end, or at single cells of equations', async () => {
    const plan = async (text: string) => planRuns(await read(text), hostOf(text));
    await expect(plan((SCENE + EXPERIMENT).replace('at(low.viable, 2 d)', 'at(sum.viable, 2 d)'))).rejects.toThrow(
      'asks for 48 h of arm sum, which ends at 24 h',
    );
    const lineages = (SCENE + EXPERIMENT).replace('count(cancer) / start(cancer)', 'lineages(cancer)');
    await expect(plan(lineages)).rejects.toThrow('sum.viable asks for single cells, but sum is of equations');
    await expect(plan((SCENE + EXPERIMENT).replace('mixing: dish', 'mixing: local'))).rejects.toThrow(
      'lattice.mixing: dish',
    );
  });
});

describe('the experiments that come with nidus', () => {
  const folder = 'scenes/experiments';
  const host = createNodeHost();

  it.each(readdirSync(folder).sort())('%s is read, states its source, and can be planned', async (file) => {
    const experiment = await readExperiment(`${folder}/${file}`, host);
    expect(file.toLowerCase()).toMatch(new RegExp(`^${experiment.id.toLowerCase()}-`));
    expect(experiment.source).toMatch(/doi:10\.|PMC\d+|closed form|own/);
    expect(experiment.source).toMatch(/class [A-E]$/);
    expect((await planRuns(experiment, host)).length).toBeGreaterThan(0);
  });
});
