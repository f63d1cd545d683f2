import { describe, expect, it } from 'vitest';
import { draw, normalPair, PURPOSE, toUnit } from '../../src/engine/random.ts';

/** pcg4d written again from the paper, in exact integers. */
function pcg4d(key: readonly number[]): number[] {
  const mask = 0xffff_ffffn;
  const v = key.map((k) => ((BigInt(k) & mask) * 1664525n + 1013904223n) & mask);
  const mix = () => {
    for (const [to, a, b] of [
      [0, 1, 3],
      [1, 2, 0],
      [2, 0, 1],
      [3, 1, 2],
    ] as const) {
      v[to] = (v[to]! + v[a]! * v[b]!) & mask;
    }
  };
  mix();
  for (let i = 0; i < 4; i++) v[i] = v[i]! ^ (v[i]! >> 16n);
  mix();
  return v.map(Number);
}

/** Chi-square of `counts` against equal shares, as a standard normal deviate (Wilson–Hilferty). */
function chi2Deviate(counts: readonly number[], total: number): number {
  const mean = total / counts.length;
  const chi2 = counts.reduce((sum, c) => sum + (c - mean) ** 2 / mean, 0);
  const k = counts.length - 1;
  return (Math.cbrt(chi2 / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
}

// The draws are fixed, so nothing here is flaky. A sound generator would have failed each single check with
// probability 6.3e-5 (|z| > 4) when the keys were chosen; about 100 checks together, 0.6 %.
const LIMIT = 4;

describe('draw', () => {
  it('equals pcg4d in exact integers, at the corners of u32 and elsewhere', () => {
    const corner = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    for (const a of corner) {
      for (const b of corner) {
        for (const c of [...corner, PURPOSE.fate]) {
          for (const d of corner) expect([...draw(a, b, c, d)]).toEqual(pcg4d([a, b, c, d]));
        }
      }
    }
  });

  it('keeps to known answers', () => {
    expect([...draw(0, 0, 0, 0)]).toEqual(pcg4d([0, 0, 0, 0]));
    expect([...draw(12345, 678, PURPOSE.move + 3, 42)]).toMatchInlineSnapshot(`
      [
        1116946431,
        2712001001,
        3178047035,
        3636799301,
      ]
    `);
  });

  it('takes a negative or large key modulo 2^32', () => {
    expect([...draw(-1, 2 ** 32 + 5, 0, 0)]).toEqual([...draw(0xffff_ffff, 5, 0, 0)]);
  });

  it('is uniform in every word, over sites and over ticks, for every purpose', () => {
    const total = 65_536;
    for (const purpose of Object.values(PURPOSE)) {
      for (const over of ['site', 'tick']) {
        const counts = Array.from({ length: 4 }, () => new Array<number>(256).fill(0));
        for (let i = 0; i < total; i++) {
          const words = over === 'site' ? draw(i, 7, purpose, 1) : draw(7, i, purpose, 1);
          for (let w = 0; w < 4; w++) counts[w]![words[w]! >>> 24]!++;
        }
        for (const c of counts) expect(Math.abs(chi2Deviate(c, total))).toBeLessThan(LIMIT);
      }
    }
  });

  it('has no correlation between neighbours in site, tick, purpose and seed', () => {
    const n = 100_000;
    const steps = [
      [1, 0, 0, 0],
      [256, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0x1_0000, 0],
      [0, 0, 0, 1],
    ] as const;
    for (const [site, tick, purpose, seed] of steps) {
      const sums = [0, 0, 0, 0];
      for (let i = 0; i < n; i++) {
        const a = Array.from(draw(i, 3, PURPOSE.fate, 1), toUnit);
        const b = Array.from(draw(i + site, 3 + tick, PURPOSE.fate + purpose, 1 + seed), toUnit);
        for (let w = 0; w < 4; w++) sums[w]! += (a[w]! - 0.5) * (b[w]! - 0.5);
      }
      // Variance of a product of two independent uniforms about their means is 1/144.
      for (const sum of sums) expect(Math.abs((sum * 12) / Math.sqrt(n))).toBeLessThan(LIMIT);
    }
  });

  it('has no correlation between the words of one draw', () => {
    const n = 100_000;
    const counts = new Array<number>(64).fill(0);
    for (let i = 0; i < n; i++) {
      const words = draw(i, 3, PURPOSE.divide, 1);
      counts[((words[0]! >>> 29) << 3) | (words[1]! >>> 29)]!++;
    }
    expect(Math.abs(chi2Deviate(counts, n))).toBeLessThan(LIMIT);
  });
});

describe('toUnit and normalPair', () => {
  it('covers [0, 1) exactly in f32', () => {
    expect(toUnit(0)).toBe(0);
    expect(toUnit(0xffff_ffff)).toBe(1 - 2 ** -24);
    for (let i = 0; i < 1000; i++) {
      const u = toUnit(draw(i, 0, 0, 0)[0]!);
      expect(Math.fround(u)).toBe(u);
    }
  });

  it('is finite at both ends', () => {
    for (const a of [0, 0xffff_ffff]) {
      for (const b of [0, 0xffff_ffff]) expect([...normalPair(a, b)].every(Number.isFinite)).toBe(true);
    }
    expect(Math.abs(normalPair(0xffff_ffff, 0)[0]!)).toBeCloseTo(Math.sqrt(48 * Math.log(2)), 9);
  });

  it('has the moments of a normal distribution, and independent partners', () => {
    const n = 100_000;
    let [mean, square, fourth, product] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const words = draw(i, 0, PURPOSE.trait, 5);
      const [p, q] = normalPair(words[2]!, words[3]!) as unknown as [number, number];
      mean += p;
      square += p * p;
      fourth += p ** 4;
      product += p * q;
    }
    const root = Math.sqrt(n);
    expect(Math.abs(mean / root)).toBeLessThan(LIMIT);
    expect(Math.abs((square - n) / (root * Math.SQRT2))).toBeLessThan(LIMIT);
    expect(Math.abs((fourth - 3 * n) / (root * Math.sqrt(96)))).toBeLessThan(LIMIT);
    expect(Math.abs(product / root)).toBeLessThan(LIMIT);
  });
});
