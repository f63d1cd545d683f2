import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Course } from '../../src/experiment/course.ts';
import { type ArmRuns, estimate } from '../../src/experiment/evaluate.ts';
import { expectedText, judge, observedText } from '../../src/experiment/verdict.ts';
import type { Arm, Expected, Outcome } from '../../src/model/experiment-types.ts';
import { parseOutcome } from '../../src/model/outcome.ts';
import { parseUnit } from '../../src/model/units.ts';
import { mean, variance } from '../../src/readout/sample.ts';

const TIMES = [0, 6, 24, 48, 72];
const course = (value: (t: number) => number): Course => ({ times: TIMES, values: { m: TIMES.map(value) } });
const single = (name: string, ...replicates: ((t: number) => number)[]): ArmRuns => ({
  name,
  swept: null,
  points: [replicates.map(course)],
});

function outcomeOf(text: string, runs: readonly ArmRuns[], expected?: Expected, unit = '1'): Outcome {
  const arms = runs.map(({ name, swept }): Arm => {
    const series = swept && { path: ['x'], name: 'x', unit: parseUnit('1'), values: swept, texts: swept };
    return { name, about: '', replicates: 1, meanField: false, series };
  });
  const { expr, dimension } = parseOutcome(text, { arms, measures: ['m'] });
  const range: Expected = expected ?? { is: 'range', min: 0, max: 1, value: null };
  return { about: 'it', value: expr, text, dimension, unit: parseUnit(unit), expected: range };
}
const worth = (text: string, ...runs: ArmRuns[]) => estimate(outcomeOf(text, runs), runs);

describe('courses', () => {
  const line = single(
    'a',
    (t) => 2 + t,
    (t) => 4 + t,
  );
  const decay = single('a', (t) => 8 * Math.exp(-0.1 * t));

  it('are asked for their mean over replicates', () => {
    expect(worth('at(m, 24 h)', line).value).toBe(27);
    expect(worth('at(m)', line).value).toBe(75);
    expect(worth('mean(m)', line).value).toBeCloseTo(3 + 36, 12);
    expect(worth('mean(m, 1 d, 2 d)', line).value).toBeCloseTo(3 + 36, 12);
    expect(worth('lowest(m, 1 d, 3 d) + highest(m)', line).value).toBe(27 + 75);
    expect(worth('slope(m, 0 d, 2 d)', line).value).toBeCloseTo(1, 12);
    expect(worth('reaches(m, 30)', line).value).toBe(27);
    expect(worth('reaches(m, 30, 2 d)', line).value).toBe(Infinity);
    expect(worth('deviation(m, 1 d)', line).value).toBeCloseTo(Math.SQRT2, 12);
    expect(worth('variation(m, 1 d)', line).value).toBeCloseTo(Math.SQRT2 / 27, 12);
  });

  it('grow and decay exponentially; what died out is left out', () => {
    expect(worth('growth(m)', decay).value).toBeCloseTo(-0.1, 12);
    expect(worth('half_life(m)', decay).value).toBeCloseTo(Math.LN2 / 0.1, 10);
    expect(worth('doubling_time(m)', decay).value).toBe(Infinity);
    const dying = single('a', (t) => (t > 30 ? 0 : 8 * Math.exp(-0.1 * t)));
    expect(worth('growth(m)', dying).value).toBeCloseTo(-0.1, 12);
    expect(worth('growth(m, 2 d, 3 d)', dying).value).toBeNaN();
  });
});

describe('waiting', () => {
  it('has the mean and spread of the distribution whose survivors the course counts', () => {
    const hours = Array.from({ length: 2001 }, (_, i) => i / 10);
    const runs = (left: (t: number) => number): ArmRuns => {
      return { name: 'a', swept: null, points: [[{ times: hours, values: { m: hours.map((t) => 50 * left(t)) } }]] };
    };
    const poisson = runs((t) => Math.exp(-t / 8));
    expect(worth('waiting_time(m)', poisson).value).toBeCloseTo(8, 3);
    expect(worth('waiting_variation(m)', poisson).value).toBeCloseTo(1, 3);
    const gamma = runs((t) => Math.exp(-t / 2) * (1 + t / 2 + (t / 2) ** 2 / 2 + (t / 2) ** 3 / 6));
    expect(worth('waiting_time(m)', gamma).value).toBeCloseTo(8, 3);
    expect(worth('waiting_variation(m)', gamma).value).toBeCloseTo(0.5, 3);
    expect(worth('waiting_time(m, 20 h, 200 h)', poisson).value).toBeCloseTo(8, 3);
    expect(
      worth(
        'waiting_time(m, 0 h, 4 h)',
        runs(() => 1),
      ).value,
    ).toBeCloseTo(4, 9);
  });
});

describe('lists', () => {
  it('of single numbers are compared like series', () => {
    const arms = [3, 1, 2].map((v, i) => single('abc'[i]!, () => v));
    expect(worth('kendall(list(at(a.m), at(b.m), at(c.m)), list(1, 2, 3))', ...arms).value).toBeCloseTo(-1 / 3, 12);
    expect(worth('rank_correlation(list(at(a.m), at(b.m), at(c.m)), list(6, 4, 5))', ...arms).value).toBeCloseTo(1, 12);
    expect(worth('largest(list(at(a.m), at(b.m) * 9))', ...arms).value).toBe(9);
  });
});

describe('series', () => {
  const x = [0, 1, 2, 4, 8, 16];
  const sweep = (y: (x: number) => number): ArmRuns => ({
    name: 's',
    swept: x,
    points: x.map((v) => [course(() => y(v))]),
  });

  it('give their half effect, correlation and turning points', () => {
    const hill = sweep((v) => 1 + (3 * v ** 2) / (9 + v ** 2));
    expect(worth('half_effect(at(s.m))', hill).value).toBeCloseTo(3, 3);
    expect(worth('steepness(at(s.m))', hill).value).toBeCloseTo(2, 2);
    expect(
      worth(
        'correlation(at(s.m))',
        sweep((v) => 3 - v),
      ).value,
    ).toBeCloseTo(-1, 12);
    expect(worth('rank_correlation(at(s.m))', hill).value).toBe(1);
    expect(
      worth(
        'lowest_at(at(s.m))',
        sweep((v) => (v - 2.7) ** 2),
      ).value,
    ).toBeCloseTo(2.7, 10);
    expect(worth('highest_at(at(s.m))', hill).value).toBe(16);
    expect(worth('largest(at(s.m) / at(s.m, 0 d, 0))', hill).value).toBeCloseTo(1 + (3 * 256) / 265, 10);
    expect(
      worth(
        'half_effect(at(s.m))',
        sweep(() => 2),
      ).value,
    ).toBeNaN();
  });
});

describe('uncertainty', () => {
  const values = fc.array(fc.double({ min: 1, max: 5, noNaN: true }), { minLength: 2, maxLength: 9 });

  it('of a mean is its standard error', () => {
    fc.assert(
      fc.property(values, (list) => {
        const { value, error, low, high } = worth('at(m)', single('a', ...list.map((v) => () => v)));
        expect(value).toBeCloseTo(mean(list), 10);
        expect(error).toBeCloseTo(Math.sqrt(variance(list) / list.length), 8);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
  });

  it('of arms that share seeds cancels what they share', () => {
    const noise = [1, 3, 2, 5];
    const a = single('a', ...noise.map((v) => () => v + 1));
    const b = single('b', ...noise.map((v) => () => v));
    const { value, error } = worth('at(a.m) - at(b.m)', a, b);
    expect(value).toBe(1);
    expect(error).toBeLessThan(1e-12);
  });

  it('of a ratio is that of the delta method, about', () => {
    const a = single('a', ...[10, 11, 9, 10.5].map((v) => () => v));
    const b = single('b', ...[5, 5.2, 4.7, 5, 5.1].map((v) => () => v));
    const part = (list: number[]) => variance(list) / list.length / mean(list) ** 2;
    const ratio = mean([10, 11, 9, 10.5]) / mean([5, 5.2, 4.7, 5, 5.1]);
    const delta = ratio * Math.sqrt(part([10, 11, 9, 10.5]) + part([5, 5.2, 4.7, 5, 5.1]));
    expect(worth('at(a.m) / at(b.m)', a, b).error / delta).toBeCloseTo(1, 2);
  });

  it('of a single run is not known', () => {
    expect(
      worth(
        'at(m)',
        single('a', () => 1),
      ).error,
    ).toBeNaN();
  });
});

describe('verdicts', () => {
  const range = (min: number, max: number, value: number | null = null): Expected => ({ is: 'range', min, max, value });
  const run = single(
    'a',
    () => 0.2,
    () => 0.4,
  );
  const judged = (expected: Expected, runs = [run], unit = '%') =>
    judge(outcomeOf('at(a.m)', [...runs], expected, unit), runs);

  it('go by the observed value, limits included, whatever its error', () => {
    expect(judged(range(0.3, 0.5))).toMatchObject({ verdict: 'pass', clear: false });
    expect(judged(range(0.31, 0.5))).toMatchObject({ verdict: 'fail', clear: false });
    expect(judged(range(-Infinity, 9))).toMatchObject({ verdict: 'pass', clear: true });
    expect(judged(range(5, 9))).toMatchObject({ verdict: 'fail', clear: true });
  });

  it('count standard errors where asked to', () => {
    expect(judged({ is: 'errors', value: 0.5, errors: 2 })).toMatchObject({ verdict: 'pass' });
    expect(judged({ is: 'errors', value: 0.51, errors: 2 })).toMatchObject({ verdict: 'fail' });
  });

  it('never pass what is not a number', () => {
    const nothing = [single('a', () => Number.NaN)];
    expect(judged(range(-Infinity, Infinity), nothing)).toMatchObject({ verdict: 'fail' });
    expect(observedText(judged(range(-Infinity, Infinity), nothing))).toBe('not a number');
  });

  it('are told in the unit that the scene uses', () => {
    expect(observedText(judged(range(0, 1)))).toBe('30 ± 10 %');
    expect(expectedText(outcomeOf('at(a.m)', [run], range(0.0015, 0.006), '%'))).toBe('0.15 to 0.6 %');
    expect(expectedText(outcomeOf('at(a.m)', [run], range(108, 120, 114)))).toBe('114 (108 to 120)');
    expect(expectedText(outcomeOf('at(a.m)', [run], range(2, Infinity)))).toBe('at least 2');
    expect(expectedText(outcomeOf('at(a.m)', [run], { is: 'errors', value: 0, errors: 3 }))).toBe(
      '0 within 3 standard errors',
    );
  });
});
