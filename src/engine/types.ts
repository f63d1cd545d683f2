/** State of a simulation, and the contract between the tick and a field solver. Base units: um, h, nM, mmHg. */
import type { Boundary } from '../model/types.ts';

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
  readonly boundary: Boundary;
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

export type BackendName = 'cpu' | 'webgpu';
