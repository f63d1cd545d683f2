import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitHill } from '../../src/readout/dose-response.ts';
import { fitExponential, fitLine } from '../../src/readout/fits.ts';
import { ratioOfMeans, studentQuantile } from '../../src/readout/ratio.ts';
import { createChance } from '../../src/tissue/chance.ts';

/** Numbers that look normal: sums of twelve uniform ones. */
function noise(seed: number): () => number {
  const chance = createChance(seed, 0);
  return () => Array.from({ length: 12 }, () => chance.below(1 << 20) / (1 << 20)).reduce((a, b) => a + b) - 6;
}

describe('line', () => {
  it('through Anscombe’s first set has the published coefficients and errors', () => {
    const fit = fitLine(
      [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
      [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
    );
    expect(fit.slope).toBeCloseTo(0.5001, 4);
    expect(fit.intercept).toBeCloseTo(3.0001, 4);
    expect(fit.slopeError).toBeCloseTo(0.1179, 4);
    expect(fit.interceptError).toBeCloseTo(1.1247, 4);
    expect(fit.explained).toBeCloseTo(0.6665, 4);
  });

  it('needs two different x', () => {
    expect(() => fitLine([3, 3], [1, 2])).toThrow('a line through 2 points needs at least two different x');
    expect(() => fitLine([3], [1, 2])).toThrow('a line through 1 x and 2 y; needs as many');
    expect(fitLine([0, 2], [1, 5])).toMatchObject({ slope: 2, intercept: 1, slopeError: Number.NaN });
  });
});

describe('exponential', () => {
  const times = [0, 12, 24, 48, 96];

  it('gives back doubling time and half-life', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 500, noNaN: true }), fc.integer({ min: 1, max: 1e6 }), (life, start) => {
        const up = fitExponential(
          times,
          times.map((t) => start * 2 ** (t / life)),
        );
        expect(up.doublingTime / life).toBeCloseTo(1, 9);
        expect(up.start / start).toBeCloseTo(1, 9);
        expect(up.halfLife).toBe(Infinity);
        const down = fitExponential(
          times,
          times.map((t) => start * 2 ** (-t / life)),
        );
        expect(down.halfLife / life).toBeCloseTo(1, 9);
        expect(down.rate * life).toBeCloseTo(-Math.LN2, 9);
        expect(down.doublingTime).toBe(Infinity);
      }),
    );
  });

  it('says how sure it is: the truth lies within two standard errors 19 times of 20', () => {
    const draw = noise(3);
    const long = Array.from({ length: 40 }, (_, i) => 6 * i);
    let inside = 0;
    for (let run = 0; run < 200; run++) {
      const fit = fitExponential(
        long,
        long.map((t) => Math.exp(0.02 * t + 0.1 * draw())),
      );
      if (Math.abs(fit.rate - 0.02) < 2 * fit.rateError) inside++;
      expect(fit.timeError / fit.doublingTime).toBeCloseTo(fit.rateError / fit.rate, 12);
    }
    expect(inside).toBeGreaterThan(178);
    expect(inside).toBeLessThan(200);
  });

  it('has no logarithm of 0', () => {
    expect(() => fitExponential([0, 6], [10, 0])).toThrow('value 0 at 6 h has no logarithm; leave such points out');
  });
});

describe('dose response', () => {
  const doses = [0, 1, 3, 10, 30, 100, 300, 1000];
  const curve = (ec50: number, slope: number, atZero: number, atInfinity: number) =>
    doses.map((x) => atZero + (atInfinity - atZero) * (x === 0 ? 0 : x ** slope / (ec50 ** slope + x ** slope)));

  it('gives back the curve that the points are on', () => {
    const given = fc.record({
      ec50: fc.double({ min: 3, max: 300, noNaN: true }),
      slope: fc.double({ min: 0.7, max: 3, noNaN: true }),
      atInfinity: fc.double({ min: 0, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(given, ({ ec50, slope, atInfinity }) => {
        const points = curve(ec50, slope, 1, atInfinity);
        for (const ends of [{}, { atZero: 1 }, { atInfinity }, { atZero: 1, atInfinity }]) {
          const fit = fitHill(doses, points, ends);
          expect(fit.ec50 / ec50).toBeCloseTo(1, 3);
          expect(fit.slope / slope).toBeCloseTo(1, 3);
          expect(fit.atZero).toBeCloseTo(1, 3);
          expect(fit.atInfinity).toBeCloseTo(atInfinity, 3);
          expect(fit.residual).toBeLessThan(1e-4);
          expect(fit.bracketed).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('rises as well as it falls', () => {
    const fit = fitHill(doses, curve(20, 1.5, 0.2, 3));
    expect(fit.ec50).toBeCloseTo(20, 2);
    expect(fit.atInfinity).toBeCloseTo(3, 3);
  });

  it('stays near the truth with noise', () => {
    const draw = noise(5);
    for (let run = 0; run < 5; run++) {
      const fit = fitHill(
        doses,
        curve(20, 1.5, 1, 0).map((y) => y + 0.02 * draw()),
      );
      expect(Math.abs(Math.log(fit.ec50 / 20))).toBeLessThan(0.3);
      expect(Math.abs(Math.log(fit.slope / 1.5))).toBeLessThan(0.5);
    }
  });

  it('says when the doses do not reach the effect', () => {
    expect(fitHill([1, 2, 3, 4], curve(1e6, 1, 1, 0).slice(0, 4), { atZero: 1, atInfinity: 0 }).bracketed).toBe(false);
  });

  it.each([
    [[1, 2], [1], {}, 'a curve through 2 doses and 1 responses'],
    [[1, 2, 3], [1, 0.5, 0], {}, '3 points for 4 unknowns'],
    [[-1, 2, 3], [1, 0.5, 0], { atZero: 1 }, 'dose -1 must be 0 or more'],
    [[0, 2, 2], [1, 0.5, 0.4], { atZero: 1 }, 'two different doses above 0'],
    [[0, 2, 4], [1, 1, 1], { atZero: 1 }, 'responses are all 1: there is no effect to fit'],
  ])('%j with %j is refused', (x, y, ends, message) => {
    expect(() => fitHill(x, y, ends)).toThrow(message);
  });
});

describe('ratio of two arms', () => {
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4.6, 2.639],
    [0.95, 10, 1.812],
    [0.995, 30, 2.75],
    [0.975, 1e6, 1.96],
  ])('quantile %d of Student’s t with %d degrees of freedom is %d', (p, freedom, t) => {
    expect(Math.abs(studentQuantile(p, freedom) / t - 1)).toBeLessThan(1e-3);
  });

  it('is the quotient of the means, in an interval that narrows with replicates', () => {
    const [few, many] = [3, 30].map((n) => {
      const draw = noise(n);
      const arm = (mean: number) => Array.from({ length: n }, () => mean * (1 + 0.1 * draw()));
      return ratioOfMeans(arm(2), arm(1));
    });
    expect(few.ratio).toBeGreaterThan(1.5);
    expect(few.low).toBeLessThan(many.low);
    expect(few.high).toBeGreaterThan(many.high);
    expect(ratioOfMeans([4, 4], [2, 2])).toEqual({ ratio: 2, low: 2, high: 2, freedom: 2 });
  });

  it('holds the truth 95 times of 100, and turned round is the inverse', () => {
    const draw = noise(11);
    let inside = 0;
    for (let run = 0; run < 150; run++) {
      const a = Array.from({ length: 5 }, () => 3 * (1 + 0.15 * draw()));
      const b = Array.from({ length: 4 }, () => 1 + 0.05 * draw());
      const { low, high, ratio } = ratioOfMeans(a, b);
      if (low < 3 && 3 < high) inside++;
      const back = ratioOfMeans(b, a);
      expect(back.low * high).toBeCloseTo(1, 9);
      expect(back.ratio * ratio).toBeCloseTo(1, 9);
    }
    expect(inside).toBeGreaterThan(133);
    expect(inside).toBeLessThan(150);
  });

  it('needs replicates and means above 0', () => {
    expect(() => ratioOfMeans([1], [1, 2])).toThrow('an arm of 1 replicates; needs two or more');
    expect(() => ratioOfMeans([1, 2], [0, 0])).toThrow('an arm’s mean is 0'.replace('’', "'"));
    expect(() => ratioOfMeans([1, 2], [1, 2], 95)).toThrow('confidence 95 must be between 0 and 1');
  });
});
