/** When the next tick is due, and how fast ticks come. Times in ms. */
export interface Pace {
  /** ms until the next tick is due at this time; 0 when it is. */
  wait(now: number): number;
  /** A tick was done. */
  ticked(now: number): void;
  /** Ticks per second over the last second; 0 when there were none. */
  rate(now: number): number;
  setSpeed(ticksPerSecond: number): void;
  /** Forget the past: the next tick is due at once. */
  reset(): void;
}

/** The farthest that ticks may lag behind their plan before the plan is given up. */
const PATIENCE = 250;
const WINDOW = 1000;

/** A pace that keeps to `ticksPerSecond` on average and never tries to catch up a long stall. */
export function createPace(ticksPerSecond: number): Pace {
  let step = 1000 / ticksPerSecond;
  let due = 0;
  let recent: number[] = [];
  return {
    wait: (now) => Math.max(0, due - now),
    ticked(now) {
      due = due < now - PATIENCE ? now + step : due + step;
      recent.push(now);
      if (recent.length > 1 && recent[0]! < now - 2 * WINDOW) recent = recent.filter((t) => t >= now - WINDOW);
    },
    rate(now) {
      const inside = recent.filter((t) => t >= now - WINDOW);
      if (inside.length < 2) return inside.length;
      return (1000 * (inside.length - 1)) / Math.max(1, inside.at(-1)! - inside[0]!);
    },
    setSpeed(ticks) {
      step = 1000 / ticks;
      due = 0;
    },
    reset() {
      due = 0;
      recent = [];
    },
  };
}
