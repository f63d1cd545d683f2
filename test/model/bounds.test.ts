/** Bounds of random expression trees contain every value that the trees can have. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bounds, boundsOf } from '../../src/model/bounds.ts';
import { evaluate } from '../../src/model/evaluate.ts';
import { readExpression } from '../../src/model/expression.ts';
import { nameOf, SCOPE, samples } from './expression-trees.ts';

const within = (value: number, [low, high]: Bounds): boolean =>
  Number.isNaN(value) || (value >= low - 1e-9 * Math.abs(low) && value <= high + 1e-9 * Math.abs(high));

describe('boundsOf', () => {
  it('holds every value of a tree whose names lie within theirs', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(samples(3), fc.array(part, { minLength: 40, maxLength: 40 }), ({ text, dimension }, parts) => {
        const tree = readExpression(text, SCOPE, dimension);
        const ends = new Map<string, Bounds>();
        const boundsAt = (name: string): Bounds => {
          const k = ends.size;
          const known = ends.get(name) ?? [4 * parts[2 * k]! - 2, 4 * parts[2 * k]! - 2 + 3 * parts[2 * k + 1]!];
          ends.set(name, known);
          return known;
        };
        const bounds = boundsOf(tree, (ref) => boundsAt(nameOf(ref)));
        for (const share of [0, 0.3, 0.5, 0.9, 1]) {
          const value = evaluate(tree, (ref) => {
            const [low, high] = boundsAt(nameOf(ref));
            return low + share * (high - low);
          });
          expect(within(value, bounds), `${text}: ${value} in ${bounds}`).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  const SPEED: Record<string, [string, Bounds]> = {
    'a factor between 0 and 1': ['2*(1 - hill(x, 1, 2))', [0, 2]],
    'a choice': ['x > 1 ? 3 : 5', [3, 5]],
    'a product with a sum': ['(x + 1)*4', [4, 16]],
    'a bounded power': ['x^2', [0, 9]],
    'a quotient whose divisor may be 0': ['1/x', [-Infinity, Infinity]],
    'a root': ['sqrt(x)', [0, Math.sqrt(3)]],
    'the least of what has no end': ['min(y, 7)', [0, 7]],
    'zero times what has no end': ['0*y', [0, 0]],
    'a sum without end': ['y + 1', [1, Infinity]],
  };
  it.each(Object.entries(SPEED))('is tight for %s', (_, [text, expected]) => {
    const names = new Map([
      ['x', { ref: { of: 'parameter', index: 0 }, dimension: [0, 0, 0, 0] }],
      ['y', { ref: { of: 'parameter', index: 1 }, dimension: [0, 0, 0, 0] }],
    ] as const);
    const tree = readExpression(text, { ...SCOPE, names, parameters: [1, 1] }, [0, 0, 0, 0]);
    const of = (ref: { of: string; index?: number }): Bounds => (ref.index === 0 ? [0, 3] : [0, Infinity]);
    expect(boundsOf(tree, of as never)).toEqual(expected);
  });
});
