/** A lattice that outlives its device: what happened since the last copy on the host happens again on the next device. */
import { RunError } from '../model/error.ts';
import type { Scene } from '../model/types.ts';
import type { HeldSite, LatticeEdit } from './edit.ts';
import { hindranceGroups } from './fields.ts';
import { DeviceLostError } from './gpu/context.ts';
import type { Lattice, LatticeProgress, LatticeSpec, Moment, TickPlan } from './lattice.ts';
import { fillState } from './state.ts';
import type { FieldProblem, InitialTissue, LatticeState } from './types.ts';

/** Wall-clock seconds, and ticks, between copies: what a loss can cost to do again, and what is remembered for that. */
const COPY_SECONDS = 60;
const COPY_TICKS = 1000;
/** Losses without a tick in between before it is given up. */
const PATIENCE = 3;

/** From where a lattice can go on. */
type Origin =
  | {
      readonly from: 'start';
      readonly initial: InitialTissue;
      readonly fields: readonly number[];
      readonly now: Moment;
    }
  | {
      readonly from: 'copy';
      readonly write: (state: LatticeState) => void;
      readonly progress: LatticeProgress;
      readonly now: Moment;
    };

type Deed =
  | { readonly what: 'step'; readonly plan: TickPlan }
  | { readonly what: 'refresh'; readonly now: Moment }
  | { readonly what: 'edit'; readonly edit: LatticeEdit; readonly sites: Uint32Array; readonly now: Moment }
  | { readonly what: 'hold'; readonly held: readonly HeldSite[] }
  | { readonly what: 'model'; readonly scene: Scene }
  | { readonly what: 'problem'; readonly field: number; readonly problem: FieldProblem };

/**
 * Opens a lattice with `open`, and again each time its device is lost. The run goes on as if nothing had happened, with a warning;
 * on the same kind of device it ends in the same bytes.
 */
export async function openRecovering(
  open: (spec: LatticeSpec) => Promise<Lattice>,
  spec: LatticeSpec,
): Promise<Lattice> {
  const problems: FieldProblem[] = [...spec.problems];
  let told = -1;
  const once: LatticeSpec = {
    ...spec,
    listener: {
      ...spec.listener,
      counts(row) {
        if (row.tick <= told) return;
        told = row.tick;
        spec.listener.counts(row);
      },
    },
  };
  let lattice = await open(once);
  let origin: Origin | null = null;
  let firstProblems: readonly FieldProblem[] = spec.problems;
  let scene = spec.scene;
  let firstScene = spec.scene;
  let deeds: Deed[] = [];
  let held: readonly HeldSite[] = [];
  let copied = performance.now();
  let steps = 0;
  let losses = 0;
  /** The lattice has to do all deeds again before it can go on. */
  let stale: DeviceLostError | null = null;
  let recovering: Promise<void> | null = null;

  /** Parameters are one array that changes, seldom: equal ones are kept once. */
  let kept = new Float64Array();
  function copyOf({ parameters, blood, time, tick }: Moment): Moment {
    if (kept.length !== parameters.length || kept.some((value, i) => value !== parameters[i]))
      kept = parameters.slice();
    return { parameters: kept, blood, time, tick };
  }

  /** A lattice on the CPU cannot be lost. */
  function remember(deed: Deed): void {
    if (lattice.backend !== 'cpu') deeds.push(deed);
  }

  async function begin(from: Origin): Promise<void> {
    if (from.from === 'start') await lattice.start(from.initial, from.fields, from.now);
    else await lattice.restore(from.write, from.progress, from.now);
  }

  async function perform(deed: Deed): Promise<void> {
    if (deed.what === 'step') await lattice.step(deed.plan);
    else if (deed.what === 'refresh') lattice.refresh(deed.now);
    else if (deed.what === 'edit') await lattice.edit(deed.edit, deed.sites, deed.now);
    else if (deed.what === 'hold') lattice.hold(deed.held);
    else if (deed.what === 'model') (await lattice.prepare(deed.scene))();
    else lattice.setProblem(deed.field, deed.problem);
  }

  /** Another device, and all that happened since the origin once more; again when that is lost meanwhile. */
  async function recover(loss: DeviceLostError): Promise<void> {
    try {
      for (let reason = loss; ; ) {
        if (origin === null || ++losses > PATIENCE) throw reason;
        try {
          return await reopen(origin, reason);
        } catch (error) {
          if (!(error instanceof DeviceLostError)) throw error;
          reason = error;
        }
      }
    } finally {
      recovering = null;
    }
  }

  async function reopen(from: Origin, loss: DeviceLostError): Promise<void> {
    stale = null;
    const { adapter } = lattice;
    lattice.destroy();
    lattice = await open({ ...once, ...specOf(firstScene), problems: firstProblems }).catch((error: unknown) => {
      throw new RunError(`${loss.message}; it could not be opened again: ${(error as Error).message}`);
    });
    await begin(from);
    for (const deed of deeds) await perform(deed);
    const again = deeds.filter(({ what }) => what === 'step').length;
    spec.listener.warn(
      `loss ${from.now.tick + again}`,
      `${adapter} was lost and opened again: ${again} ticks were done a second time, on ${lattice.adapter ?? 'the CPU'}`,
    );
  }

  /** Who asks while the lattice is being opened again waits for that; several who find the same loss open it once. */
  async function guarded<T>(act: () => Promise<T>): Promise<T> {
    while (true) {
      if (stale !== null) recovering ??= recover(stale);
      await recovering;
      const on = lattice;
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        if (on === lattice) recovering ??= recover(error);
      }
    }
  }

  /** Copies the arrays to the host when it is time; from then on that is where a lost device is taken up again. */
  async function copyNowAndThen(next: Moment): Promise<void> {
    if (lattice.backend === 'cpu') return;
    if (performance.now() - copied < COPY_SECONDS * 1000 && steps < COPY_TICKS) return;
    const now = copyOf(next);
    const state = structuredClone(await lattice.state());
    origin = { from: 'copy', write: (to) => fillState(to, state), progress: await lattice.progress(), now };
    firstProblems = [...problems];
    firstScene = scene;
    deeds = held.length > 0 ? [{ what: 'hold', held }] : [];
    copied = performance.now();
    steps = 0;
  }

  return {
    get backend() {
      return lattice.backend;
    },
    get adapter() {
      return lattice.adapter;
    },
    get deviceBytes() {
      return lattice.deviceBytes;
    },
    async start(initial, fields, now) {
      origin = { from: 'start', initial, fields, now: copyOf(now) };
      await guarded(() => begin(origin!));
    },
    async restore(write, progress, now) {
      origin = { from: 'copy', write, progress, now: copyOf(now) };
      firstProblems = [...problems];
      firstScene = scene;
      deeds = [];
      told = now.tick;
      await guarded(() => begin(origin!));
    },
    setProblem(field, problem) {
      problems[field] = problem;
      remember({ what: 'problem', field, problem });
      if (stale === null) lattice.setProblem(field, problem);
    },
    refresh(now) {
      remember({ what: 'refresh', now: copyOf(now) });
      if (stale === null) lattice.refresh(now);
    },
    async edit(edit, sites, now) {
      const then = copyOf(now);
      await guarded(() => lattice.edit(edit, sites, then));
      remember({ what: 'edit', edit, sites, now: then });
    },
    hold(next) {
      held = next;
      remember({ what: 'hold', held: next });
      if (stale === null) lattice.hold(next);
    },
    async prepare(next) {
      const take = await guarded(() => lattice.prepare(next));
      const on = lattice;
      return () => {
        remember({ what: 'model', scene: next });
        scene = next;
        if (on === lattice) take();
        else stale = new DeviceLostError(`${lattice.adapter} has the model of before`);
      };
    },
    async step(plan) {
      await guarded(async () => {
        await copyNowAndThen(plan);
        await lattice.step(plan);
      });
      remember({ what: 'step', plan: { ...plan, ...copyOf(plan) } });
      steps++;
      losses = 0;
    },
    measure: () => guarded(() => lattice.measure()),
    state: () => guarded(() => lattice.state()),
    snapshot: (...asked) => guarded(() => lattice.snapshot(...asked)),
    inspect: (...asked) => guarded(() => lattice.inspect(...asked)),
    progress: () => guarded(() => lattice.progress()),
    destroy: () => lattice.destroy(),
  };
}

function specOf(scene: Scene): Pick<LatticeSpec, 'scene' | 'groups'> {
  return { scene, groups: hindranceGroups(scene.model.fields) };
}
