/** The lattice whose cells TypeScript advances; its fields too, or on a GPU (`hybrid`). */
import { RunError } from '../../model/error.ts';
import type { Model, Scene } from '../../model/types.ts';
import { type HeldSite, HOLD_RATE } from '../edit.ts';
import { hindranceGroups } from '../fields.ts';
import { inspectSite } from '../inspect.ts';
import type { Lattice, LatticeSpec, Moment } from '../lattice.ts';
import type { OpenedFields } from '../open-fields.ts';
import { placeInitial } from '../place-initial.ts';
import { takeSnapshot } from '../snapshot.ts';
import { allocateState, countStates, kindOfStates } from '../state.ts';
import type { LatticeState, LayerInfo, SnapshotWindow, SolveReport } from '../types.ts';
import { applyEdit } from './apply-edit.ts';
import { type Cells, createCells } from './cells.ts';
import { createComputed } from './computed.ts';
import { applyRule } from './rule.ts';

/** @param fields where the fields are solved; destroyed with the lattice */
export function createCpuLattice(spec: LatticeSpec, fields: OpenedFields): Lattice {
  const { scene, shape, listener } = spec;
  const { model } = scene;
  const { solver } = fields;
  const n = shape.width * shape.height;
  const wellMixed = shape.mixing === 'dish';
  const state = allocateState(model, n, solver.values);
  const compile = ({ model: of, seed }: Scene): Cells =>
    createCells({
      model: of,
      shape,
      seed,
      state,
      terms: solver.terms,
      hindrance: hindranceGroups(of.fields).expressions,
    });
  let cells = compile(scene);
  let current = model;
  let computed = createComputed({ model, shape, seed: scene.seed, state });
  const { rule: given } = spec.options;
  const bindRule = () => (given ? applyRule(given, { model, shape, seed: scene.seed, state, cells }) : null);
  let rule = bindRule();
  const factor = new Float32Array(n);
  let counts: readonly number[] = [];
  let held: readonly HeldSite[] = [];

  const update = ({ parameters, blood, time, tick }: Moment): void =>
    cells.program.uniforms.update(parameters, blood, time, tick, scene.tick);

  const exchanged = model.fields.map((_, f) => model.kinds.some((kind) => kind.exchange.some((e) => e.field === f)));

  const updateHindrance = (): void => {
    if (wellMixed) return;
    cells.program.hindrance.forEach((_, g) => {
      cells.hindrance(g, factor);
      solver.setHindrance(g + 1, factor);
    });
  };

  return {
    backend: fields.backend,
    adapter: fields.adapter,
    get deviceBytes() {
      return fields.deviceBytes();
    },

    async start(initial, values, now) {
      placeInitial(initial, state);
      update(now);
      cells.startMatrix();
      for (const [name, given] of Object.entries(initial.matrix)) {
        state.matrix[model.matrix.findIndex((v) => v.name === name)].set(given);
      }
      cells.deriveMatrix();
      updateHindrance();
      values.forEach((value, f) => {
        solver.load(f, new Float32Array(n).fill(value));
      });
      cells.startTraits();
      counts = countStates(model, state);
    },

    async restore(write, { events }, now) {
      write(state);
      state.fields.forEach((values, f) => {
        solver.load(f, values.slice());
      });
      cells.events.set(events);
      update(now);
      updateHindrance();
      counts = countStates(model, state);
    },

    setProblem: solver.setProblem,

    refresh(now) {
      update(now);
      cells.deriveMatrix();
      updateHindrance();
    },

    async prepare(next) {
      const compiled = compile(next);
      return () => {
        compiled.events.set(cells.events);
        cells = compiled;
        current = next.model;
        computed = createComputed({ model: current, shape, seed: scene.seed, state });
        rule = bindRule();
      };
    },

    async edit(edit, sites, now) {
      update(now);
      const touched = applyEdit(edit, sites, current, state, cells, now.tick);
      if (touched.field >= 0) solver.load(touched.field, state.fields[touched.field]!.slice());
      if (touched.matrix) updateHindrance();
      counts = countStates(model, state);
    },

    hold(next) {
      for (const { field, site } of held) {
        solver.terms[field]!.source[site] = 0;
        solver.terms[field]!.sink[site] = 0;
      }
      held = next;
    },

    async step(plan) {
      update(plan);
      if (wellMixed) fillUniform(solver, state, plan.blood);
      else {
        cells.exchange();
        inject(held, exchanged, solver.terms);
        noteReports(spec, plan, await solver.step(scene.tick, plan.jumped));
      }
      cells.fate();
      rule?.(plan);
      if (plan.matrixHours > 0) {
        cells.matrix(plan.matrixHours);
        updateHindrance();
      }
      cells.divide(plan.tick);
      cells.arrive(plan.tick, scene.tick);
      if (!wellMixed) cells.move(plan.tick, scene.tick);
      counts = countStates(model, state);
      listener.counts({ tick: plan.tick + 1, counts });
    },

    measure: async () => ({
      counts,
      events: [...cells.events],
      fields: state.fields.map(mean),
      traits: traitMeans(model, state),
    }),
    state: async () => state,
    async snapshot(frame, layer, window) {
      const compute = (of: LayerInfo, part: SnapshotWindow) => computed(of, part, frame, scene.tick);
      return takeSnapshot({ ...frame, state, counts, compute }, layer, window);
    },
    inspect: async (x, y, now) => inspectSite({ model: current, shape, state, dt: scene.tick, ...now }, x, y),
    progress: async () => ({ events: [...cells.events], solver: null }),
    destroy() {
      solver.destroy();
      fields.close();
    },
  };
}

/** Adds to the terms what holds sites; where no cell writes them each tick, it is all there is. */
function inject(
  held: readonly HeldSite[],
  exchanged: readonly boolean[],
  terms: OpenedFields['solver']['terms'],
): void {
  for (const { field, site, value } of held) {
    const { source, sink } = terms[field]!;
    const others = exchanged[field] ? 1 : 0;
    source[site] = others * source[site]! + HOLD_RATE * value;
    sink[site] = others * sink[site]! + HOLD_RATE;
  }
}

/** Fields of a well-mixed lattice are at their blood values. */
function fillUniform(solver: OpenedFields['solver'], state: LatticeState, blood: readonly number[]): void {
  blood.forEach((value, f) => {
    if (state.fields[f][0] !== Math.fround(value)) solver.load(f, state.fields[f].fill(value));
  });
}

/** One warning per field that missed its tolerance; NaN stops the run. */
function noteReports({ scene, listener }: LatticeSpec, now: Moment, reports: readonly SolveReport[]): void {
  reports.forEach(({ residual, converged, cycles }, f) => {
    const { name } = scene.model.fields[f];
    if (Number.isNaN(residual)) {
      throw new RunError(
        `tick ${now.tick}, t = ${now.time} h: ${name} is not a number; look at the equations of its exchange`,
      );
    }
    if (converged) return;
    listener.warn(
      `solver ${name}`,
      `${name} was not solved to tolerance at t = ${now.time} h: residual ${residual.toExponential(1)} after ${cycles} cycles`,
    );
  });
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** By kind, then trait: mean over its cells, NaN where there are none. */
function traitMeans(model: Model, state: LatticeState): number[][] {
  const kindOf = kindOfStates(model);
  const counts = new Array<number>(model.kinds.length).fill(0);
  const sums = model.kinds.map((kind) => kind.traits.map(() => 0));
  for (const { state: ids, traits } of [state.tissue, state.immune]) {
    for (let i = 0; i < ids.length; i++) {
      const k = kindOf[ids[i]];
      if (k < 0) continue;
      counts[k]++;
      for (let s = 0; s < sums[k].length; s++) sums[k][s] += traits[s * ids.length + i];
    }
  }
  return sums.map((own, k) => own.map((sum) => sum / counts[k]));
}
