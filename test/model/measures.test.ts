import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import { evaluateMeasure, parseMeasure } from '../../src/model/measures.ts';
import type { Model } from '../../src/model/types.ts';
import { modelOf } from '../support/models.ts';

let model: Model;
beforeAll(async () => {
  model = await modelOf();
});

test('states, kinds and conditions are resolved', () => {
  expect(parseMeasure('count(cancer)', model)).toEqual({
    op: 'statistic',
    name: 'count',
    states: [1, 2, 3],
    where: null,
  });
  expect(parseMeasure('start(cd8.tired, cancer.dtp)', model)).toMatchObject({ name: 'start', states: [2, 9] });
  expect(parseMeasure('lineages(cancer.resistant, cancer.dtp; cycled > 0.5)', model)).toEqual({
    op: 'statistic',
    name: 'lineages',
    states: [2, 3],
    where: { trait: 'cycled', operator: '>', value: 0.5 },
  });
  expect(parseMeasure('count(cancer; size >= 0.02 mm)', model)).toMatchObject({ where: { operator: '>=', value: 20 } });
  expect(parseMeasure('count(cancer; adaptation < -1)', model)).toMatchObject({ where: { operator: '<', value: -1 } });
});

test('a measure is worth its arithmetic', () => {
  const worth = (text: string) =>
    evaluateMeasure(parseMeasure(text, model), ({ name, states }) => (name === 'start' ? 100 : 10 * states.length));
  expect(worth('count(cancer) / start(cancer)')).toBe(0.3);
  expect(worth('100*(1 - count(cancer.dtp)/max(1, start(cancer))) - -2^2')).toBeCloseTo(94, 12);
  expect(worth('log(count(cd8)) + exp(0) + sqrt(4) + min(3, 2)')).toBeCloseTo(Math.log(20) + 5, 12);
  expect(worth('count(cancer) > 20')).toBe(1);
});

test.each([
  ['count(cancr)', 'names the kind cancr, which is not known; did you mean cancer?'],
  ['count()', 'needs a kind or kind.state in count()'],
  ['cout(cancer)', 'uses cout(), which is not a measure; did you mean count?'],
  ['cancer', 'has cancer; a measure counts cells: count(kind), start(kind.state), lineages(kind)'],
  ['count(cancer) + 1 nM', 'has a unit: 1 nM; measures are plain numbers'],
  ['count(cancer; size > 1)', 'compares size [um] with 1'],
  ['count(cancer; sized > 1)', 'uses sized, which is not a trait of cancer; did you mean size?'],
  ['count(cancer, caf; size > 1 um)', 'has a condition on cells of several kinds: cancer, caf'],
  ['count(cancer; size + 1)', 'needs a condition like "trait > 0.5" in count(), given size + 1'],
  ['count(cancer; label > cycled)', 'compares label with cycled in count(); a number is needed'],
  ['start(cancer; label > 1)', 'has a condition in start(), which only knows the counts at time 0'],
  ['min(1)', 'gives min() 1 arguments; it takes 2 or more'],
  ['count(3)', 'needs kinds or kind.state in count(), given 3'],
  ['1 ? 2 : 3', 'has 1 ? 2 : 3; a measure counts cells'],
  ['constructor(1)', 'uses constructor(), which is not a measure'],
])('%s is refused', (text, message) => {
  expect(() => parseMeasure(text, model)).toThrow(UserError);
  expect(() => parseMeasure(text, model)).toThrow(message);
});

test('any text is a measure or a UserError of one line', () => {
  const pieces = fc.constantFrom(
    'count(',
    'start(',
    'lineages(',
    'cancer',
    '.dtp',
    ')',
    ';',
    ',',
    'size',
    '>',
    '1',
    ' um',
    '+',
    '/',
    'this',
    '"',
    '?',
    ':',
    '\n',
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
