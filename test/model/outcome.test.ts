import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arm } from '../../src/model/experiment-types.ts';
import { parseOutcome } from '../../src/model/outcome.ts';
import { parseUnit } from '../../src/model/units.ts';

const arm = (name: string, values: readonly number[] | null = null, unit = 'nM'): Arm => ({
  name,
  about: '',
  replicates: 3,
  meanField: false,
  series: values && { path: ['parameters', 'K'], name: 'K', unit: parseUnit(unit), values, texts: values },
});
const scope = { arms: [arm('soft'), arm('stiff'), arm('sweep', [1, 2, 5])], measures: ['viable', 'burden'] };
const dimension = (text: string) => parseOutcome(text, scope).dimension;

describe('an outcome', () => {
  it('keeps units: rates per time, times in time, measures plain', () => {
    expect(dimension('at(soft.viable, 9 d) / at(stiff.viable)')).toEqual([0, 0, 0, 0]);
    expect(dimension('growth(soft.viable, 1 d, 3 d)')).toEqual([0, -1, 0, 0]);
    expect(dimension('half_life(soft.viable) - 2 h')).toEqual([0, 1, 0, 0]);
    expect(dimension('reaches(soft.viable, 0.5, 1 d) * slope(soft.viable)')).toEqual([0, 0, 0, 0]);
    expect(dimension('half_effect(at(sweep.viable))')).toEqual([0, 0, 1, 0]);
    expect(dimension('half_effect(at(sweep.burden), at(sweep.viable, 1 d))')).toEqual([0, 0, 0, 0]);
    expect(dimension('sqrt(largest(swept(sweep)) ^ 2)')).toEqual([0, 0, 1, 0]);
  });

  it('finds the point of a series by its value', () => {
    expect(parseOutcome('at(sweep.viable, 1 d, 2 nM)', scope).expr).toEqual({
      op: 'course',
      name: 'at',
      arm: 'sweep',
      measure: 'viable',
      times: [24],
      level: null,
      point: 1,
    });
  });

  it('needs no arm where there is but one', () => {
    const { expr } = parseOutcome('reaches(viable, 0.5)', { ...scope, arms: [arm('run')] });
    expect(expr).toMatchObject({ arm: 'run', measure: 'viable', level: 0.5, times: [] });
  });

  it.each([
    ['at(viable, 9 d)', 'has viable without its arm; write soft.viable or stiff.viable or sweep.viable'],
    ['at(sof.viable)', 'names the arm sof, which is not known; did you mean soft?'],
    ['at(soft.viabel)', 'uses viabel, which is not one of the measures; did you mean viable?'],
    ['groth(soft.viable)', 'uses groth(), which is not known here; did you mean growth?'],
    ['at(soft.viable, 9)', 'needs a time of 0 or more in at(), like at(measure, 9 d), given 9'],
    ['at(soft.viable, 9 um)', 'needs a time of 0 or more in at()'],
    ['growth(soft.viable, 3 d)', 'gives growth() 1 times; it takes none, or from and to'],
    ['growth(soft.viable, 3 d, 1 d)', 'needs the later time second in growth()'],
    ['reaches(soft.viable)', 'needs a level without unit second in reaches()'],
    ['at(soft.viable, 1 d, 2 nM)', 'picks 2 nM of arm soft, which has no series (each)'],
    ['at(sweep.viable, 1 d, 3 nM)', 'picks 3 nM of arm sweep, which has K 1, 2, 5'],
    ['at(sweep.viable, 1 d, 2)', 'picks 2 of arm sweep'],
    ['at(sweep.viable)', 'is a number for each value of sweep; needs one of half_effect'],
    ['largest(at(soft.viable))', 'has at(soft.viable) in largest(), which does not vary over a series (each)'],
    ['largest(list(at(soft.viable)))', 'gives list() 1 numbers; it takes 2 or more'],
    ['largest(list(swept(sweep), 2))', 'has swept(sweep) in list(), which is a series already'],
    ['largest(list(1 h, 2))', 'mixes units in list(1 h, 2)'],
    ['kendall(list(1, 2))', 'needs what to compare with in kendall(), given one list'],
    ['kendall(list(1, 2), list(1, 2, 3))', 'mixes the series of a list of 2 and a list of 3'],
    ['swept(soft)', 'asks for swept(soft), but that arm has no series (each)'],
    ['half_life(soft.viable) + 1', 'mixes units in half_life(soft.viable) + 1: h and no unit'],
    ['log(half_life(soft.viable))', 'has a unit, h, where log(half_life(soft.viable)) needs a plain number'],
    ['viable', 'has viable; a measure stands in a function of its course, like at(viable, 9 d)'],
    ['at(3)', 'needs a measure first in at(), like at(measure, 9 d), given 3'],
    ['at(soft.viable; 9 d)', 'has ; in at(); commas part its arguments'],
    ['min(1)', 'gives min() 1 arguments; it takes 2 or more'],
  ])('%s is refused', (text, says) => {
    expect(() => parseOutcome(text, scope)).toThrow(says);
  });

  it('reads any arithmetic of courses, or says why not, and never anything else', () => {
    const leaf = fc.constantFrom(
      'at(soft.viable, 1 d)',
      'growth(stiff.burden)',
      'at(sweep.viable)',
      '2',
      '3 d',
      'swept(sweep)',
    );
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(tie('text'), fc.constantFrom('+', '-', '*', '/', '<'), tie('text'))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc.tuple(fc.constantFrom('smallest', 'half_effect', 'exp', 'abs'), tie('text')).map(([f, a]) => `${f}(${a})`),
      ),
    }));
    fc.assert(
      fc.property(text, (given) => {
        try {
          expect(parseOutcome(given, scope).dimension).toHaveLength(4);
        } catch (error) {
          expect((error as Error).name).toBe('UserError');
        }
      }),
    );
  });
});
