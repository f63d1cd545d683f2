import { RunError } from '../../model/error.ts';
import type { Expr, LatticeShape, LayerName, Model } from '../../model/types.ts';
import { modelEvents } from '../events.ts';
import { draw, PURPOSE, words } from '../random.ts';
import { speedLimit } from '../speed.ts';
import { countStates, LAYERS } from '../state.ts';
import type { FieldTerms, LatticeState } from '../types.ts';
import { divide } from './divide.ts';
import { move } from './move.ts';
import { type CellProgram, compileCells, type Scratch, type SiteFunction, type SiteNumber } from './program.ts';

/** The cells of a simulation on the CPU: one method per part of the tick. */
export interface Cells {
  readonly program: CellProgram;
  /** u8[n] per layer: 1 where a cell asks to divide, from `fate` until `divide`. */
  readonly requests: Scratch['request'];
  /** How often each event of the model has happened since the start; a checkpoint sets them. */
  readonly events: Float64Array;
  /** Fills the terms of every field from occupants. */
  exchange(): void;
  /** Traits and events of every cell. @throws RunError when a hazard is not a number. */
  fate(): void;
  /** Runs the matrix equations over `dt` hours, then the derived variables. */
  matrix(dt: number): void;
  startMatrix(): void;
  deriveMatrix(): void;
  /** Writes hindrance group g. */
  hindrance(group: number, out: Float32Array): void;
  divide(tick: number): void;
  arrive(tick: number, dt: number): void;
  move(tick: number, dt: number): void;
  /** Puts a cell into another state (0: off its site), with what a cell of that kind starts with if it is another kind. */
  become(layer: LayerName, i: number, id: number, tick: number): void;
  /** Sets the traits of every cell, at the start. */
  startTraits(): void;
}

export interface CellsOptions {
  readonly model: Model;
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly state: LatticeState;
  readonly terms: readonly FieldTerms[];
  readonly hindrance: readonly Expr[];
}

/** Compiles the model's equations and binds them to the arrays of one lattice. */
export function createCells(options: CellsOptions): Cells {
  const { model, shape, seed, state, terms } = options;
  const n = shape.width * shape.height;
  const events = modelEvents(model);
  const scratch: Scratch = {
    next: { tissue: new Uint32Array(n), immune: new Uint32Array(n) },
    request: { tissue: new Uint8Array(n), immune: new Uint8Array(n) },
    mixedNear: new Float64Array(64),
    events: new Float64Array(events.list.length),
    fault: { site: -1, state: 0 },
  };
  const program = compileCells({ ...options, scratch });
  const exchanged = model.fields.map((_, f) => model.kinds.some((kind) => kind.exchange.some((e) => e.field === f)));
  const kindOf = [null, ...model.states.map((s) => model.kinds.find((k) => k.name === s.kind)!)];
  const divisions = kindOf.map((kind) => (kind?.division ? events.index(kind.division) : -1));
  const placing = {
    shape,
    seed,
    program,
    layers: state,
    requests: scratch.request,
    kindOf,
    events: scratch.events,
    divisions,
  };
  const updates = model.matrix.map(({ rate }) => (rate === null ? null : new Float32Array(n)));

  /** Neighbours to expect of each occupancy test in a well-mixed lattice. */
  const countMixed = (): void => {
    if (shape.mixing !== 'dish') return;
    const counts = countStates(model, state);
    program.tests.forEach(({ states }, k) => {
      const count = states.reduce((sum, id) => sum + counts[id - 1], 0);
      scratch.mixedNear[k] = (8 * count) / n;
    });
  };

  return {
    program,
    requests: scratch.request,
    events: scratch.events,

    exchange() {
      terms.forEach((term, f) => {
        if (!exchanged[f]) return;
        term.source.fill(0);
        term.sink.fill(0);
        term.uptake.fill(0);
      });
      for (const layer of LAYERS) eachCell(shape, state[layer].state, program.exchange);
    },

    fate() {
      countMixed();
      for (const layer of LAYERS) {
        const now = state[layer].state;
        const next = scratch.next[layer];
        next.set(now);
        eachCell(shape, now, program.fate);
        if (scratch.fault.site >= 0) throw faultError(model, shape, scratch.fault);
        for (let i = 0; i < n; i++) {
          const from = now[i];
          const to = next[i];
          if (from === to) continue;
          now[i] = to;
          if (kindOf[from] !== kindOf[to]) becomeKind(layer, i, to);
        }
      }
    },

    matrix(dt) {
      updates.forEach((update, k) => {
        if (update !== null) fillSites(shape, update, program.matrixRate[k]!);
      });
      updates.forEach((update, k) => {
        if (update === null) return;
        const { min, max } = model.matrix[k];
        const values = state.matrix[k];
        for (let i = 0; i < n; i++) values[i] = Math.min(max, Math.max(min, values[i] + dt * update[i]));
      });
      this.deriveMatrix();
    },

    startMatrix() {
      program.matrixStart.forEach((start, k) => {
        if (start !== null) fillSites(shape, state.matrix[k], start);
      });
    },

    deriveMatrix() {
      program.matrixValue.forEach((value, k) => {
        if (value !== null) fillSites(shape, state.matrix[k], value);
      });
    },

    hindrance(group, out) {
      fillSites(shape, out, program.hindrance[group]);
    },

    divide(tick) {
      for (const layer of LAYERS) divide(placing, layer, tick);
    },

    arrive(tick, dt) {
      const counts = countStates(model, state);
      program.arrivals.forEach((arrival, k) => {
        if (counts.every((count, s) => count === 0 || arrival.at[s + 1] === 0)) return; // nowhere to arrive at
        const layer = model.states[arrival.state - 1].layer;
        const own = state[layer].state;
        const other = state[layer === 'tissue' ? 'immune' : 'tissue'].state;
        for (let i = 0; i < n; i++) {
          if (arrival.at[other[i]] === 0 || own[i] !== 0) continue;
          const x = i % shape.width;
          const y = (i / shape.width) | 0;
          draw(i, tick, PURPOSE.arrival + k, seed);
          if (words[0] * 2 ** -32 >= 1 - Math.exp(-arrival.rate(i, x, y) * dt)) continue;
          own[i] = arrival.state;
          scratch.events[arrival.event]++;
          state[layer].since[i] = tick;
          becomeKind(layer, i, arrival.state);
        }
      });
    },

    move(tick, dt) {
      for (const layer of LAYERS) move(placing, layer, speedLimit(model, layer, program.uniforms), tick, dt);
    },

    become(layer, i, id, tick) {
      const { state: ids, since } = state[layer];
      const from = ids[i];
      ids[i] = id;
      scratch.next[layer][i] = id;
      since[i] = tick;
      if (kindOf[from] !== kindOf[id]) becomeKind(layer, i, id);
    },

    startTraits() {
      for (const layer of LAYERS) eachCell(shape, state[layer].state, program.start);
    },
  };

  /** Gives site i what a new cell of that kind carries; an emptied site carries nothing. */
  function becomeKind(layer: LayerName, i: number, id: number): void {
    const { traits, barcode, divisions } = state[layer];
    for (let s = i; s < traits.length; s += n) traits[s] = 0;
    if (id === 0) {
      barcode[i] = 0;
      divisions[i] = 0;
      state[layer].since[i] = 0;
      return;
    }
    program.start[id]?.(i, i % shape.width, (i / shape.width) | 0);
  }
}

/** Calls each cell's function, in row order. */
function eachCell(shape: LatticeShape, state: Uint32Array, functions: readonly (SiteFunction | null)[]): void {
  const { width, height } = shape;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const id = state[i];
      if (id === 0) continue;
      const act = functions[id];
      if (act) act(i, x, y);
    }
  }
}

function fillSites(shape: LatticeShape, out: Float32Array, value: SiteNumber): void {
  const { width, height } = shape;
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) out[i] = value(i, x, y);
}

function faultError(model: Model, shape: LatticeShape, fault: { site: number; state: number }): RunError {
  const x = fault.site % shape.width;
  const y = Math.floor(fault.site / shape.width);
  const label = model.states[fault.state - 1].label;
  return new RunError(
    `the hazards of ${label} at site (${x}, ${y}) are not a number; look for a division by zero or a root of a negative value in its equations`,
  );
}
