/** A claim as an executable experiment: what is run, what is looked at, what must come out. Numbers in base units. */
import type { BinaryOp, Dimension, Unit } from './types.ts';
import type { Path } from './yaml.ts';

/** A quantity that takes several values, one run for each. */
export interface Series {
  /** Where in the scene the value stands. */
  readonly path: Path;
  /** As the scene names it: `EC50`, `blood.x`. */
  readonly name: string;
  readonly unit: Unit;
  /** Base units, in the order written. */
  readonly values: readonly number[];
  /** The same as written, to be put in the scene. */
  readonly texts: readonly (string | number)[];
}

/** One condition of an experiment: the scene, and what is different in it. */
export interface Arm {
  readonly name: string;
  readonly about: string;
  /** Runs with different seeds; 1 for equations. */
  readonly replicates: number;
  /** The mean of the well-mixed model as differential equations, instead of cells on a lattice. */
  readonly meanField: boolean;
  readonly series: Series | null;
}

/** What a course, the mean over replicates of a measure in time, is asked for. */
export type CourseFunction =
  | 'at'
  | 'mean'
  | 'lowest'
  | 'highest'
  | 'slope'
  | 'growth'
  | 'half_life'
  | 'doubling_time'
  | 'reaches'
  | 'deviation'
  | 'variation'
  | 'waiting_time'
  | 'waiting_variation'
  | CloneFunction;

/** What the lineages of a measure are asked for, between moments of one run. */
export type CloneFunction =
  | 'clone_correlation'
  | 'clone_diversity'
  | 'clone_fano'
  | 'clones_kept'
  | 'clone_variation'
  | 'fate_correlation';

/** What the values of a series are asked for. */
export type SeriesFunction =
  | 'half_effect'
  | 'steepness'
  | 'correlation'
  | 'rank_correlation'
  | 'kendall'
  | 'lowest_at'
  | 'highest_at'
  | 'smallest'
  | 'largest';

export type PlainFunction = 'min' | 'max' | 'log' | 'exp' | 'sqrt' | 'abs';

/** What is computed of the runs. A node about an arm with a series has a value for each of its points. */
export type OutcomeExpr =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'negate'; readonly arg: OutcomeExpr }
  | { readonly op: 'binary'; readonly operator: BinaryOp; readonly left: OutcomeExpr; readonly right: OutcomeExpr }
  | { readonly op: 'call'; readonly name: PlainFunction; readonly args: readonly OutcomeExpr[] }
  | CourseExpr
  /** Single numbers as a series. */
  | { readonly op: 'list'; readonly items: readonly OutcomeExpr[] }
  /** The values that an arm's series runs through. */
  | { readonly op: 'swept'; readonly arm: string }
  | { readonly op: 'series'; readonly name: SeriesFunction; readonly args: readonly OutcomeExpr[] };

export interface CourseExpr {
  readonly op: 'course';
  readonly name: CourseFunction;
  readonly arm: string;
  readonly measure: string;
  /** h; none, one, two or four, see `scenes/README.md`. */
  readonly times: readonly number[];
  /** What `reaches` waits for; null for all others. */
  readonly level: number | null;
  /** The one point of the arm's series that is meant; null: all of them, or the arm has no series. */
  readonly point: number | null;
}

/** Which observed values pass. */
export type Expected =
  /** From `min` to `max`, both included; infinite where open. `value` is what was expected, null when only the range was. */
  | { readonly is: 'range'; readonly min: number; readonly max: number; readonly value: number | null }
  /** Up to so many standard errors of the mean over replicates away from `value`. */
  | { readonly is: 'errors'; readonly value: number; readonly errors: number };

export interface Outcome {
  readonly about: string;
  readonly value: OutcomeExpr;
  /** As written. */
  readonly text: string;
  readonly dimension: Dimension;
  /** What numbers are shown in. */
  readonly unit: Unit;
  readonly expected: Expected;
}

export interface Experiment {
  /** Path of its scene. */
  readonly path: string;
  readonly title: string;
  /** As in the validation or mechanism table: `V21`, `M36`. */
  readonly id: string;
  readonly mechanisms: readonly string[];
  readonly claim: string;
  readonly protocol: string;
  /** Where the claim and its number come from, with DOI and trust tag. */
  readonly source: string;
  /** Why the tolerance is what it is. */
  readonly tolerance: string;
  readonly arms: readonly Arm[];
  readonly outcomes: readonly Outcome[];
  /** Names of the scene's measures. */
  readonly measures: readonly string[];
}
