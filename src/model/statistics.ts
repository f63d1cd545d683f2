/** The statistics of measures: `name(set; set; numbers)`, each set being cells and, behind `;`, conditions they meet. */
import { findStates, kindsOf } from './draft.ts';
import { suggest, UserError } from './error.ts';
import { type Ast, parse, print } from './parse.ts';
import type {
  Averaged,
  BinaryOp,
  CellSet,
  Condition,
  Dimension,
  Kind,
  Model,
  StatisticExpr,
  StatisticName,
  Unit,
} from './types.ts';
import { LENGTH, NONE, sameDimension } from './units.ts';

type Call = Extract<Ast, { type: 'call' }>;

/** What a statistic takes. */
interface Form {
  /** Least and most sets. */
  readonly sets: readonly [number, number];
  /** Least and most lengths. */
  readonly lengths: readonly [number, number];
  /** Whether a part (0 … 1) may ask for a quantile instead of the mean. */
  readonly quantile: boolean;
  /** Whether its sets may be of sites. */
  readonly sites: boolean;
  readonly example: string;
}

const ofCells = { sets: [1, 1], lengths: [0, 0], quantile: false, sites: false } as const;
const lineage = (name: string): Form => ({ ...ofCells, example: `${name}(kind.state)` });
const FORMS: Readonly<Record<StatisticName, Form>> = {
  count: { ...ofCells, sites: true, example: 'count(kind.state)' },
  start: { ...ofCells, example: 'start(kind.state)' },
  share: { ...ofCells, sites: true, example: 'share(kind.state; field < 5 mmHg)' },
  average: { ...ofCells, quantile: true, sites: true, example: 'average(kind.state; field)' },
  lineages: lineage('lineages'),
  overlap: { ...ofCells, sets: [2, 2], example: 'overlap(kind.state; kind)' },
  related: { ...ofCells, example: 'related(kind; trait)' },
  switched: { ...ofCells, sets: [2, 2], example: 'switched(kind.state; kind.other)' },
  entropy: lineage('entropy'),
  evenness: lineage('evenness'),
  simpson: lineage('simpson'),
  dominance: lineage('dominance'),
  distance: { ...ofCells, sets: [2, 2], quantile: true, sites: true, example: 'distance(kind.state; kind)' },
  depth: {
    ...ofCells,
    sets: [2, 2],
    lengths: [0, 1],
    quantile: true,
    sites: true,
    example: 'depth(kind; kind; 40 um)',
  },
  state_entropy: { ...ofCells, example: 'state_entropy(kind)' },
  moran: { ...ofCells, lengths: [1, 1], sites: true, example: 'moran(kind; trait; 40 um)' },
  paired: { ...ofCells, sets: [2, 3], lengths: [1, 2], sites: true, example: 'paired(kind; kind; 40 um)' },
};
const COMPARISONS: readonly BinaryOp[] = ['<', '<=', '>', '>=', '==', '!='];

/** Names of all statistics. */
export const STATISTICS: readonly string[] = Object.keys(FORMS);

/** Resolves and checks a call of one of `STATISTICS`. @throws UserError */
export function convertStatistic(ast: Call, model: Model): StatisticExpr {
  const name = ast.name as StatisticName;
  const form = FORMS[name];
  const groups = ast.groups ?? [ast.args];
  const sets: CellSet[] = [];
  let numbers: readonly Ast[] = [];
  let averaged: Averaged | undefined;
  for (const [i, group] of groups.entries()) {
    if (isOfValue(name) && averaged === undefined && sets.length > 0 && isOneName(group)) {
      averaged = readAveraged(group[0].name, sets[0]!, model);
    } else if (group.length > 0 && i > 0 && group.every((part) => numberOf(part) !== null)) {
      if (i < groups.length - 1) throw new UserError(`has more behind the numbers of ${name}(); they stand last`);
      numbers = group;
    } else if (group[0]?.type === 'binary' && sets.length > 0) {
      const set = sets.pop()!;
      sets.push(restrict(set, group, name, model));
    } else sets.push(readSet(group, name, model));
  }
  checkSets(name, form, sets);
  const statistic = { op: 'statistic', name, sets, ...readNumbers(numbers, name, form) } as const;
  if (!isOfValue(name)) return statistic;
  if (averaged === undefined)
    throw new UserError(
      `needs what to ${name === 'average' ? 'average' : 'compare'} behind the set, like ${form.example}`,
    );
  return { ...statistic, averaged };
}

/** Whether a statistic is of a field, matrix variable or trait, named behind its set. */
function isOfValue(name: StatisticName): boolean {
  return name === 'average' || name === 'related' || name === 'moran';
}

function isOneName(group: readonly Ast[]): group is readonly [Extract<Ast, { type: 'name' }>] {
  return group.length === 1 && group[0]!.type === 'name';
}

function readAveraged(name: string, set: CellSet, model: Model): Averaged {
  const { unit, ...what } = findValue(name, set, model);
  return { ...what, factor: unit.factor };
}

/** Cells or sites as a measure names them: `kind.state, kind; trait > 0.5`. @throws UserError */
export function parseCellSet(text: string, model: Model): CellSet {
  const ast = parse(`count(${text})`);
  if (ast.type !== 'call') throw new UserError(`needs kinds, kind.state or sites, given ${text}`);
  return convertStatistic(ast, model).sets[0];
}

function checkSets(name: StatisticName, form: Form, sets: readonly CellSet[]): void {
  checkNumber('sets of cells', sets.length, form.sets, name, form);
  if (!form.sites && sets.some(({ states }) => states === null)) {
    throw new UserError(`has sites in ${name}(), which is about cells; give kinds or kind.state`);
  }
  if (name === 'start' && sets[0].where.length > 0) {
    throw new UserError('has a condition in start(), which only knows the counts at time 0');
  }
  if (name === 'switched' && sets.some(({ where }) => where.length > 0)) {
    throw new UserError('has a condition in switched(), which only knows how often states were left for others');
  }
  if (name === 'share' && sets[0].where.length === 0) {
    throw new UserError(`needs a condition in share(), like ${form.example}`);
  }
}

/** Kinds and states, or `sites`; conditions may follow behind a comma. */
function readSet(group: readonly Ast[], name: StatisticName, model: Model): CellSet {
  const first = group.findIndex((arg) => arg.type === 'binary');
  const [members, conditions] = first < 0 ? [group, []] : [group.slice(0, first), group.slice(first)];
  const texts = members.map((arg) => {
    if (arg.type === 'name' || arg.type === 'member') return arg.name;
    throw new UserError(`needs kinds or kind.state in ${name}(), given ${print(arg)}`);
  });
  if (texts.length === 0) throw new UserError(`needs a kind or kind.state in ${name}()`);
  if (texts.includes('sites')) {
    if (texts.length > 1) throw new UserError(`mixes sites with cells in ${name}(): ${texts.join(', ')}`);
    return restrict({ states: null, where: [] }, conditions, name, model);
  }
  const kinds = kindsOf(model);
  const states = [...new Set(texts.flatMap((text) => findStates(kinds, text).states))].sort((a, b) => a - b);
  return restrict({ states, where: [] }, conditions, name, model);
}

function restrict(set: CellSet, conditions: readonly Ast[], name: StatisticName, model: Model): CellSet {
  const more = conditions.map((condition) => readCondition(condition, name, set, model));
  return { states: set.states, where: [...set.where, ...more] };
}

function readCondition(ast: Ast, name: StatisticName, set: CellSet, model: Model): Condition {
  if (ast.type !== 'binary' || ast.left.type !== 'name' || !COMPARISONS.includes(ast.operator)) {
    throw new UserError(`needs a condition like "trait > 0.5" in ${name}(), given ${print(ast)}`);
  }
  const { left, operator, right } = ast;
  const limit = numberOf(right);
  if (!limit) throw new UserError(`compares ${left.name} with ${print(right)} in ${name}(); a number is needed`);
  const { unit, ...what } = findValue(left.name, set, model);
  if (what.of !== 'signal' && !fits(limit, unit.dimension))
    throw new UserError(`compares ${left.name} [${unit.text}] with ${print(right)}`);
  return { ...what, operator, value: limit.value };
}

const PLAIN: Unit = { text: '', factor: 1, dimension: NONE };

/** The field, matrix variable or, where the cells are of one kind, trait or signal of that name. */
function findValue(
  name: string,
  set: CellSet,
  model: Model,
): Pick<Condition, 'of' | 'index' | 'name'> & { unit: Unit } {
  for (const [of, list] of [
    ['field', model.fields],
    ['matrix', model.matrix],
  ] as const) {
    const index = list.findIndex((one) => one.name === name);
    if (index >= 0) return { of, index, name, unit: list[index].unit };
  }
  const kinds = model.kinds.filter((kind) => kind.states.some((id) => set.states?.includes(id)));
  const found = kinds.flatMap((kind) => kind.traits.filter((trait) => trait.name === name));
  const signals = kinds.flatMap((kind) => kind.signals.filter((signal) => signal.name === name));
  if (kinds.length > 1 && found.length + signals.length > 0) {
    throw new UserError(`has a condition on cells of several kinds: ${kinds.map((kind) => kind.name).join(', ')}`);
  }
  if (kinds.length === 1 && found.length > 0) {
    return { of: 'trait', index: kinds[0].traits.indexOf(found[0]), name, unit: found[0].unit };
  }
  if (kinds.length === 1 && signals.length > 0) {
    const [{ name: kind, signals: all }] = kinds as [Kind];
    return { of: 'signal', index: all.indexOf(signals[0]!), name: `${kind}.${name}`, unit: PLAIN };
  }
  const own = kinds.length === 1 ? [...kinds[0].traits, ...kinds[0].signals] : [];
  const known = [...own, ...model.fields, ...model.matrix].map((one) => one.name);
  const wanted = kinds.length === 1 ? `a trait or signal of ${kinds[0].name}, a field` : 'a field';
  throw new UserError(`uses ${name}, which is not ${wanted} or a matrix variable${suggest(name, known)}`);
}

/** Lengths in ascending order, and a part between 0 and 1: a number without a unit where a quantile may be asked for. */
function readNumbers(
  numbers: readonly Ast[],
  name: StatisticName,
  form: Form,
): Pick<StatisticExpr, 'lengths' | 'quantile'> {
  const lengths: number[] = [];
  const parts: number[] = [];
  for (const ast of numbers) {
    const { value, dimension } = numberOf(ast)!;
    const given = `in ${name}(), given ${print(ast)}`;
    if (form.quantile && sameDimension(dimension, NONE)) {
      if (value < 0 || value > 1) throw new UserError(`needs a quantile between 0% and 100% ${given}`);
      parts.push(value);
    } else if (form.lengths[1] === 0) {
      throw new UserError(`takes ${form.quantile ? 'a quantile like 50%' : 'no number'} ${given}`);
    } else {
      if (!fits({ value, dimension }, LENGTH)) throw new UserError(`needs a length like 40 um ${given}`);
      if (value < 0 || value <= (lengths.at(-1) ?? -1)) {
        throw new UserError(`needs lengths of 0 or more in ascending order ${given}`);
      }
      lengths.push(value);
    }
  }
  checkNumber('lengths', lengths.length, form.lengths, name, form);
  checkNumber('quantiles', parts.length, [0, 1], name, form);
  return { lengths, quantile: parts[0] ?? null };
}

function checkNumber(what: string, given: number, allowed: Form['sets'], name: string, { example }: Form): void {
  const [least, most] = allowed;
  if (given >= least && given <= most) return;
  const takes = least === most ? `${least}` : `${least} or ${most}`;
  throw new UserError(`gives ${name}() ${given} ${what}; it takes ${takes}, like ${example}`);
}

/** Whether a number has that dimension; a bare 0 fits any. */
function fits({ value, dimension }: { value: number; dimension: Dimension }, need: Dimension): boolean {
  return sameDimension(dimension, need) || (value === 0 && sameDimension(dimension, NONE));
}

function numberOf(ast: Ast): { value: number; dimension: Dimension } | null {
  if (ast.type === 'number') return ast;
  if (ast.type === 'negate' && ast.arg.type === 'number') return { ...ast.arg, value: -ast.arg.value };
  return null;
}
