/** The experiment of a scene file, checked from end to end, its arms' scenes included. */
import type { Host } from '../host/types.ts';
import { UserError } from './error.ts';
import type { Expected, Experiment, Outcome } from './experiment-types.ts';
import { readMerged } from './merge.ts';
import { type OutcomeScope, parseOutcome } from './outcome.ts';
import { readArms } from './read-arms.ts';
import { readScene } from './read-scene.ts';
import { checkShape, createReader, type Reader } from './reader.ts';
import { type RawExpected, type RawExperiment, rawScene } from './schema.ts';
import type { Dimension, Unit } from './types.ts';
import { formatDimension, NONE, parseQuantity, parseUnit, quantityOf, sameDimension } from './units.ts';
import type { Path } from './yaml.ts';

const AT: Path = ['experiment'];

/**
 * Reads the experiment of a scene, and every arm's scene once to check it.
 * @throws UserError `file:line: path …`; also when the scene has no experiment.
 */
export async function readExperiment(path: string, host: Host): Promise<Experiment> {
  const source = await readMerged(path, host);
  const reader = createReader(source);
  const raw = checkShape(rawScene, source.data, reader);
  if (!raw.experiment) return reader.fail([], 'has no experiment: block; give a scene that makes a claim');
  const { id, mechanisms = [], claim, protocol = '', source: origin, tolerance = '', outcomes } = raw.experiment;
  if (!/^[A-Za-z]+\d*[A-Za-z0-9_-]*$/.test(id)) reader.fail([...AT, 'id'], `needs a word like V21, given ${id}`);
  const arms = readArms(raw.experiment, reader);
  const measures = Object.keys(raw.measures ?? {});
  if (outcomes.length === 0) reader.fail([...AT, 'outcomes'], 'is empty; an experiment needs an outcome');
  const read = outcomes.map((one, i) => readOutcome(one, [...AT, 'outcomes', i], { arms, measures }, reader));
  for (const arm of arms) {
    for (const point of arm.series?.values.keys() ?? [undefined]) await readScene(path, host, { arm: arm.name, point });
  }
  return {
    path,
    title: raw.title,
    id,
    mechanisms: typeof mechanisms === 'string' ? [mechanisms] : mechanisms,
    claim: claim.trim().replace(/\s+/g, ' '),
    protocol: protocol.trim(),
    source: origin.trim(),
    tolerance: tolerance.trim(),
    arms,
    outcomes: read,
    measures,
  };
}

function readOutcome(raw: RawExperiment['outcomes'][number], path: Path, scope: OutcomeScope, reader: Reader): Outcome {
  const { expr, dimension } = reader.at([...path, 'value'], () => parseOutcome(raw.value, scope));
  const at = [...path, 'expected'];
  const { expected, unit } = reader.at(at, () => readExpected(raw.expected, dimension));
  return { about: raw.about, value: expr, text: raw.value, dimension, unit, expected };
}

/** @throws UserError */
function readExpected(raw: RawExpected, dimension: Dimension): { expected: Expected; unit: Unit } {
  const number = (text: string | number | undefined) => (text === undefined ? undefined : quantityOf(text, dimension));
  const [min, max, value] = [number(raw.min), number(raw.max), number(raw.value)];
  const unit = unitOf([raw.value, raw.max, raw.min], dimension);
  const around = (['within', 'part', 'errors'] as const).filter((key) => raw[key] !== undefined);
  if (value === undefined) {
    if (around.length > 0) throw new UserError(`has ${around[0]} without the value that it is about`);
    if (min === undefined && max === undefined) throw new UserError('needs min, max or both, or a value');
    if (min !== undefined && max !== undefined && min > max) {
      throw new UserError(`needs min below max, given ${raw.min} and ${raw.max}`);
    }
    return { expected: { is: 'range', min: min ?? -Infinity, max: max ?? Infinity, value: null }, unit };
  }
  if (min !== undefined || max !== undefined) {
    if (around.length > 0) throw new UserError(`has both a range and ${around[0]}; give one of them`);
    return { expected: { is: 'range', min: min ?? -Infinity, max: max ?? Infinity, value }, unit };
  }
  if (around.length !== 1) throw new UserError('needs one of within, part, errors, or min and max, with its value');
  if (raw.errors !== undefined) {
    if (!(raw.errors > 0)) throw new UserError(`needs errors above 0, given ${raw.errors}`);
    return { expected: { is: 'errors', value, errors: raw.errors }, unit };
  }
  const half =
    raw.within !== undefined ? quantityOf(raw.within, dimension) : quantityOf(raw.part!, NONE) * Math.abs(value);
  if (!(half >= 0)) throw new UserError(`needs ${around[0]} of 0 or more, given ${raw[around[0]!]}`);
  return { expected: { is: 'range', min: value - half, max: value + half, value }, unit };
}

/** The unit of the first text that is written with one that fits. */
function unitOf(texts: readonly (string | number | undefined)[], dimension: Dimension): Unit {
  const units = texts.flatMap((text) => (text === undefined ? [] : [parseQuantity(text).unit]));
  const base = parseUnit(sameDimension(dimension, NONE) ? '1' : formatDimension(dimension));
  return units.find((unit) => sameDimension(unit.dimension, dimension)) ?? base;
}
