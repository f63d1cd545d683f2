/** The worker's session in time: a log of edits, done and undone, and kept moments to go back to. */
import type { Replay } from '../engine/replay.ts';
import { UserError } from '../model/error.ts';
import type { Edit, Entry } from '../model/session.ts';
import type { Scene } from '../model/types.ts';
import { createKeptMoments, leadsThrough } from './kept.ts';

/** A log that was left for another, and how far it had come. */
export interface Branch {
  readonly entries: readonly Entry[];
  readonly tick: number;
}

/** Edits of one simulation over time. Edits at ticks ahead of the present are done when it gets there. */
export interface TimeMachine {
  readonly replay: Replay;
  /** The scene as it was before any edit. */
  readonly first: Scene;
  readonly entries: readonly Entry[];
  /** How many of them are done. */
  readonly applied: number;
  /** The tick that is being caught up with as fast as it goes; null: none. */
  readonly goal: number | null;
  /** The furthest tick that this log has come to. */
  readonly reached: number;
  readonly kept: { readonly ticks: readonly number[]; readonly bytes: number };
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly branches: readonly Branch[];
  /** Changes whenever the log does. */
  readonly version: number;
  /** The tick after which what was told is no longer so; null: all still is. Asking takes it. */
  takeCut(): number | null;
  /** Does what is due now; once before anything else. */
  begin(): Promise<void>;
  step(): Promise<void>;
  /** Does an edit now. Edits ahead go to a branch of their own. @param gesture edits of the same are undone together */
  edit(edit: Edit, gesture?: number): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Goes to a tick, back or ahead; what is not kept is caught up with by `step`. */
  seek(tick: number): Promise<void>;
  /** Leaves the edits ahead to a branch, so that the present goes on without them. */
  branch(): void;
  /** Changes places with a branch. */
  take(branch: number): Promise<void>;
  /** Stays at the present. */
  stop(): void;
}

/**
 * @param first a log to be done over, or that was done by the moment that the replay goes on from
 * @param goalAtFirst the tick to come to with it
 * @param scene as it was before any edit
 */
export function createTimeMachine(
  replay: Replay,
  first: readonly Entry[] = [],
  goalAtFirst = 0,
  scene = replay.sim.scene,
): TimeMachine {
  const { sim } = replay;
  const kept = createKeptMoments();
  let entries = first;
  let applied = sim.tick > 0 ? first.length : 0;
  let goal: number | null = goalAtFirst > sim.tick ? goalAtFirst : null;
  let reached = sim.tick;
  let past: (readonly Entry[])[] = [];
  let future: (readonly Entry[])[] = [];
  let branches: readonly Branch[] = [];
  let lastGesture: number | undefined;
  let version = 0;
  let cut: number | null = null;

  async function applyDue(): Promise<void> {
    while (applied < entries.length && entries[applied]!.tick <= sim.tick) {
      const { tick, edit } = entries[applied]!;
      try {
        await replay.apply(edit);
        applied++;
      } catch (error) {
        entries = entries.slice(0, applied);
        goal = null;
        version++;
        const said = error instanceof Error ? error.message : String(error);
        throw new UserError(`edit ${applied + 1} (${edit.what}, tick ${tick}) cannot be done: ${said}`);
      }
    }
  }

  async function keepIfDue(): Promise<void> {
    const now = performance.now();
    if (sim.tick > 0 && !kept.isDue(sim.tick, now)) return;
    if (sim.tick === 0 && kept.ticks.includes(0)) return;
    kept.add({ replay: await replay.keep(), done: entries.slice(0, applied) }, performance.now());
    version++;
  }

  /** Makes `next` the log and comes to `tick` with it. */
  async function follow(next: readonly Entry[], tick: number): Promise<void> {
    const changed = next.findIndex((entry, i) => entries[i] !== entry);
    const k = changed < 0 ? Math.min(next.length, entries.length) : changed;
    const from = Math.min(next[k]?.tick ?? Infinity, entries[k]?.tick ?? Infinity);
    if (from < reached) {
      cut = Math.min(cut ?? Infinity, from);
      reached = from;
    }
    const done = entries.slice(0, applied);
    entries = next;
    const isOnWay = sim.tick <= tick && leadsThrough(next, done, sim.tick);
    const before = kept.latest(next, tick);
    if (!isOnWay || (before !== null && before.replay.moment.tick > sim.tick)) {
      if (before === null) throw new UserError('that moment is no longer kept; restart the scene');
      await replay.goBack(before.replay);
      applied = before.done.length;
    }
    goal = tick > sim.tick ? tick : null;
    version++;
    await applyDue();
  }

  function leave(): void {
    if (applied < entries.length) branches = [...branches, { entries, tick: reached }];
  }

  return {
    replay,
    first: scene,
    get entries() {
      return entries;
    },
    get applied() {
      return applied;
    },
    get goal() {
      return goal;
    },
    get reached() {
      return reached;
    },
    kept,
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    get branches() {
      return branches;
    },
    get version() {
      return version;
    },
    takeCut() {
      const taken = cut;
      cut = null;
      return taken;
    },
    async begin() {
      if (entries[applied] !== undefined && entries[applied]!.tick <= sim.tick) await keepIfDue();
      await applyDue();
    },
    async step() {
      if (sim.tick === 0) await keepIfDue(); // not in `begin`: the first picture need not wait for it
      await replay.step();
      reached = Math.max(reached, sim.tick);
      await applyDue();
      if (goal !== null && sim.tick >= goal) {
        goal = null;
        version++;
      }
      await keepIfDue();
    },
    async edit(edit, gesture) {
      await keepIfDue();
      await replay.apply(edit);
      const before = entries;
      leave();
      const done = entries.slice(0, applied);
      const last = done.at(-1);
      if (last?.tick === sim.tick && isSameKnob(last.edit, edit)) done.pop();
      entries = [...done, { tick: sim.tick, edit }];
      applied = entries.length;
      if (gesture === undefined || gesture !== lastGesture) past.push(before);
      lastGesture = gesture;
      future = [];
      goal = null;
      if (reached > sim.tick) cut = Math.min(cut ?? Infinity, sim.tick);
      reached = sim.tick;
      version++;
    },
    async undo() {
      const before = past.pop();
      if (before === undefined) return;
      future = [...future, entries];
      lastGesture = undefined;
      await follow(before, goal ?? sim.tick);
    },
    async redo() {
      const next = future.at(-1);
      if (next === undefined) return;
      future = future.slice(0, -1);
      past = [...past, entries];
      await follow(next, goal ?? sim.tick);
    },
    seek: (tick) => follow(entries, Math.max(0, Math.round(tick))),
    branch() {
      if (applied === entries.length) return;
      leave();
      past = [...past, entries];
      future = [];
      entries = entries.slice(0, applied);
      goal = null;
      if (reached > sim.tick) cut = sim.tick;
      reached = sim.tick;
      version++;
    },
    async take(index) {
      const taken = branches[index];
      if (taken === undefined) throw new UserError(`there is no branch ${index + 1}; there are ${branches.length}`);
      branches = branches.map((branch, i) => (i === index ? { entries, tick: Math.max(reached, sim.tick) } : branch));
      past = [...past, entries];
      future = [];
      await follow(taken.entries, taken.tick);
    },
    stop() {
      goal = null;
      version++;
    },
  };
}

/** Whether an edit undoes all that another of the same tick did. */
function isSameKnob(a: Edit, b: Edit): boolean {
  if (a.what === 'parameter' && b.what === 'parameter') return a.name === b.name;
  return a.what === b.what && a.what === 'dosing';
}
