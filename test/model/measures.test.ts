import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import { evaluateMeasure, parseMeasure } from '../../src/model/measures.ts';
import { parseCellSet } from '../../src/model/statistics.ts';
import type { CellSet, Model, StatisticExpr } from '../../src/model/types.ts';
import { modelOf } from '../support/models.ts';

let model: Model;
beforeAll(async () => {
  model = await modelOf();
});

const CANCER: CellSet = { states: [1, 2, 3], where: [] };

test('states, kinds and conditions are resolved', () => {
  expect(parseMeasure('count(cancer)', model)).toEqual({
    op: 'statistic',
    name: 'count',
    sets: [CANCER],
    lengths: [],
    quantile: null,
  });
  expect(parseMeasure('start(cd8.tired, cancer.dtp)', model)).toMatchObject({ sets: [{ states: [2, 9] }] });
  expect(parseMeasure('lineages(cancer.resistant, cancer.dtp; cycled > 0.5)', model)).toMatchObject({
    name: 'lineages',
    sets: [{ states: [2, 3], where: [{ of: 'trait', index: 4, name: 'cycled', operator: '>', value: 0.5 }] }],
  });
  const condition = (text: string) => (parseMeasure(text, model) as StatisticExpr).sets[0].where;
  expect(condition('count(cancer; size >= 0.02 mm)')).toMatchObject([{ operator: '>=', value: 20 }]);
  expect(condition('count(cancer; adaptation < -1)')).toMatchObject([{ operator: '<', value: -1 }]);
  expect(condition('count(cancer; oxygen < 1 kPa, size > 1 um; ecm >= 50%)')).toMatchObject([
    { of: 'field', index: 0, value: 7.50062 },
    { of: 'trait', index: 2 },
    { of: 'matrix', name: 'ecm', value: 0.5 },
  ]);
  expect(condition('count(cancer, cycled > 0.5)')).toEqual(condition('count(cancer; cycled > 0.5)'));
});

test('sets follow each other, each with its conditions, then numbers', () => {
  expect(parseMeasure('distance(cancer.dtp; cycled > 0, tki < 1 uM; caf; ecm > 0.2; 50%)', model)).toMatchObject({
    name: 'distance',
    sets: [
      { states: [2], where: [{ name: 'cycled' }, { name: 'tki', value: 1000 }] },
      { states: [4, 5], where: [{ of: 'matrix', name: 'ecm' }] },
    ],
    quantile: 0.5,
  });
  expect(parseMeasure('paired(cancer; caf; cancer, caf; 20 um, 0.04 mm)', model)).toMatchObject({
    sets: [CANCER, { states: [4, 5] }, { states: [1, 2, 3, 4, 5] }],
    lengths: [20, 40],
    quantile: null,
  });
  expect(parseMeasure('depth(cd8; cancer; 40 um, 90%)', model)).toMatchObject({ lengths: [40], quantile: 0.9 });
  expect(parseMeasure('depth(cd8; cancer; 0)', model)).toMatchObject({ lengths: [], quantile: 0 });
  expect(parseMeasure('share(sites; oxygen < 5 mmHg)', model)).toMatchObject({
    sets: [{ states: null, where: [{ of: 'field', operator: '<', value: 5 }] }],
  });
});

test('a set may be read by itself', () => {
  expect(parseCellSet('cancer', model)).toEqual(CANCER);
  expect(parseCellSet('sites; oxygen < 5 mmHg', model)).toMatchObject({ states: null, where: [{ name: 'oxygen' }] });
  expect(() => parseCellSet('cancer) + count(caf', model)).toThrow('needs kinds, kind.state or sites, given cancer)');
  expect(() => parseCellSet('cancer; caf', model)).toThrow('gives count() 2 sets of cells; it takes 1');
});

test('a measure is worth its arithmetic', () => {
  const worth = (text: string) =>
    evaluateMeasure(parseMeasure(text, model), ({ name, sets }) =>
      name === 'start' ? 100 : 10 * sets[0].states!.length,
    );
  expect(worth('count(cancer) / start(cancer)')).toBe(0.3);
  expect(worth('100*(1 - count(cancer.dtp)/max(1, start(cancer))) - -2^2')).toBeCloseTo(94, 12);
  expect(worth('log(count(cd8)) + exp(0) + sqrt(4) + min(3, 2)')).toBeCloseTo(Math.log(20) + 5, 12);
  expect(worth('count(cancer) > 20')).toBe(1);
  expect(worth('distance(cancer; caf) / evenness(caf)')).toBe(1.5);
});

describe('refused', () => {
  test.each([
    ['count(cancr)', 'names the kind cancr, which is not known; did you mean cancer?'],
    ['count()', 'needs a kind or kind.state in count()'],
    ['cout(cancer)', 'uses cout(), which is not a measure; did you mean count?'],
    ['distanse(cancer; caf)', 'uses distanse(), which is not a measure; did you mean distance?'],
    ['cancer', 'has cancer; a measure counts cells: count(kind), start(kind.state), lineages(kind)'],
    ['count(cancer) + 1 nM', 'has a unit: 1 nM; measures are plain numbers'],
    ['count(cancer; size > 1)', 'compares size [um] with 1'],
    ['count(cancer; oxygen > 1 nM)', 'compares oxygen [mmHg] with 1 nM'],
    [
      'count(cancer; sized > 1)',
      'uses sized, which is not a trait or signal of cancer, a field or a matrix variable; did you mean size?',
    ],
    ['count(sites; oxigen > 1)', 'uses oxigen, which is not a field or a matrix variable; did you mean oxygen?'],
    ['count(sites; size > 1 um)', 'uses size, which is not a field or a matrix variable'],
    ['count(cancer, caf; size > 1 um)', 'has a condition on cells of several kinds: cancer, caf'],
    ['count(cancer; size + 1)', 'needs a condition like "trait > 0.5" in count(), given size + 1'],
    ['count(cancer; label > cycled)', 'compares label with cycled in count(); a number is needed'],
    ['count(cancer; 5)', 'takes no number in count(), given 5'],
    ['count(cancer; caf)', 'gives count() 2 sets of cells; it takes 1, like count(kind.state)'],
    ['start(cancer; label > 1)', 'has a condition in start(), which only knows the counts at time 0'],
    ['start(sites)', 'has sites in start(), which is about cells; give kinds or kind.state'],
    ['evenness(sites; ecm > 0.5)', 'has sites in evenness(), which is about cells; give kinds or kind.state'],
    ['count(sites, cancer)', 'mixes sites with cells in count(): sites, cancer'],
    ['share(cancer)', 'needs a condition in share(), like share(kind.state; field < 5 mmHg)'],
    ['share(oxygen < 5 mmHg)', 'needs a kind or kind.state in share()'],
    ['distance(cancer)', 'gives distance() 1 sets of cells; it takes 2, like distance(kind.state; kind)'],
    ['distance(cancer; caf; 40 um)', 'takes a quantile like 50% in distance(), given 40 um'],
    ['distance(cancer; caf; 50)', 'needs a quantile between 0% and 100% in distance(), given 50'],
    ['distance(cancer; caf; 5%, 6%)', 'gives distance() 2 quantiles; it takes 0 or 1'],
    ['distance(cancer; 50%; caf)', 'has more behind the numbers of distance(); they stand last'],
    ['paired(cancer; caf)', 'gives paired() 0 lengths; it takes 1 or 2, like paired(kind; kind; 40 um)'],
    ['paired(cancer; caf; 40)', 'needs a length like 40 um in paired(), given 40'],
    ['paired(cancer; caf; 40 um, 20 um)', 'needs lengths of 0 or more in ascending order in paired(), given 20 um'],
    ['paired(cancer; caf; -40 um)', 'needs lengths of 0 or more in ascending order in paired(), given -40 um'],
    ['paired(cancer; caf; 1 um, 2 um, 3 um)', 'gives paired() 3 lengths; it takes 1 or 2'],
    ['paired(cancer; caf; caf; caf; 1 um)', 'gives paired() 4 sets of cells; it takes 2 or 3'],
    ['depth(cd8; cancer; 1 um, 2 um)', 'gives depth() 2 lengths; it takes 0 or 1'],
    ['min(1)', 'gives min() 1 arguments; it takes 2 or more'],
    ['min(1; 2)', 'has ; in min(); commas part its arguments'],
    ['count(cancer); count(caf)', 'is not arithmetic: several expressions in a row cannot be used'],
    ['count(3)', 'needs kinds or kind.state in count(), given 3'],
    ['1 ? 2 : 3', 'has 1 ? 2 : 3; a measure counts cells'],
    ['constructor(1)', 'uses constructor(), which is not a measure'],
  ])('%s', (text, message) => {
    expect(() => parseMeasure(text, model)).toThrow(UserError);
    expect(() => parseMeasure(text, model)).toThrow(message);
  });
});

test('any text is a measure or a UserError of one line', () => {
  const pieces = fc.constantFrom(
    ...['count(', 'start(', 'lineages(', 'share(', 'distance(', 'paired(', 'depth(', 'evenness('],
    ...['cancer', '.dtp', 'sites', 'size', 'oxygen', ')', ';', ',', '>', '1', '50%', ' um', '+', '/'],
    ...['this', '"', '?', ':', '\n'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      try {
        expect(typeof evaluateMeasure(parseMeasure(given, model), () => 1)).toBe('number');
      } catch (error) {
        expect(error, given).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toContain('\n');
      }
    }),
    { numRuns: 1000 },
  );
});

test('any well-formed statistic is read as it was written', () => {
  const condition = fc
    .record({
      name: fc.constantFrom('oxygen', 'tki', 'ecm', 'stiffness'),
      operator: fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
      limit: fc.integer({ min: 0, max: 500 }),
    })
    .map(({ name, operator, limit }) => {
      const [unit, factor] = { oxygen: [' mmHg', 1], tki: [' uM', 1000], ecm: ['', 1], stiffness: [' kPa', 7.50062] }[
        name
      ] as [string, number];
      return { text: `${name} ${operator} ${limit}${unit}`, read: { name, operator, value: limit * factor } };
    });
  const set = fc
    .record({
      states: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      where: fc.array(condition, { maxLength: 3 }),
    })
    .map(({ states, where }) => {
      const labels = states.map((id) => model.states[id - 1].label).join(', ');
      const conditions = where.length > 0 ? `; ${where.map(({ text }) => text).join(', ')}` : '';
      return {
        text: labels + conditions,
        read: { states: states.sort((a, b) => a - b), where: where.map(({ read }) => read) },
      };
    });
  const lengths = fc.uniqueArray(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 2 });
  const statistic = fc.record({ sets: fc.array(set, { minLength: 2, maxLength: 3 }), lengths });
  fc.assert(
    fc.property(statistic, ({ sets, lengths: given }) => {
      const ascending = given.sort((a, b) => a - b);
      const numbers = ascending.map((length) => `${length} um`).join(', ');
      const text = `paired(${sets.map((one) => one.text).join('; ')}; ${numbers})`;
      expect(parseMeasure(text, model)).toMatchObject({ sets: sets.map((one) => one.read), lengths: ascending });
    }),
  );
});
