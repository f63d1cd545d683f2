/**
 * The checked model and scene: what the reader makes of YAML, and all that the rest of the program knows of biology.
 * Every number here is in base units (um, h, nM, mmHg); `unit` fields say how to show it.
 */

/** Exponents of length, time, concentration, pressure. */
export type Dimension = readonly [number, number, number, number];

/** A unit as written: one of it is `factor` base units. */
export interface Unit {
  readonly text: string;
  readonly factor: number;
  readonly dimension: Dimension;
}

/** What a name in an expression stands for, resolved once when the model is read. */
export type Ref =
  | { readonly of: 'parameter'; readonly index: number }
  | { readonly of: 'field' | 'gradient' | 'blood'; readonly index: number }
  | { readonly of: 'matrix'; readonly index: number }
  | { readonly of: 'trait' | 'signal'; readonly index: number }
  /** Occupancy; `layer` is the layer the states live on, `states` global state ids. */
  | { readonly of: 'near' | 'here'; readonly layer: LayerName; readonly states: readonly number[] }
  | { readonly of: 'time' | 'timeInState' | 'divisions' };

export type BinaryOp = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=';
export type FunctionName = 'hill' | 'min' | 'max' | 'clamp' | 'exp' | 'log' | 'sqrt' | 'abs';

/** An expression tree; the only form in which equations travel. Values in base units. */
export type Expr =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'ref'; readonly name: string; readonly ref: Ref }
  | { readonly op: 'negate'; readonly arg: Expr }
  | { readonly op: 'binary'; readonly operator: BinaryOp; readonly left: Expr; readonly right: Expr }
  | { readonly op: 'choose'; readonly test: Expr; readonly then: Expr; readonly else: Expr }
  | { readonly op: 'call'; readonly name: FunctionName; readonly args: readonly Expr[] };

/** One expression per state of a kind, in the order of `Kind.states`; null where the state has none (rate 0). */
export type PerState = readonly (Expr | null)[];

/** Where a statement comes from; carried to the inspector and the report. */
export interface Origin {
  readonly about: string;
  readonly source: string;
}

export type LayerName = 'tissue' | 'immune';

export interface Parameter extends Origin {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** Allowed range in base units, null when not stated. */
  readonly range: readonly [number, number] | null;
}

export interface Field extends Origin {
  readonly name: string;
  readonly unit: Unit;
  /** Free diffusivity [um²/h]: a constant or a parameter. */
  readonly diffusion: Expr;
  /** Factor on diffusivity from matrix variables; null is 1 everywhere. */
  readonly hindrance: Expr | null;
  /** Linear decay [1/h]. */
  readonly decay: Expr;
  readonly steady: boolean;
  /** Half-saturation Km of `uptake`, base units; null when no kind may use uptake. */
  readonly saturation: Expr | null;
  /** Blood or medium value when nothing is dosed. */
  readonly blood: Expr;
  /** Elimination half-life in blood [h]; null: the field is not dosed by bolus. */
  readonly halfLife: Expr | null;
  /** Part of every bolus (0 … 1) that leaves the blood sooner, with `earlyHalfLife`; null: none does. */
  readonly earlyPart: Expr | null;
  /** h; null together with `earlyPart`. */
  readonly earlyHalfLife: Expr | null;
}

export interface MatrixVariable extends Origin {
  readonly name: string;
  readonly unit: Unit;
  /** Initial value (dynamic variables only). */
  readonly start: Expr | null;
  /** d/dt; null for a derived variable. */
  readonly rate: Expr | null;
  /** Value of a derived variable; null for a dynamic one. */
  readonly value: Expr | null;
  readonly min: number;
  readonly max: number;
}

export interface State {
  /** Global id, 1-based: 0 is the empty site. */
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  /** `kind.state` */
  readonly label: string;
  readonly layer: LayerName;
  readonly colour: string | null;
  readonly about: string;
}

export interface Signal {
  readonly name: string;
  readonly value: PerState;
}

/** How a trait changes each tick: exactly one law. `fixed` keeps its start value. */
export type TraitLaw =
  | { readonly law: 'rate'; readonly rate: PerState }
  | { readonly law: 'relax'; readonly to: PerState; readonly tau: PerState }
  | { readonly law: 'becomes'; readonly value: PerState }
  | { readonly law: 'fixed' };

export interface Trait extends Origin {
  readonly name: string;
  readonly unit: Unit;
  readonly start: PerState;
  /** Standard deviation of a normal start, and of the stationary noise of a relaxing trait; null is none. */
  readonly spread: Expr | null;
  readonly change: TraitLaw;
  readonly halves: boolean;
  readonly min: number;
  readonly max: number;
}

export interface Transition extends Origin {
  readonly from: number;
  readonly to: number;
  readonly rate: Expr;
}

export interface Death extends Origin {
  readonly cause: string;
  readonly rate: PerState;
  /** State id left on the site; 0 leaves it empty. Always on the same layer. */
  readonly leaves: number;
}

export interface Division extends Origin {
  readonly rate: PerState;
  /** The new cell starts in state `to` with this probability instead of its mother's. */
  readonly daughter: readonly { readonly to: number; readonly chance: PerState }[];
}

export interface Exchange {
  readonly field: number;
  readonly source: PerState | null;
  readonly sink: PerState | null;
  readonly uptake: PerState | null;
}

export interface Movement {
  readonly speed: PerState;
  readonly follow: readonly { readonly field: number; readonly pull: PerState }[];
}

export interface Arrival extends Origin {
  readonly state: number;
  /** State ids of the other layer that let cells in. */
  readonly at: readonly number[];
  /** Expression of fields, matrix and parameters on that site [1/h]. */
  readonly rate: Expr;
}

export interface Kind {
  readonly name: string;
  readonly about: string;
  readonly layer: LayerName;
  /** Global ids of its states, consecutive and ascending. */
  readonly states: readonly number[];
  /** Topologically sorted: a signal only uses earlier ones. */
  readonly signals: readonly Signal[];
  readonly traits: readonly Trait[];
  readonly transitions: readonly Transition[];
  readonly death: readonly Death[];
  readonly division: Division | null;
  readonly exchange: readonly Exchange[];
  readonly move: Movement | null;
  readonly arrivals: readonly Arrival[];
}

export interface Model {
  readonly title: string;
  readonly about: string;
  /** SHA-256 (hex) of the canonical checked model, parameters as written in the model file included. */
  readonly hash: string;
  readonly parameters: readonly Parameter[];
  readonly fields: readonly Field[];
  /** Dynamic ones first, then derived ones, each after those it uses. */
  readonly matrix: readonly MatrixVariable[];
  /** Hours between runs of the matrix equations; 0 is every tick. */
  readonly matrixEvery: number;
  readonly kinds: readonly Kind[];
  /** By id − 1. */
  readonly states: readonly State[];
  /** Expressions as written, by path: `cells.a.division.rate`, `cells.a.signals.x.else`; for showing and editing. */
  readonly texts?: Readonly<Record<string, string>>;
  /** `file:line` of every key, by the same paths; for saying where something is wrong. */
  readonly lines?: Readonly<Record<string, string>>;
  /** Path of its file, ready for `host.readText`. */
  readonly file?: string;
}

export type Boundary =
  | { readonly kind: 'periodic' }
  | { readonly kind: 'no-flux' }
  | { readonly kind: 'held'; readonly value: number }
  /** Held at the field's blood (medium) value of the moment. */
  | { readonly kind: 'blood' };

export interface LatticeShape {
  readonly width: number;
  readonly height: number;
  /** Side of a site [um]. */
  readonly spacing: number;
  readonly edges: 'periodic' | 'walled';
  readonly mixing: 'local' | 'dish';
}

/** When a line of a schedule is in effect [h]. */
export interface Timing {
  readonly from: number;
  /** Infinity when open-ended. */
  readonly until: number;
  /** Blocks of `on` hours followed by `off` hours, from `from` on; null is uninterrupted. */
  readonly cycle: { readonly on: number; readonly off: number } | null;
}

/** One line of a dosing schedule. Concentrations in base units. */
export interface Dose extends Timing {
  readonly field: number;
  readonly give:
    | { readonly how: 'hold'; readonly value: number }
    | { readonly how: 'dose' | 'average'; readonly value: number; readonly every: number };
  /** Empty the blood at `from`. */
  readonly washout: boolean;
}

/** A parameter, by name, held at a value [base units] while it is in effect; of several lines at once the last counts. */
export interface Setting extends Timing {
  readonly parameter: string;
  readonly value: number;
}

export type TissuePlan = GeneratorPlan | TablePlan;

/** Arguments are what the scene wrote, checked by the generator itself (`src/tissue`). */
export interface GeneratorPlan {
  readonly from: 'generator';
  readonly generator: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface TablePlan {
  readonly from: 'table';
  /** Ready for `host.readText`: resolved against the file that named it. Null when only `--tissue` can give it. */
  readonly path: string | null;
  readonly labelColumns: readonly string[];
  /** µm per pixel; null when coordinates are µm. */
  readonly pixel: number | null;
  /** Lattice spacing [um]; null: chosen from the data. */
  readonly spacing: number | null;
  /** Label (as in the table) → state id, or 0 to leave that cell out. */
  readonly labels: Readonly<Record<string, number>>;
  /** What to do with labels not listed: state id, 0 (leave out), or null (an error). */
  readonly otherLabels: number | null;
  readonly share: readonly { readonly from: number; readonly to: number; readonly part: number }[];
  /** Cells to add on free sites, per mm² of lattice: tables rarely hold vessels. */
  readonly add: readonly { readonly state: number; readonly perMm2: number }[];
}

/** A condition on a site, or on the cell there: the value named, against a limit in base units. */
export interface Condition {
  readonly of: 'trait' | 'signal' | 'field' | 'matrix';
  /** Slot of the trait or signal in its kind, whose signal `name` is `kind.signal`; or index of the field or matrix variable. */
  readonly index: number;
  readonly name: string;
  readonly operator: BinaryOp;
  readonly value: number;
}

/** The cells or sites that a statistic is about: all in these states that meet every condition. */
export interface CellSet {
  /** Global state ids, ascending; null: the sites themselves, whoever lives there. */
  readonly states: readonly number[] | null;
  readonly where: readonly Condition[];
}

/** A field, matrix variable, trait or signal that is averaged: one of its shown unit is `factor` base units. */
export interface Averaged {
  readonly of: Condition['of'];
  readonly index: number;
  readonly name: string;
  readonly factor: number;
}

export type StatisticName =
  | 'count'
  | 'start'
  | 'share'
  | 'average'
  | 'lineages'
  | 'overlap'
  | 'related'
  | 'switched'
  | 'entropy'
  | 'evenness'
  | 'simpson'
  | 'dominance'
  | 'distance'
  | 'depth'
  | 'paired'
  | 'state_entropy'
  | 'moran';

/** One number of one moment; what each name means is said in `readout/statistics.ts`. */
export interface StatisticExpr {
  readonly op: 'statistic';
  readonly name: StatisticName;
  /** The cells in question, then those they are compared with. */
  readonly sets: readonly CellSet[];
  /** um */
  readonly lengths: readonly number[];
  /** 0 … 1; null: the mean. */
  readonly quantile: number | null;
  /** What `average`, `moran` and `related` are of; absent from all others. */
  readonly averaged?: Averaged;
}

export type MeasureExpr =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'binary'; readonly operator: BinaryOp; readonly left: MeasureExpr; readonly right: MeasureExpr }
  | { readonly op: 'negate'; readonly arg: MeasureExpr }
  | {
      readonly op: 'call';
      readonly name: 'min' | 'max' | 'log' | 'exp' | 'sqrt';
      readonly args: readonly MeasureExpr[];
    }
  | StatisticExpr;

export interface Measure {
  readonly name: string;
  readonly value: MeasureExpr;
}

/** A named way to look at a scene. */
export interface SceneView {
  readonly name: string;
  readonly layer: string;
  readonly colours?: 'viridis' | 'magma' | 'cividis' | 'inferno' | 'plasma';
  readonly log?: boolean;
  /** Ends of the colour scale in the layer's unit. */
  readonly range?: readonly [number, number];
  /** Kinds of cells drawn over a layer of values, and how opaque, 0 to 1. */
  readonly over?: readonly string[];
  readonly opacity?: number;
  /** Lines at the numbers of the colour scale, and arrows up the gradient. */
  readonly contours?: boolean;
  readonly arrows?: boolean;
}

export interface Scene {
  readonly path: string;
  readonly title: string;
  readonly about: string;
  readonly question: string;
  readonly model: Model;
  /** Values of model.parameters with the scene's overrides, base units. */
  readonly parameters: Float64Array;
  /** Null: taken from the tissue table. */
  readonly lattice: LatticeShape | null;
  /** Hours. */
  readonly tick: number;
  readonly until: number;
  readonly every: number;
  readonly seed: number;
  /** One per field, null: follow the lattice's edges. */
  readonly boundaries: readonly (Boundary | null)[];
  /** Blood values per field with overrides, base units; null: as the model says. */
  readonly blood: readonly (number | null)[];
  readonly dosing: readonly Dose[];
  readonly settings: readonly Setting[];
  readonly tissue: TissuePlan;
  readonly measures: readonly Measure[];
  /** Named ways to look at it. */
  readonly views: readonly SceneView[];
  /** What to show first: 'states', or a field's, matrix variable's or trait's name. */
  readonly layer: string;
}
