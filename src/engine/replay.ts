/** One path for everything that is done to a simulation: edits between ticks, and conditional doses. */

import { readDosing } from '../model/dosing-edit.ts';
import { suggest, UserError } from '../model/error.ts';
import type { Schedule } from '../model/read-dosing.ts';
import type { DosingRule, Edit, Entry } from '../model/session.ts';
import type { Dose, Model } from '../model/types.ts';
import { askedOf, type BoundRule, bindRules } from './dosing-rules.ts';
import { dosedFields, isOn, replaceFuture, switchOff, switchOn } from './dosing-switch.ts';
import type { KeptMoment, Simulation } from './types.ts';

/** A rule stopped or gave again a field at a tick. */
export interface Switched {
  readonly tick: number;
  readonly field: number;
  readonly on: boolean;
}

/** What was done to a simulation so far, besides what its own arrays say; plain data. */
export interface Progress {
  /** Schedule as planned, without what rules have stopped. */
  readonly planned: readonly Dose[];
  /** Equations other than the model file's. */
  readonly equations: Readonly<Record<string, string | null>>;
  /** As they were stated, and bound. */
  readonly rules: readonly DosingRule[];
  readonly bound: readonly BoundRule[];
  readonly switched: readonly Switched[];
}

/** A moment of a replay, kept in memory. */
export interface KeptReplay {
  readonly moment: KeptMoment;
  readonly progress: Progress;
}

/** A moment of a replay as data, from which another simulation of the same scene can go on. */
export interface ReplayCheckpoint {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly progress: Progress;
}

/** A simulation and what is done to it. */
export interface Replay extends Progress {
  readonly sim: Simulation;
  /** Does one thing now. @throws UserError for what is wrong in it; nothing was changed then */
  apply(edit: Edit): Promise<void>;
  /** The model with some equations other than now; nothing is changed. @throws UserError for what is wrong in them */
  read(equations: Progress['equations']): Promise<Model>;
  /** One tick, then the rules. */
  step(): Promise<void>;
  keep(): Promise<KeptReplay>;
  goBack(kept: KeptReplay): Promise<void>;
  checkpoint(): Promise<ReplayCheckpoint>;
}

/**
 * @param readEquations the simulation's model with other equations
 * @param progress what was done by the checkpoint that the simulation goes on from
 */
export function createReplay(
  sim: Simulation,
  readEquations: (equations: Progress['equations']) => Promise<Model>,
  progress: Progress = { planned: sim.dosing, equations: {}, rules: [], bound: [], switched: [] },
): Replay {
  let now = progress;

  async function apply(edit: Edit): Promise<void> {
    switch (edit.what) {
      case 'parameter':
        return setParameter(sim, edit.name, edit.value);
      case 'brush':
        return sim.edit(edit.edit);
      case 'dosing':
        return setSchedule(readDosing(edit.doses, sim.scene.model, sim.parameters));
      case 'model': {
        const equations = { ...now.equations, ...edit.equations };
        await sim.replaceModel(await readEquations(equations));
        now = { ...now, equations };
        return;
      }
      case 'rules': {
        const { counts } = await sim.measure();
        const bound = bindRules(edit.rules, sim.scene.model, sim.startCounts, counts);
        for (const field of stoppedFields()) turn(field, true);
        now = { ...now, rules: edit.rules, bound };
        obeyRules(counts);
      }
    }
  }

  /** What was given stays; what rules have stopped stays stopped. */
  function setSchedule({ dosing: next, settings }: Schedule): void {
    sim.setSettings(settings);
    const planned = replaceFuture(sim.dosing, next, sim.time);
    now = { ...now, planned };
    sim.setDosing(stoppedFields().reduce((doses, field) => switchOff(doses, field, sim.time), planned));
  }

  function turn(field: number, on: boolean): void {
    const { tick, time } = sim;
    sim.setDosing(on ? switchOn(sim.dosing, now.planned, field, time) : switchOff(sim.dosing, field, time));
    now = { ...now, switched: [...now.switched, { tick, field, on }] };
  }

  /** Fields whose last switch by a rule was off. */
  function stoppedFields(): readonly number[] {
    const last = new Map(now.switched.map(({ field, on }) => [field, on]));
    return [...last].filter(([, on]) => !on).map(([field]) => field);
  }

  function obeyRules(counts: readonly number[]): void {
    const { time } = sim;
    for (const field of dosedFields(now.planned)) {
      const asked = askedOf(now.bound, field, counts);
      const on = isOn(sim.dosing, field, time);
      if (asked === null || (asked === 'give') === on) continue;
      if (asked === 'give' && !isOn(now.planned, field, time)) continue;
      turn(field, !on);
    }
  }

  return {
    sim,
    apply,
    read: (equations) => readEquations({ ...now.equations, ...equations }),
    get planned() {
      return now.planned;
    },
    get equations() {
      return now.equations;
    },
    get rules() {
      return now.rules;
    },
    get bound() {
      return now.bound;
    },
    get switched() {
      return now.switched;
    },
    async step() {
      await sim.step();
      if (now.bound.length > 0) obeyRules((await sim.measure()).counts);
    },
    async keep() {
      return { moment: await sim.keep(), progress: now };
    },
    async goBack(kept) {
      await sim.goBack(kept.moment);
      now = kept.progress;
    },
    async checkpoint() {
      return { bytes: await sim.checkpoint(), progress: now };
    },
  };
}

/** @param value in the parameter's own unit */
function setParameter(sim: Simulation, name: string, value: number): void {
  const { parameters } = sim.scene.model;
  const parameter = parameters.find((one) => one.name === name);
  if (parameter === undefined) {
    const known = parameters.map((one) => one.name);
    throw new UserError(`parameter ${name} is not known${suggest(name, known)}`);
  }
  sim.setParameter(name, value * parameter.unit.factor);
}

/** A log being done over again. */
export interface Player {
  /** Does what is due at the present tick; once before the first step, and `step` does it after each. */
  begin(): Promise<void>;
  step(): Promise<void>;
}

/** Does a log over again from where the simulation stands: what is due earlier counts as done. */
export function createPlayer(replay: Replay, entries: readonly Entry[]): Player {
  const { sim } = replay;
  let next = entries.findIndex(({ tick }) => tick >= sim.tick);
  if (next < 0) next = entries.length;
  const applyDue = async (): Promise<void> => {
    while (next < entries.length && entries[next].tick <= sim.tick) await replay.apply(entries[next++].edit);
  };
  return {
    begin: applyDue,
    async step() {
      await replay.step();
      await applyDue();
    },
  };
}
