/** State of a simulation, and the contract between the tick and a field solver. Base units: um, h, nM, mmHg. */
import type { Host } from '../host/types.ts';
import type { Boundary, Dose, LatticeShape, LayerName, Model, Scene, Setting } from '../model/types.ts';
import type { HeldSite, LatticeEdit } from './edit.ts';

/**
 * One layer of cells, structure of arrays, row-major (`index = y·width + x`), n = width·height.
 * The same arrays in the same order on both backends.
 */
export interface CellLayer {
  /** u32[n], 0 empty, else a global state id. */
  readonly state: Uint32Array;
  /** u32[n], lineage; 0 for the empty site and for cells that carry none. */
  readonly barcode: Uint32Array;
  /** u32[n], divisions since the start. */
  readonly divisions: Uint32Array;
  /** u32[n], tick at which the cell entered its state. */
  readonly since: Uint32Array;
  /** f32[slots·n], trait slot s of site i at `s·n + i`. */
  readonly traits: Float32Array;
}

/** Everything that a checkpoint holds besides the scene. */
export interface LatticeState {
  readonly tissue: CellLayer;
  readonly immune: CellLayer;
  /** One f32[n] per matrix variable, derived ones included. */
  readonly matrix: readonly Float32Array[];
  /** One f32[n] per field. */
  readonly fields: readonly Float32Array[];
}

/** One field as its solver sees it. */
export interface FieldProblem {
  readonly name: string;
  /** D0 [um²/h]. */
  readonly diffusion: number;
  /** Which hindrance array multiplies D0. */
  readonly group: number;
  /** Linear decay everywhere [1/h]. */
  readonly decay: number;
  /** True: ignore the time derivative. */
  readonly steady: boolean;
  /** Km of the saturating uptake, base units (1 when unused). */
  readonly saturation: number;
  /** `blood` boundaries arrive here as `held` at the value of the moment. */
  readonly boundary: Exclude<Boundary, { kind: 'blood' }>;
}

/** Per-site terms of one field for one tick: `s − k·c − v·c/(Km + c)`, each f32[n]. */
export interface FieldTerms {
  /** s, field unit per h. */
  readonly source: Float32Array;
  /** k, 1/h. */
  readonly sink: Float32Array;
  /** v, field unit per h. */
  readonly uptake: Float32Array;
}

/** What one solve achieved; `residual` is max over stages of ‖f − A c‖₂ / ‖f‖₂. */
export interface SolveReport {
  readonly cycles: number;
  readonly substeps: number;
  readonly residual: number;
  readonly converged: boolean;
}

export interface SolverShape {
  readonly width: number;
  readonly height: number;
  /** um */
  readonly spacing: number;
  /** Number of hindrance arrays. */
  readonly groups: number;
  readonly fields: readonly FieldProblem[];
  /** Relative residual to reach, default 1e-4, and the cycles to spend on it, default 12. */
  readonly tolerance: number;
  readonly maxCycles: number;
}

/**
 * Advances all fields by one tick of `∂c/∂t = ∇·(D ∇c) − (λ + k + v/(Km + c)) c + s`.
 * CPU and GPU implement the same algorithm: `engine/cpu/multigrid.ts`, `engine/gpu/multigrid.ts`.
 */
export interface FieldSolver {
  /** Current concentrations, f32[n] each; written by `step` and `load`, read-only to others. */
  readonly values: readonly Float32Array[];
  /** The terms to fill before `step`, owned by the solver, one per field. */
  readonly terms: readonly FieldTerms[];
  /** Replaces a hindrance array (factor on D0, > 0), f32[n]. All start at 1. */
  setHindrance(group: number, factor: Float32Array): void;
  /** Replaces the current concentrations of one field. */
  load(field: number, values: Float32Array): void;
  /** Changes D0, decay, saturation or the boundary value of a field (sliders); the kind of boundary stays. */
  setProblem(field: number, problem: FieldProblem): void;
  /** @param jumped per field: its terms jumped since the last tick, so sub-step (transient fields only). */
  step(dt: number, jumped: readonly boolean[]): Promise<readonly SolveReport[]>;
  destroy(): void;
}

/** cpu: all TypeScript. hybrid: fields on the GPU, cells in TypeScript. webgpu: the whole tick on the GPU. */
export type BackendName = 'cpu' | 'hybrid' | 'webgpu';

/** How many cells an imported table gave, and how far they had to move to find a free site. */
export interface TissueReport {
  readonly placed: number;
  /** Placed, but not on the site their coordinates fall on. */
  readonly moved: number;
  /** Found no free site. */
  readonly lost: number;
  /** Cells left out on purpose (labels mapped to `ignore`). */
  readonly ignored: number;
  /** Median shift of the moved ones [um]. */
  readonly median_shift_um: number;
}

/** What a generator or importer (`src/tissue`) hands to the simulation. */
export interface InitialTissue {
  readonly shape: LatticeShape;
  /** u32[n] state ids on the tissue and the immune layer. */
  readonly tissue: Uint32Array;
  readonly immune: Uint32Array;
  /** u32[n] lineages of the tissue layer from 1; null: every cell founds its own. */
  readonly barcodes?: Uint32Array | null;
  /** Initial values by matrix variable name, f32[n] base units; the model's `start` elsewhere. */
  readonly matrix: Readonly<Record<string, Float32Array>>;
  /** Null for generators. */
  readonly report: TissueReport | null;
  /** What the user should know (a spacing chosen, a label left out). */
  readonly warnings: readonly string[];
}

/** A layer that can be drawn. */
export interface LayerInfo {
  /** Unique: `states`, `barcode`, the name of a field or matrix variable, `kind.trait`, `kind.signal`, or `kind: event`. */
  readonly name: string;
  /** `signal` and `event`, whose value is the event's rate per hour, are computed when they are asked for. */
  readonly kind: 'states' | 'barcode' | 'field' | 'matrix' | 'trait' | 'signal' | 'event';
  /** As shown, e.g. `mmHg`; empty for categories. */
  readonly unit: string;
  readonly about: string;
}

/**
 * The part of the lattice that a snapshot shows, sampled: its sample (a, b) is site
 * `(floor(x + (a + 0.5)·step), floor(y + (b + 0.5)·step))`, all of which lie on the lattice.
 */
export interface SnapshotWindow {
  /** Left and top edge [sites]. */
  readonly x: number;
  readonly y: number;
  /** Sites from one sample to the next, at least 1. */
  readonly step: number;
  /** Samples. */
  readonly width: number;
  readonly height: number;
}

/** Everything needed to draw one moment; plain arrays that can be transferred between threads. n = window.width·window.height. */
export interface Snapshot {
  /** Sites of the lattice. */
  readonly width: number;
  readonly height: number;
  /** What of it the arrays below hold. */
  readonly window: SnapshotWindow;
  /** um */
  readonly spacing: number;
  readonly tick: number;
  /** h */
  readonly time: number;
  /** u8[n] state ids, 0 empty. */
  readonly tissue: Uint8Array;
  readonly immune: Uint8Array;
  readonly layer: LayerInfo;
  /** f32[n] in `layer.unit`; NaN where there is nothing to show (a trait on an empty site); null for `states`. */
  readonly values: Float32Array | null;
  /** Cells per state, by id − 1. */
  readonly counts: readonly number[];
  /** Blood value now of each field, in the field's own unit. */
  readonly blood: readonly number[];
}

/** One named number with its unit, for the inspector and tables. */
export interface Reading {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A number, and the equation that it comes from with its path in the model's file; empty where there is none. */
export interface Explained {
  readonly equation: string;
  readonly path: string;
}

/** A cell under the pointer. `hazards` are per hour. */
export interface InspectedCell {
  readonly kind: string;
  readonly state: string;
  readonly barcode: number;
  readonly divisions: number;
  /** h */
  readonly timeInState: number;
  readonly traits: readonly Reading[];
  readonly signals: readonly (Reading & Explained)[];
  readonly hazards: readonly ({ readonly event: string; readonly rate: number; readonly source: string } & Explained)[];
}

/** All that is known of one site. */
export interface Inspection {
  readonly x_um: number;
  readonly y_um: number;
  readonly fields: readonly Reading[];
  readonly matrix: readonly Reading[];
  readonly tissue: InspectedCell | null;
  readonly immune: InspectedCell | null;
}

/** Something that may happen to a cell of a kind: `a -> b`, `death: cause`, `division`, `arrival: state`. */
export interface EventInfo {
  readonly kind: string;
  readonly event: string;
}

/** One moment without its single cells: a few kilobytes, whatever the lattice. */
export interface Statistics {
  readonly tick: number;
  /** Cells per state, by id − 1. */
  readonly counts: readonly number[];
  /** How often each of `Simulation.events` has happened since the start. */
  readonly events: readonly number[];
  /** Mean of each field over the lattice, base units. */
  readonly fields: readonly number[];
  /** By kind, then trait: mean over the kind's cells, base units; NaN where there are none. */
  readonly traits: readonly (readonly number[])[];
}

/** Cells per state (id − 1) after a tick. */
export interface TickCounts {
  readonly tick: number;
  readonly counts: readonly number[];
}

/** A cell as a rule written in TypeScript sees it, during the call only. Numbers in base units. */
export interface RuleCell {
  readonly layer: LayerName;
  /** Sites. */
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly state: string;
  readonly barcode: number;
  readonly divisions: number;
  readonly ticksInState: number;
  /** These throw UserError for a name that the model does not have. */
  trait(name: string): number;
  setTrait(name: string, value: number): void;
  field(name: string): number;
  matrix(name: string): number;
  /** Enters a state of its kind (`state`) or layer (`kind.state`); as another kind it starts with that kind's traits. */
  become(state: string): void;
  /** Leaves its site empty. */
  vanish(): void;
  /** Asks for a daughter in this tick. */
  divide(): void;
  /** In [0, 1): the next of this cell's numbers, the same whenever the run is repeated. */
  random(): number;
}

/** Called for every cell of every tick after the model's own fate, before matrix, division and movement. */
export type CellRule = (cell: RuleCell, now: { readonly time: number; readonly tick: number }) => void;

/** A moment of a simulation, kept in memory. */
export interface KeptMoment {
  readonly tick: number;
  /** What its arrays take. */
  readonly bytes: number;
}

/** A running simulation. Made by `createSimulation`; advanced only by `step`. */
export interface Simulation {
  readonly scene: Scene;
  readonly shape: LatticeShape;
  readonly backend: BackendName;
  /** Name of the GPU adapter, null on the CPU. */
  readonly adapter: string | null;
  /** Bytes allocated on the GPU, null on the CPU. */
  readonly deviceBytes: number | null;
  readonly report: TissueReport | null;
  /** Ticks done. */
  readonly tick: number;
  /** Simulated hours. */
  readonly time: number;
  /** Distinct warnings so far, oldest first; what a GPU has to say comes some ticks late, at the latest with `measure`. */
  readonly warnings: readonly string[];
  /** Cells per state (id − 1) at time 0. */
  readonly startCounts: readonly number[];
  readonly layers: readonly LayerInfo[];
  readonly events: readonly EventInfo[];
  /**
   * One tick, in the order of DESIGN 5. On a GPU it may settle before the device is done: ticks follow each other without a look.
   * @throws RunError on NaN, with tick, time and name
   */
  step(): Promise<void>;
  /** What is known of this moment without its single cells. @throws RunError as `step` */
  measure(): Promise<Statistics>;
  /** Every array of this moment: the simulation's own (cpu, hybrid) or copied from the GPU; not to be written to. */
  state(): Promise<LatticeState>;
  /** Blood value of a field, base units, at time t [h]; may lie in the future. */
  blood(field: number, t: number): number;
  /** Values of the model's parameters now, base units, with what `settings` hold. */
  readonly parameters: ArrayLike<number>;
  /**
   * Parameter by name, base units; while `settings` hold it, what it goes back to.
   * @throws UserError when unknown or out of range.
   */
  setParameter(name: string, value: number): void;
  /**
   * Takes other equations from the next tick on: compiled while the old ones run. Parameters set by hand keep their values.
   * @throws UserError when the model needs other arrays (fields, states, traits, events); RunError when it does not compile. The run
   *   goes on as it was then.
   */
  replaceModel(model: Model): Promise<void>;
  /** A copy of this moment with its model, parameters and schedule, for `goBack`. */
  keep(): Promise<KeptMoment>;
  /** Makes a kept moment of this simulation the present one. */
  goBack(kept: KeptMoment): Promise<void>;
  /** Replaces the dosing schedule from now on. */
  setDosing(doses: readonly Dose[]): void;
  readonly dosing: readonly Dose[];
  /**
   * Changes the lattice by hand at this moment, between ticks; the same edit at the same tick of the same run does the same.
   * @throws UserError for what the model does not have or cannot be; nothing is changed then
   */
  edit(edit: LatticeEdit): Promise<void>;
  /** The sites that are held near a concentration since an edit. */
  readonly held: readonly HeldSite[];
  /** Replaces the schedule of parameters from the next tick on. */
  setSettings(settings: readonly Setting[]): void;
  readonly settings: readonly Setting[];
  /** @param window default: every site. @throws UserError for an unknown layer or a window that is not on the lattice. */
  snapshot(layer: string, window?: SnapshotWindow): Promise<Snapshot>;
  inspect(x: number, y: number): Promise<Inspection>;
  /** SHA-256 (hex) over tick and every array of `state`. */
  hash(): Promise<string>;
  /** All of `state`, tick, parameters, dosing; self-describing, see `checkpoint.ts`. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer>>;
  destroy(): void;
}

export interface SimulationOptions {
  readonly backend: BackendName | 'auto';
  readonly host: Host;
  /** Hears the counts of every tick, in order; on a GPU some ticks late, at the latest with `measure` or `snapshot`. */
  readonly onCounts?: (counts: TickCounts) => void;
  /** A rule of one's own besides the model's; backends cpu and hybrid only. `auto` takes one of them then. */
  readonly rule?: CellRule;
  /** Continue from these bytes instead of the initial tissue. @throws UserError when truncated or of another model. */
  readonly checkpoint?: Uint8Array;
}
