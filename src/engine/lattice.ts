/** The lattice of a simulation: where its arrays live and are advanced. Made by `open-lattice.ts`. */
import type { LatticeShape, Scene } from '../model/types.ts';
import type { HeldSite, LatticeEdit } from './edit.ts';
import type { HindranceGroups } from './fields.ts';
import type { SnapshotMoment } from './snapshot.ts';
import type {
  BackendName,
  FieldProblem,
  InitialTissue,
  Inspection,
  LatticeState,
  SimulationOptions,
  Snapshot,
  SnapshotWindow,
  Statistics,
  TickCounts,
} from './types.ts';

/** What equations see besides the arrays: the same on every site. Base units. */
export interface Moment {
  readonly parameters: Float64Array;
  /** By field. */
  readonly blood: readonly number[];
  /** h */
  readonly time: number;
  readonly tick: number;
}

/** One tick. */
export interface TickPlan extends Moment {
  /** By field: its blood value jumped, so its terms do. */
  readonly jumped: readonly boolean[];
  /** How long the matrix equations run [h]; 0: not in this tick. */
  readonly matrixHours: number;
}

/** What a lattice says while it runs, possibly some ticks late. */
export interface LatticeListener {
  counts(row: TickCounts): void;
  /** A warning, said once per key. */
  warn(key: string, text: string): void;
}

/** What a lattice is made for. */
export interface LatticeSpec {
  readonly scene: Scene;
  readonly shape: LatticeShape;
  readonly groups: HindranceGroups;
  readonly problems: readonly FieldProblem[];
  readonly options: SimulationOptions;
  readonly listener: LatticeListener;
}

/** What a checkpoint keeps of a lattice besides its arrays. */
export interface LatticeProgress {
  /** How often each event has happened. */
  readonly events: readonly number[];
  /** What the GPU's solver has learnt, null on the CPU; any JSON. */
  readonly solver: unknown;
}

/** What a snapshot tells besides what the lattice knows. */
export type SnapshotFrame = Omit<SnapshotMoment, 'counts'> & Pick<Moment, 'parameters'>;

export interface Lattice {
  readonly backend: BackendName;
  /** Name of the GPU adapter, null on the CPU. */
  readonly adapter: string | null;
  /** Bytes allocated on the GPU, null on the CPU. */
  readonly deviceBytes: number | null;
  /** Places the first cells, each with a lineage, and their traits; matrix at its start values, each field at one value. */
  start(initial: InitialTissue, fields: readonly number[], now: Moment): Promise<void>;
  /** Goes on from the arrays that `write` fills in. */
  restore(write: (state: LatticeState) => void, progress: LatticeProgress, now: Moment): Promise<void>;
  /** Changes D0, decay, saturation or the boundary value of a field; the kind of boundary stays. */
  setProblem(field: number, problem: FieldProblem): void;
  /** Parameters have changed between ticks. */
  refresh(now: Moment): void;
  /**
   * Compiles the equations of another model of the same structure beside the running ones.
   * @returns takes them, between ticks. @throws UserError or RunError for what does not compile; the old ones run on
   */
  prepare(scene: Scene): Promise<() => void>;
  /** Changes the arrays between ticks. @param sites where, ascending, of this lattice @throws RunError when the device fails */
  edit(edit: LatticeEdit, sites: Uint32Array, now: Moment): Promise<void>;
  /** The sites that are held from now on, in place of those before. */
  hold(held: readonly HeldSite[]): void;
  /** DESIGN 5, parts 2 to 8. @throws RunError on what is not a number, as soon as it is known */
  step(plan: TickPlan): Promise<void>;
  measure(): Promise<Omit<Statistics, 'tick'>>;
  state(): Promise<LatticeState>;
  /** @throws UserError for an unknown layer or a window that is not on the lattice */
  snapshot(frame: SnapshotFrame, layer: string, window?: SnapshotWindow): Promise<Snapshot>;
  inspect(x: number, y: number, now: Moment): Promise<Inspection>;
  progress(): Promise<LatticeProgress>;
  destroy(): void;
}
