/** Random numbers of `shaders/lib/rng.wgsl` against `src/engine/random.ts`. */
import { describe, expect, it } from 'vitest';
import { draw, normalPair } from '../../src/engine/random.ts';
import { compute } from '../support/compute.ts';
import { TOLERANCES } from './tolerances.ts';

/** Keys (site, tick, purpose, seed) of draw k, all over u32. */
const KEY =
  'vec4u(k * 2654435769u, (k >> 3u) * 40503u, 0x10000u * (k % 9u) + (k & 15u), 7u + (k / 1000u) * 2246822519u)';
const keyOf = (k: number): [number, number, number, number] => [
  Math.imul(k, 2654435769),
  Math.imul(k >>> 3, 40503),
  0x10000 * (k % 9) + (k & 15),
  (7 + Math.imul(Math.floor(k / 1000), 2246822519)) >>> 0,
];

describe('rng.wgsl', () => {
  it('draws the same words as the CPU, a million times', async () => {
    const draws = 1_000_000;
    const text = `out[k] = select(0u, 1u, false);
      let key = ${KEY};
      let w = draw(key.x, key.y, key.z, key.w);
      out[k] = w.x ^ (w.y * 3u) ^ (w.z * 5u) ^ (w.w * 7u);`;
    const got = new Uint32Array(await compute(['lib/rng.wgsl'], text, draws));
    let wrong = 0;
    for (let k = 0; k < draws; k++) {
      const [x, y, z, w] = draw(...keyOf(k)) as unknown as [number, number, number, number];
      if ((x ^ Math.imul(y, 3) ^ Math.imul(z, 5) ^ Math.imul(w, 7)) >>> 0 !== got[k]) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it('gives each of the four words', async () => {
    const got = new Uint32Array(
      await compute(['lib/rng.wgsl'], `let w = draw(k / 4u, 3u, 65536u, 1u); out[k] = w[k & 3u];`, 400),
    );
    for (let i = 0; i < 100; i++) expect([...got.subarray(4 * i, 4 * i + 4)]).toEqual([...draw(i, 3, 65536, 1)]);
  });

  it('makes the same normal pairs, also at the ends', async () => {
    const pairs = 20_000;
    const words = (k: number): [number, number] => {
      if (k < 4) return [k & 1 ? 0xffff_ffff : 0, k & 2 ? 0xffff_ffff : 0];
      const [x, y] = draw(k, 1, 2, 3) as unknown as [number, number];
      return [k & 1 ? x >>> 18 : x, y];
    };
    const text = `let pair = k / 2u;
      var w = draw(pair, 1u, 2u, 3u).xy;
      if ((pair & 1u) == 1u) { w.x >>= 18u; }
      if (pair < 4u) { w = select(vec2u(0u), vec2u(0xffffffffu), vec2<bool>((pair & 1u) != 0u, (pair & 2u) != 0u)); }
      out[k] = bitcast<u32>(normal_pair(w)[k & 1u]);`;
    const got = new Float32Array(await compute(['lib/rng.wgsl'], text, 2 * pairs));
    let most = 0;
    for (let k = 0; k < pairs; k++) {
      const [p, q] = normalPair(...words(k)) as unknown as [number, number];
      most = Math.max(most, Math.abs(got[2 * k]! - p), Math.abs(got[2 * k + 1]! - q));
    }
    expect(most).toBeLessThan(TOLERANCES.normal);
  });

  it('knows the probability of rare events to 6 digits', async () => {
    const limits = Array.from({ length: 2000 }, (_, k) => 10 ** (-12 + (k * 14) / 2000));
    const text = 'out[k] = bitcast<u32>(probability(bitcast<f32>(given[k])));';
    const given = new Uint32Array(Float32Array.from(limits).buffer);
    const got = new Float32Array(await compute(['lib/rng.wgsl'], text, limits.length, given));
    const exact = [...Float32Array.from(limits)].map((limit) => -Math.expm1(-limit));
    for (const [k, p] of exact.entries()) expect(Math.abs(got[k]! / p - 1)).toBeLessThan(2e-6);
  });
});
