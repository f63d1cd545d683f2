import { draw, PURPOSE } from '../engine/random.ts';

/** One stream of random numbers per use, so that a change in one part of a tissue leaves the others as they were. */
export const STREAM = Object.freeze({ vessels: 0, scatter: 1, fill: 2, islands: 3, share: 4, add: 5, clones: 6 });

/** A sequence of random whole numbers. */
export interface Chance {
  /** The next number, uniform in 0 … n − 1 (53 random bits). */
  below(n: number): number;
}

/** The sequence of a seed and a stream: always the same. */
export function createChance(seed: number, stream: number): Chance {
  let counter = 0;
  return {
    below(n) {
      const words = draw(counter++, 0, PURPOSE.tissue + stream, seed);
      return Math.floor(((words[0]! >>> 5) * 2 ** -27 + (words[1]! >>> 6) * 2 ** -53) * n);
    },
  };
}

/** Shuffles `count` items, chosen at random without repeats, to the front of `items`; returns that part as a view. */
export function choose(items: Uint32Array, count: number, chance: Chance): Uint32Array {
  const taken = Math.min(count, items.length);
  for (let i = 0; i < taken; i++) {
    const j = i + chance.below(items.length - i);
    const item = items[j]!;
    items[j] = items[i]!;
    items[i] = item;
  }
  return items.subarray(0, taken);
}
