import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK, createCyclePlanner, NOT_SOLVED } from '../../../src/engine/gpu/cycle-plan.ts';

const TOLERANCE = 1e-4;
const MOST = 12;

/** Runs a planner through ticks whose residual is `residual(tick, cycles)`; returns the cycles of field 0, 0 where watched. */
function course(ticks: number, residual: (tick: number, cycles: number) => number, needed = 2): number[] {
  const planner = createCyclePlanner(1, TOLERANCE, MOST);
  return Array.from({ length: ticks }, (_, tick) => {
    const { cycles, watched } = planner.at(tick);
    if (watched) planner.watched(tick, [needed]);
    planner.see(tick, [residual(tick, cycles[0]!)], watched ? [needed] : null);
    return watched ? 0 : cycles[0]!;
  });
}

describe('createCyclePlanner', () => {
  it('watches the first tick, and on until no field takes more cycles than planned', () => {
    expect(course(3, () => TOLERANCE / 2)).toEqual([0, 2, 2]);
    const planner = createCyclePlanner(2, TOLERANCE, MOST);
    expect(planner.at(0).watched).toBe(true);
    planner.watched(0, [9, 2]);
    expect(planner.at(1).watched).toBe(true);
    planner.watched(1, [2, 1]);
    expect(planner.at(2).watched).toBe(false);
    planner.surprise();
    expect(planner.at(3).watched).toBe(true);
  });

  it('adds a cycle where the tolerance was missed, from the block after the next on', () => {
    const cycles = course(5 * BLOCK, (_, count) => (count < 4 ? 3 * TOLERANCE : TOLERANCE / 2));
    expect([...new Set(cycles.slice(1, 2 * BLOCK))]).toEqual([2]);
    expect([...new Set(cycles.slice(2 * BLOCK, 4 * BLOCK))]).toEqual([3]);
    expect([...new Set(cycles.slice(4 * BLOCK))]).toEqual([4]);
  });

  it('takes one off where there is much to spare, never the last', () => {
    const cycles = course(6 * BLOCK, () => TOLERANCE / 1000);
    expect(cycles.slice(-1)).toEqual([1]);
  });

  it('plans from the third tick on what the first two took', () => {
    const cycles = course(3 * BLOCK, () => TOLERANCE / 2, 7);
    expect(cycles.slice(0, 3)).toEqual([0, 0, 7]);
    expect(cycles.slice(-1)).toEqual([7]);
  });

  it('watches a block after one that was not solved, and keeps what that took', () => {
    const planner = createCyclePlanner(1, TOLERANCE, MOST);
    const cycles = Array.from({ length: 7 * BLOCK }, (_, tick) => {
      const isHard = tick >= BLOCK;
      const plan = planner.at(tick);
      const solved = !isHard || plan.cycles[0]! >= 7;
      if (plan.watched) planner.watched(tick, [isHard ? 7 : 2]);
      const residual = solved ? TOLERANCE / 2 : 2 * NOT_SOLVED * TOLERANCE;
      planner.see(tick, [residual], plan.watched ? [isHard ? 7 : 2] : null);
      return plan.watched ? 0 : plan.cycles[0]!;
    });
    expect(cycles.slice(BLOCK, 3 * BLOCK)).toEqual(new Array(2 * BLOCK).fill(2));
    expect(cycles.slice(3 * BLOCK, 5 * BLOCK)).toEqual(new Array(2 * BLOCK).fill(0));
    expect([...new Set(cycles.slice(5 * BLOCK))]).toEqual([7]);
  });

  it('never plans a tick from another that is less than a block away', () => {
    const planner = createCyclePlanner(1, TOLERANCE, MOST);
    for (let tick = 0; tick < 10 * BLOCK; tick++) {
      expect(planner.neededFor(tick)).toBeLessThan(tick - BLOCK + 1);
      expect((planner.neededFor(tick) + 1) % BLOCK === 0 || planner.neededFor(tick) < 0).toBe(true);
    }
  });

  it('goes on from what was saved, at any tick, as if it had not stopped', () => {
    const residuals = fc.array(fc.double({ min: 0, max: 3e-3, noNaN: true }), { minLength: 90, maxLength: 90 });
    fc.assert(
      fc.property(residuals, fc.integer({ min: 0, max: 89 }), (given, stop) => {
        const run = (stopAt: number | null) => {
          let planner = createCyclePlanner(1, TOLERANCE, MOST);
          return given.map((residual, tick) => {
            if (tick === stopAt) {
              planner = createCyclePlanner(1, TOLERANCE, MOST, JSON.parse(JSON.stringify(planner.save())));
            }
            const plan = planner.at(tick);
            if (plan.watched) planner.watched(tick, [2 + (tick % 3)]);
            planner.see(tick, [residual], plan.watched ? [2 + (tick % 3)] : null);
            return plan;
          });
        };
        expect(run(stop)).toEqual(run(null));
      }),
    );
  });

  it('plans the same however late the outcome of ticks is seen', () => {
    const residuals = fc.array(fc.double({ min: 0, max: 3e-3, noNaN: true }), { minLength: 90, maxLength: 90 });
    const jumps = fc.array(fc.integer({ min: 0, max: 89 }), { maxLength: 6 });
    fc.assert(
      fc.property(residuals, jumps, fc.integer({ min: 0, max: 20 }), (given, jumped, delay) => {
        const run = (late: number) => {
          const planner = createCyclePlanner(1, TOLERANCE, MOST);
          const waiting: (() => void)[] = [];
          let seen = -1;
          return given.map((residual, tick) => {
            while (waiting.length > late || (seen < planner.neededFor(tick) && waiting.length > 0)) waiting.shift()!();
            const plan = planner.at(tick);
            const watched = plan.watched || jumped.includes(tick);
            const cycles = watched ? [1 + (tick % 5)] : null;
            if (cycles !== null) planner.watched(tick, cycles);
            waiting.push(() => {
              planner.see(tick, [residual], cycles);
              seen = tick;
            });
            return plan;
          });
        };
        expect(run(delay)).toEqual(run(0));
      }),
    );
  });
});
