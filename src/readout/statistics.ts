/** The statistics that measures are made of, worked out for one moment. */
import { modelEvents } from '../engine/events.ts';
import type { CellSet, LatticeShape, MeasureExpr, Model, StatisticExpr } from '../model/types.ts';
import {
  type MeasuredState,
  type Members,
  membersOf,
  sitesOf,
  sitesOfMembers,
  valuesAt,
  valuesOfMembers,
} from './cell-set.ts';
import { closed, depths } from './depth.ts';
import { squaredDistances } from './distance.ts';
import { overlapOfQuarters, quartersOf, relatedness } from './kinship.ts';
import { cloneSizes, dominance, entropy, evenness, simpson } from './lineages.ts';
import { moran } from './moran.ts';
import { pairCorrelation } from './pairs.ts';
import { mean, quantile } from './sample.ts';

/** What statistics are taken of. */
export interface Moment {
  readonly model: Model;
  readonly shape: LatticeShape;
  /** Cells per state (id − 1) now, and at time 0. */
  readonly counts: readonly number[];
  readonly startCounts: readonly number[];
  /** How often each of the model's events has happened since time 0; null where that is not known. */
  readonly events: readonly number[] | null;
  /** The lattice now; null when no measure asks for it (`needsLattice`). */
  readonly state: MeasuredState | null;
}

/** Signals that a measure asks for, as `kind.signal`. */
export function signalsOf(expr: MeasureExpr): string[] {
  switch (expr.op) {
    case 'number':
      return [];
    case 'negate':
      return signalsOf(expr.arg);
    case 'binary':
      return [...signalsOf(expr.left), ...signalsOf(expr.right)];
    case 'call':
      return expr.args.flatMap(signalsOf);
    case 'statistic': {
      const named = [...expr.sets.flatMap(({ where }) => where), ...(expr.averaged ? [expr.averaged] : [])];
      return named.filter(({ of }) => of === 'signal').map(({ name }) => name);
    }
  }
}

/** Whether a measure asks for more than counts per state: where cells are, their traits or their barcodes. */
export function needsLattice(expr: MeasureExpr): boolean {
  switch (expr.op) {
    case 'number':
      return false;
    case 'negate':
      return needsLattice(expr.arg);
    case 'binary':
      return needsLattice(expr.left) || needsLattice(expr.right);
    case 'call':
      return expr.args.some(needsLattice);
    case 'statistic':
      return !isCounted(expr);
  }
}

/** Counts of states are known without the lattice. */
function isCounted({ name, sets: [first] }: StatisticExpr): boolean {
  if (name === 'start') return true;
  return (name === 'count' || name === 'state_entropy') && first.states !== null && first.where.length === 0;
}

/**
 * Value of a statistic, NaN where it has none (no cell in question, nothing to compare with):
 * `count` cells or sites · `start` cells at time 0 · `share` of the set that meets its conditions, 0 … 1 ·
 * `average` of a field, matrix variable, trait or signal over the set, in the unit that the model shows it in ·
 * `lineages` distinct barcodes · `overlap` of the first set's lineages between quarters of the lattice, over chance ·
 * `related` correlation of a value among cells of a lineage · `switched` transitions since time 0 · `entropy` [nats], `evenness`, `simpson`, `dominance` of the sizes of lineages ·
 * `distance` from each of the first set to the nearest site of the second [um] ·
 * `depth` of those of the first set that are inside the region of the second, below its edge [um], gaps closed ·
 * `state_entropy` Shannon entropy of how the set is shared between states [nats] ·
 * `moran` Moran's I of a field, matrix variable or trait between those of the set up to a distance apart ·
 * `paired` pairs of the two sets up to a distance, or between two, over those at random on all sites or those of a third.
 */
export function statisticValue(node: StatisticExpr, moment: Moment): number {
  if (isCounted(node)) {
    const counts = node.name === 'start' ? moment.startCounts : moment.counts;
    const each = node.sets[0].states!.map((id) => counts[id - 1]!);
    return node.name === 'state_entropy' ? entropyOf(each) : each.reduce((sum, one) => sum + one, 0);
  }
  const { model, state } = moment;
  if (node.name === 'switched') return switched(node, moment);
  if (state === null) throw new Error(`${node.name}() of cells on the lattice, but only counts are given`);
  const members = (set: CellSet) => membersOf(model, state, set);
  const clones = () => cloneSizes(state, members(node.sets[0]));
  switch (node.name) {
    case 'count':
    case 'start':
      return size(members(node.sets[0]));
    case 'share':
      return size(members(node.sets[0])) / size(members({ ...node.sets[0], where: [] }));
    case 'average': {
      const { factor } = node.averaged!;
      return summary(valuesOfMembers(members(node.sets[0]), node.averaged!, state), node.quantile) / factor;
    }
    case 'lineages':
      return clones().size;
    case 'overlap': {
      const [own, among] = node.sets.map((set) => quartersOf(state, members(set), moment.shape));
      return overlapOfQuarters(own, among);
    }
    case 'related':
      return relatedness(state, members(node.sets[0]), valuesOfMembers(members(node.sets[0]), node.averaged!, state));
    case 'entropy':
      return entropy(clones());
    case 'evenness':
      return evenness(clones());
    case 'simpson':
      return simpson(clones());
    case 'dominance':
      return dominance(clones());
    case 'distance':
      return distance(node, moment.shape, node.sets.map(members));
    case 'state_entropy':
      return entropyOf(node.sets[0].states!.map((id) => size(members({ ...node.sets[0], states: [id] }))));
    case 'moran': {
      const values = valuesOfMembers(members(node.sets[0]), node.averaged!, state);
      return moran(
        sitesOfMembers(members(node.sets[0])),
        values,
        node.lengths[0]! / moment.shape.spacing,
        moment.shape,
      );
    }
    case 'depth':
      return depth(node, moment.shape, node.sets.map(members));
    case 'paired':
      return paired(node, moment.shape, node.sets.map(members));
  }
}

/** Transitions from states of the first set to states of the second, since time 0. */
function switched({ sets: [from, to] }: StatisticExpr, { model, events }: Moment): number {
  if (events === null) return Number.NaN;
  const { index } = modelEvents(model);
  const stated = model.kinds.flatMap(({ transitions }) => transitions);
  const meant = stated.filter((one) => from.states!.includes(one.from) && to!.states!.includes(one.to));
  return meant.reduce((sum, one) => sum + events[index(one)], 0);
}

/** Entropy of what is shared out in these counts; nobody in a state adds nothing. */
function entropyOf(counts: readonly number[]): number {
  return entropy(new Map([...counts.entries()].filter(([, count]) => count > 0)));
}

function size(members: readonly Members[]): number {
  return members.reduce((sum, { count }) => sum + count, 0);
}

type Sets = readonly (readonly Members[])[];

function distance({ quantile: part }: StatisticExpr, shape: LatticeShape, [from, to]: Sets): number {
  const squared = valuesAt(from, squaredDistances(sitesOf(to, shape.width * shape.height), shape));
  if (squared[0] === Infinity) return Number.NaN;
  return summary(squared.map(Math.sqrt), part) * shape.spacing;
}

function depth({ lengths, quantile: part }: StatisticExpr, shape: LatticeShape, [cells, region]: Sets): number {
  const sites = sitesOf(region, shape.width * shape.height);
  const whole = lengths.length > 0 ? closed(sites, lengths[0] / shape.spacing, shape) : sites;
  const inside = valuesAt(cells, depths(whole, shape)).filter((d) => !Number.isNaN(d));
  return summary(inside, part) * shape.spacing;
}

function paired({ lengths }: StatisticExpr, shape: LatticeShape, [a, b, among]: Sets): number {
  const region = among ? sitesOf(among, shape.width * shape.height) : null;
  const radii = lengths.map((length) => length / shape.spacing);
  return pairCorrelation(a, b, radii, shape, region).at(-1)!.g;
}

function summary(values: ArrayLike<number>, part: number | null): number {
  return part === null ? mean(values) : quantile(values, part);
}
