/** How many multigrid cycles each field gets while nobody looks: learnt from the residuals of earlier ticks. */

/** Ticks that share a plan. */
export const BLOCK = 16;

/** A residual this many times the tolerance is told as not solved, and the ticks to come are watched. */
export const NOT_SOLVED = 10;

/** Of a warm start; the host's first look comes after as many. */
const USUAL_CYCLES = 2;
/** A cycle gains about a factor 5: with this much to spare one fewer will do. */
const TO_SPARE = 30;

export interface CyclePlan {
  /** By field. */
  readonly cycles: readonly number[];
  /** Solve under the host's eyes. */
  readonly watched: boolean;
}

/** What a checkpoint keeps, so that a resumed run plans the same. */
export interface CyclePlannerState {
  readonly plans: readonly (readonly [block: number, plan: CyclePlan])[];
  readonly raised: readonly (readonly [block: number, cycles: readonly number[]])[];
  readonly worst: readonly number[];
  readonly fresh: boolean;
  /** The last watched tick, and the cycles it took. */
  readonly last: { readonly tick: number; readonly cycles: readonly number[] } | null;
}

/**
 * Plans a block of ticks from the one before the last, which has long come back when it is asked for: the plan is a function of
 * the ticks alone, never of how fast the device answers.
 */
export interface CyclePlanner {
  /** The first tick whose outcome has to be known before this one can be planned; −1 for none. */
  neededFor(tick: number): number;
  at(tick: number): CyclePlan;
  /** What a tick achieved, in order: relative residual by field, and the cycles it took where the host watched. */
  see(tick: number, residuals: ArrayLike<number>, cycles: readonly number[] | null): void;
  /**
   * A watched tick is over. As long as one takes more cycles than were planned, the next is watched too; what two in a row take is
   * planned from then on.
   */
  watched(tick: number, cycles: readonly number[]): void;
  /** The next tick is unlike the last (first, or parameters have changed): it is watched. */
  surprise(): void;
  save(): CyclePlannerState;
}

/** @param tolerance relative residual to reach @param most cycles to spend on it */
export function createCyclePlanner(
  fields: number,
  tolerance: number,
  most: number,
  saved: CyclePlannerState | null = null,
): CyclePlanner {
  const usual: CyclePlan = { cycles: new Array<number>(fields).fill(USUAL_CYCLES), watched: false };
  const plans = new Map<number, CyclePlan>(saved?.plans ?? []);
  let worst = saved ? [...saved.worst] : new Array<number>(fields).fill(0);
  let fresh = saved?.fresh ?? true;
  let last = saved?.last ?? null;

  /** What watched ticks ask for at least; apart from the plans, which may be made before or after. */
  const raised = new Map<number, readonly number[]>(saved?.raised ?? []);

  const planOf = (block: number): CyclePlan => {
    const { cycles, watched } = plans.get(block) ?? usual;
    const least = raised.get(block);
    return { watched, cycles: least ? cycles.map((count, f) => Math.max(count, least[f])) : cycles };
  };

  /** The plan of the block after the next, from what block `block` achieved. */
  function learn(block: number): void {
    const before = planOf(block);
    const cycles = before.cycles.map((count, f) => {
      if (worst[f] > tolerance) return Math.min(most, count + 1);
      return worst[f] < tolerance / TO_SPARE && count > 1 ? count - 1 : count;
    });
    plans.set(block + 2, { cycles, watched: worst.some((residual) => residual > NOT_SOLVED * tolerance) });
    plans.delete(block);
    raised.delete(block);
    worst = worst.map(() => 0);
  }

  return {
    neededFor: (tick) => (Math.floor(tick / BLOCK) - 1) * BLOCK - 1,
    at(tick) {
      const plan = planOf(Math.floor(tick / BLOCK));
      const watched = plan.watched || fresh;
      fresh = false;
      return { cycles: plan.cycles, watched };
    },
    see(tick, residuals, cycles) {
      for (let f = 0; f < fields; f++) {
        worst[f] = Math.max(worst[f], cycles === null ? residuals[f] : tolerance / TO_SPARE);
      }
      if ((tick + 1) % BLOCK === 0) learn(Math.floor(tick / BLOCK));
    },
    watched(tick, cycles) {
      const block = Math.floor(tick / BLOCK);
      if (last?.tick === tick - 1) {
        const both = cycles.map((count, f) => Math.min(most, count, last!.cycles[f]));
        for (const b of [block, block + 1]) {
          const before = raised.get(b);
          raised.set(b, before ? both.map((count, f) => Math.max(count, before[f])) : both);
        }
      }
      last = { tick, cycles };
      const plan = planOf(block);
      fresh = cycles.some((count, f) => count > Math.max(plan.cycles[f], USUAL_CYCLES));
    },
    surprise() {
      fresh = true;
    },
    save: () => ({ plans: [...plans], raised: [...raised], worst, fresh, last }),
  };
}
