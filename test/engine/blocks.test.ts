import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOf, coveringPartition, randomPartition } from '../../src/engine/cpu/blocks.ts';
import { PURPOSE } from '../../src/engine/random.ts';
import type { LatticeShape } from '../../src/model/types.ts';

const shape = (width: number, height: number, edges: 'periodic' | 'walled'): LatticeShape => ({
  width,
  height,
  edges,
  spacing: 20,
  mixing: 'local',
});

const sizes = fc.tuple(fc.integer({ min: 3, max: 17 }), fc.integer({ min: 3, max: 17 }));
const edges = fc.constantFrom('periodic' as const, 'walled' as const);

describe('2×2 blocks', () => {
  it('put every site into exactly one block, whichever of its sites asks', () => {
    fc.assert(
      fc.property(sizes, edges, fc.nat(1000), fc.nat(50), ([w, h], e, tick, pass) => {
        const s = shape(w, h, e);
        const p = randomPartition(s, tick, PURPOSE.move, pass, 7);
        const sites = new Int32Array(4);
        const seen = new Map<number, number[]>();
        for (let i = 0; i < w * h; i++) {
          const count = blockOf(s, p, i % w, Math.floor(i / w), sites);
          const members = [...sites.subarray(0, count)];
          expect(members).toContain(i);
          const known = seen.get(members[0]);
          if (known) expect(members).toEqual(known);
          seen.set(members[0], members);
        }
        const all = [...seen.values()].flat();
        expect(new Set(all).size).toBe(w * h);
        expect(all.length).toBe(w * h);
      }),
    );
  });

  it('only hold neighbours', () => {
    fc.assert(
      fc.property(sizes, edges, fc.nat(1000), ([w, h], e, tick) => {
        const s = shape(w, h, e);
        const p = randomPartition(s, tick, PURPOSE.move, 0, 7);
        const sites = new Int32Array(4);
        const apart = (a: number, b: number, size: number): number => {
          const d = Math.abs(a - b);
          return e === 'periodic' ? Math.min(d, size - d) : d;
        };
        for (let i = 0; i < w * h; i++) {
          const count = blockOf(s, p, i % w, Math.floor(i / w), sites);
          for (const j of sites.subarray(0, count)) {
            expect(apart(i % w, j % w, w)).toBeLessThanOrEqual(1);
            expect(apart(Math.floor(i / w), Math.floor(j / w), h)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('pair every site with all eight neighbours over four passes of an even periodic lattice', () => {
    const s = shape(8, 6, 'periodic');
    const sites = new Int32Array(4);
    for (let tick = 0; tick < 20; tick++) {
      const met = Array.from({ length: 48 }, () => new Set<number>());
      for (let pass = 0; pass < 4; pass++) {
        const p = coveringPartition(s, tick, PURPOSE.divide, pass, 3);
        for (let i = 0; i < 48; i++) {
          const count = blockOf(s, p, i % 8, Math.floor(i / 8), sites);
          for (const j of sites.subarray(0, count)) met[i].add(j);
        }
      }
      for (const m of met) expect(m.size).toBe(9);
    }
  });
});
