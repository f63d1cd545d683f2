import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import {
  formatDimension,
  formatQuantity,
  isWithin,
  LENGTH,
  parseDuration,
  parseQuantity,
  parseUnit,
  quantityOf,
  sameDimension,
  TIME,
} from '../../src/model/units.ts';

describe('units', () => {
  test.each([
    ['um2/s', 3600, 'um2/h'],
    ['/d', 1 / 24, '/h'],
    ['1/d', 1 / 24, '/h'],
    ['d-1', 1 / 24, '/h'],
    ['kPa', 7.50062, 'mmHg'],
    ['Pa', 0.00750062, 'mmHg'],
    ['uM/min', 60000, 'nM/h'],
    ['µM', 1000, 'nM'],
    ['nM/h.um', 1, 'um.nM/h'],
    ['/nM/h', 1, '/h/nM'],
    ['mm2', 1e6, 'um2'],
    ['cm', 1e4, 'um'],
    ['%', 0.01, 'no unit'],
    ['au/h', 1, '/h'],
    ['1', 1, 'no unit'],
    ['', 1, 'no unit'],
    ['mmHg / h', 1, 'mmHg/h'],
  ])('%s', (text, factor, dimension) => {
    const unit = parseUnit(text);
    expect(unit.factor).toBeCloseTo(factor, 12);
    expect(formatDimension(unit.dimension)).toBe(dimension);
  });

  test.each([
    ['foo', 'has foo, which is not a unit; units are nm um mm'],
    ['um2/sec', 'has sec, which is not a unit in um2/sec'],
    ['um//s', 'has an empty unit in um//s'],
    ['mM.', 'has an empty unit in mM.'],
    ['um12', 'has um12, which is not a unit'],
    ['kpa', 'has kpa, which is not a unit'],
    ['constructor', 'has constructor, which is not a unit'],
  ])('%s is refused', (text, message) => {
    expect(() => parseUnit(text)).toThrow(message);
  });
});

describe('quantities', () => {
  test.each([
    ['1800 um2/s', 6480000],
    ['0.0067 /d', 0.0067 / 24],
    ['38 mmHg', 38],
    ['3kPa', 22.50186],
    ['-2.5e-3 /h', -0.0025],
    ['+1 1/h', 1],
    ['5', 5],
    [' 7 % ', 0.07],
  ])('%s', (text, value) => {
    expect(parseQuantity(text).value).toBeCloseTo(value, 9);
  });

  test.each(['', 'abc', '--3 h', '1 2', 'NaN', 'Infinity', '1e999 h', '3 h h', '0x10', 'mmHg'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseQuantity(text)).toThrow(UserError);
    },
  );

  test('conversion loses no digit it need not lose', () => {
    expect(parseQuantity('0.48 /d').value).toBe(0.02);
    expect(parseQuantity('1800 um2/s').value).toBe(6480000);
    expect(parseQuantity('0.3 min').value).toBe(0.005);
    expect(parseQuantity('7 %').value).toBe(0.07);
  });

  test('a wrong unit names what was given and what is needed; a bare 0 fits', () => {
    expect(() => quantityOf('3 mmHg', parseUnit('um2/s').dimension)).toThrow('needs a unit like um2/h, given mmHg');
    expect(() => quantityOf(3, LENGTH)).toThrow('needs a unit like um, given 3, which has no unit');
    expect(() => quantityOf('3 h', [0, 0, 0, 0])).toThrow('needs a number without a unit, given h');
    expect(quantityOf(0, TIME)).toBe(0);
  });

  test('what is formatted is read as the same quantity', () => {
    const units = fc.constantFrom('um2/s', '/d', 'mmHg', 'kPa', '%', '1', 'nM/h', 'au', '/nM/h');
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), units, (value, unit) => {
        const again = parseQuantity(formatQuantity(value, parseUnit(unit)));
        expect(Math.abs(again.value - value)).toBeLessThanOrEqual(1e-5 * Math.abs(value) + 1e-300);
        expect(sameDimension(again.unit.dimension, parseUnit(unit).dimension)).toBe(true);
      }),
    );
  });

  test('any text is a quantity or a UserError of one line', () => {
    const pieces = fc.constantFrom(
      '1',
      '.5',
      'e3',
      ' ',
      '/',
      '.',
      'um',
      'h',
      'kPa',
      '%',
      '-2',
      '1',
      'x',
      '\n',
      '[',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          expect(Number.isFinite(parseQuantity(given).value)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a range allows for the rounding of units', () => {
    expect(isWithin(parseQuantity('0.3 /d').value, [0, 0.3 / 24])).toBe(true);
    expect(isWithin(1.001, [0, 1])).toBe(false);
    expect(isWithin(-0.001, [0, 1])).toBe(false);
  });
});

describe('durations', () => {
  test('are hours', () => {
    expect(['14d', '14 d', '6h', '30 min', '1.5 d'].map(parseDuration)).toEqual([336, 336, 6, 0.5, 36]);
  });

  test.each(['-3d', '0 h', '14', 'soon', '3 mmHg', ''])('%s is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(`needs a time above 0 like 14 d, 6 h or 30 min, given ${text}`);
  });
});
