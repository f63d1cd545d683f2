import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import { evaluate } from '../../src/model/evaluate.ts';
import { parseExpression, resolve, type Scope } from '../../src/model/expression.ts';
import type { Dimension, Expr } from '../../src/model/types.ts';
import { NONE } from '../../src/model/units.ts';

const NM: Dimension = [0, 0, 1, 0];
const MMHG: Dimension = [0, 0, 0, 1];
const PER_HOUR: Dimension = [0, -1, 0, 0];

const SITE: Scope = {
  names: new Map([
    ['k', { ref: { of: 'parameter', index: 0 }, dimension: PER_HOUR }],
    ['zero', { ref: { of: 'parameter', index: 1 }, dimension: NONE }],
    ['n', { ref: { of: 'parameter', index: 2 }, dimension: NONE }],
    ['oxygen', { ref: { of: 'field', index: 0 }, dimension: MMHG }],
    ['drug', { ref: { of: 'field', index: 1 }, dimension: NM }],
    ['ecm', { ref: { of: 'matrix', index: 0 }, dimension: NONE }],
  ]),
  fields: new Map([
    ['oxygen', { ref: { of: 'field', index: 0 }, dimension: MMHG }],
    ['drug', { ref: { of: 'field', index: 1 }, dimension: NM }],
  ]),
  states: (text) => {
    if (text === 'cell') return { layer: 'tissue', states: [1, 2] };
    if (text === 'cell.b') return { layer: 'tissue', states: [2] };
    if (text === 'killer') return { layer: 'immune', states: [3] };
    throw new UserError(`names the kind ${text}, which is not known`);
  },
  parameters: [0.5, 0, 2],
  allows: 'only parameters, fields and matrix variables',
  elsewhere: new Set(['trait']),
};

const read = (text: string | number, scope = SITE) => resolve(parseExpression(text), scope);
const number = (text: string) => (read(text).expr as Extract<Expr, { op: 'number' }>).value;

describe('arithmetic', () => {
  test.each([
    ['1 + 2*3', 7],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['(-2)^2', 4],
    ['2^-1', 0.5],
    ['2^-1^2', 0.5],
    ['--3', 3],
    ['2*-3', -6],
    ['8/4/2', 1],
    ['2 - 3 - 4', -5],
    ['1 < 2 == 1', 1],
    ['1 + 1 < 3', 1],
    ['1 > 2 ? 3 : 2 > 1 ? 4 : 5', 4],
    ['min(3, 1, 2) + max(3, 1, 2)', 4],
    ['clamp(5, 0, 2)', 2],
    ['hill(2, 1, 2)', 0.8],
    ['hill(-1, 1, 2)', 0],
    ['1 kPa', 7.50062],
    ['1 kPa + 7.50062 mmHg', 15.00124],
    ['0.0067 /d', 0.0067 / 24],
    ['1800 um2/s', 1800 * 3600],
    ['2 * 3 um2/s', 6 * 3600],
    ['0.1 [nM/h] * 2', 0.2],
    ['5 [s-1]', 18000],
    ['50 %', 0.5],
    ['.5e1', 5],
    ['6mmHg', 6],
    ['2 µM', 2000],
  ])('%s is %d', (text, value) => {
    expect(number(text)).toBeCloseTo(value, 9);
  });

  test('plain numbers are folded, names are not', () => {
    expect(read('2*3').expr).toEqual({ op: 'number', value: 6 });
    expect(read('oxygen * (1 + 1)').expr).toMatchObject({ op: 'binary', right: { op: 'number', value: 2 } });
    expect(read('1 > 0 ? oxygen : 2 mmHg').expr).toMatchObject({ op: 'choose' });
  });

  test('a bare 0 fits any unit', () => {
    expect(read('max(0, drug)').dimension).toEqual(NM);
    expect(read('oxygen > 0').dimension).toEqual(NONE);
    expect(read(0).dimension).toBeNull();
    expect(() => read('oxygen + 0 nM')).toThrow('mixes units');
  });

  test.each([
    ['drug * k', [0, -1, 1, 0]],
    ['drug / oxygen', [0, 0, 1, -1]],
    ['oxygen^1.5', [0, 0, 0, 1.5]],
    ['sqrt(drug)', [0, 0, 0.5, 0]],
    ['grad(oxygen)', [-1, 0, 0, 1]],
    ['blood(drug)', NM],
    ['hill(drug, 3 nM, n)', NONE],
    ['near(cell) + here(killer)', NONE],
    ['abs(-k)', PER_HOUR],
  ] as [string, Dimension][])('%s has the right unit', (text, dimension) => {
    expect(read(text).dimension).toEqual(dimension);
  });

  test('occupancy is resolved to states', () => {
    expect(read('near(cell.b)').expr).toEqual({
      op: 'ref',
      name: 'near(cell.b)',
      ref: { of: 'near', layer: 'tissue', states: [2] },
    });
    expect(read('here(cell, cell.b)').expr).toMatchObject({ ref: { of: 'here', states: [1, 2] } });
  });

  test('hill is 0 at and below 0, and 1 where K is 0', () => {
    const hill = read('hill(drug, 0 nM, 2)').expr;
    expect([-1, 0, 1e-300, 1].map((x) => evaluate(hill, () => x))).toEqual([0, 0, 1, 1]);
  });
});

describe('what is refused', () => {
  test.each([
    ['oxygen + 1 nM', 'mixes units: oxygen [mmHg] + 1 nM [nM]'],
    ['oxygen < drug', 'compares different units: oxygen [mmHg] < drug [nM]'],
    ['min(oxygen, 0, drug)', 'mixes units in min(): oxygen [mmHg] and drug [nM]'],
    ['hill(drug, oxygen, 2)', 'mixes units in hill(): drug [nM] and oxygen [mmHg]'],
    ['hill(drug, 1 nM, k)', 'has a unit in hill(): k [/h]; a number without one is needed'],
    ['exp(oxygen)', 'has a unit in exp(): oxygen [mmHg]; a number without one is needed'],
    ['2^k', 'has an exponent with a unit: k [/h]'],
    ['oxygen^n', 'raises oxygen [mmHg] to n; a unit takes a plain number as exponent'],
    ['oxygen ? 1 : 2', 'has a unit in the condition: oxygen [mmHg]; compare it with something'],
    ['ecm > 0 ? oxygen : drug', 'chooses between oxygen [mmHg] and drug [nM]'],
    ['1/0', 'divides by zero: 1 / 0'],
    ['ecm/(n - 2)', 'divides by zero: ecm / (n - 2)'],
    ['ecm/zero', 'divides by zero: ecm / zero'],
    ['log(0)', 'has log(0), which is not a finite number'],
    ['10^400', 'has 10 ^ 400, which is not a finite number'],
    ['oxygne + 1', 'uses oxygne, which is not known; did you mean oxygen?'],
    ['trait', 'uses trait, but only parameters, fields and matrix variables can be used here'],
    ['sin(ecm)', 'uses sin(), which is not a function; did you mean min?'],
    ['hill(drug, 1 nM)', 'gives hill() 2 arguments; it takes 3'],
    ['exp()', 'gives exp() 0 arguments; it takes 1'],
    ['grad(ecm)', 'needs a field in grad(), given ecm'],
    ['blood(2)', 'needs a field in blood(), given 2'],
    ['near()', 'needs a kind or kind.state in near()'],
    ['near(3)', 'needs kinds or kind.state in near(), given 3'],
    ['near(cell, killer)', 'mixes layers in near(cell, killer); add up one near() per layer'],
    ['6 foo', 'has foo, which is not a unit'],
    ['k * h', 'has the unit h without a number before it'],
    ['max(cell.b, 1)', 'has cell.b; kind.state only stands in near() and here()'],
    ['cell.b', 'is not arithmetic: a dot is only for kind.state'],
    ['', 'is empty'],
    ['1 2', 'is not arithmetic: several expressions in a row'],
    ['(1, 2)', 'is not arithmetic'],
    ['[1]', 'is not arithmetic: an array'],
    ['this', 'is not arithmetic: this cannot be used'],
    ['"a"', 'is not arithmetic: text "a" cannot be used'],
    ['a = 1', 'is not an expression'],
    ['ecm[0]', 'is not arithmetic'],
    ['ecm.constructor("x")()', 'is not arithmetic'],
    ['constructor', 'uses constructor, which is not known'],
    ['constructor(1)', 'uses constructor(), which is not a function'],
    ['toString()', 'uses toString(), which is not a function'],
    ['__proto__', 'uses __proto__, which is not known'],
    ['near(__proto__.x)', 'names the kind __proto__.x, which is not known'],
    ['exp?.(1)', 'is not arithmetic'],
    ['!1', 'is not an expression'],
    ['1 +', 'is not an expression: Expected expression after + at character 3 of 1 +'],
  ])('%s', (text, message) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(message);
  });
});

describe('what is too much', () => {
  test.each([
    ['a chain of signs', `${'-'.repeat(1500)}1`, 'is nested too deeply'],
    ['a long sum', `1${'+ecm'.repeat(500)}`, 'is nested too deeply'],
    ['nested calls', `${'abs('.repeat(400)}1${')'.repeat(400)}`, 'is nested too deeply'],
    ['a long text', '1'.repeat(5000), 'is 5000 characters long; at most 4000'],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(message);
  });
});
