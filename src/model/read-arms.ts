/** The arms of an experiment: what each of them changes about the scene. */
import { isName, NOT_A_NAME } from './draft.ts';
import { suggest, UserError } from './error.ts';
import type { Arm, Series } from './experiment-types.ts';
import { mergeArm } from './merge.ts';
import { checkShape, createReader, type Reader } from './reader.ts';
import { type RawArm, type RawExperiment, rawScene } from './schema.ts';
import { parseQuantity, quantityOf } from './units.ts';
import { formatPath, type Path, type Source } from './yaml.ts';

const ARMS: Path = ['experiment', 'arms'];
/** The arm of an experiment that names none: the scene as it is. */
const ONLY_ARM = 'run';

/** The scene that an arm runs, before it is checked: what the arm writes, merged into the scene. @throws UserError */
export function armSource(source: Source, arm: string, point: number | undefined): Source {
  const reader = createReader(source);
  const raw = checkShape(rawScene, source.data, reader);
  const arms = raw.experiment?.arms ?? {};
  if (!Object.hasOwn(arms, arm)) {
    if (arm === ONLY_ARM && raw.experiment && Object.keys(arms).length === 0) return source;
    throw new UserError(`${source.file}: names the arm ${arm}, which is not known${suggest(arm, Object.keys(arms))}`);
  }
  const { about, each, mean_field, replicates, ...changes } = arms[arm]!;
  const series = readSeries(each, [...ARMS, arm], reader);
  const text = series?.texts[point ?? 0];
  return mergeArm(source, changes, [...ARMS, arm], series && text !== undefined ? [series.path, text] : null);
}

/** All arms, in the order written. @throws UserError */
export function readArms({ arms, replicates }: RawExperiment, reader: Reader): Arm[] {
  const several = readReplicates(replicates ?? 1, ['experiment', 'replicates'], reader);
  const entries: [string, RawArm][] = Object.entries(arms ?? {});
  return (entries.length === 0 ? [[ONLY_ARM, {}] as [string, RawArm]] : entries).map(([name, raw]) => {
    const path = [...ARMS, name];
    if (!isName(name)) reader.fail(path, NOT_A_NAME);
    const meanField = raw.mean_field ?? false;
    if (meanField && raw.replicates !== undefined)
      reader.fail(path, 'is of equations, which come out the same each time');
    const own =
      raw.replicates === undefined ? several : readReplicates(raw.replicates, [...path, 'replicates'], reader);
    return {
      name,
      about: raw.about ?? '',
      replicates: meanField ? 1 : own,
      meanField,
      series: readSeries(raw.each, path, reader),
    };
  });
}

function readReplicates(value: number, path: Path, reader: Reader): number {
  return value >= 1 && value <= 1000 ? value : reader.fail(path, `needs to be from 1 to 1000, given ${value}`);
}

function readSeries(each: RawArm['each'], arm: Path, reader: Reader): Series | null {
  if (each === undefined) return null;
  const entries = Object.entries(each);
  const path = [...arm, 'each'];
  const [entry] = entries;
  if (!entry || entries.length > 1) return reader.fail(path, `needs one quantity, given ${entries.length}`);
  const [name, texts] = entry;
  if (texts.length < 2) return reader.fail([...path, name], `needs two values or more, given ${texts.length}`);
  const quantities = texts.map((text, i) => reader.at([...path, name, i], () => parseQuantity(text)));
  const unit = quantities.find(({ value }) => value !== 0)!.unit;
  const values = texts.map((text, i) => reader.at([...path, name, i], () => quantityOf(text, unit.dimension)));
  if (new Set(values).size < values.length) reader.fail([...path, name], 'has a value twice');
  return { path: reader.at([...path, name], () => pathOf(name)), name, unit, values, texts };
}

/** `EC50` is a parameter, anything else a place in the scene: `blood.x`, `dosing[0].hold`. */
function pathOf(name: string): Path {
  if (isName(name)) return ['parameters', name];
  const parts = [...name.matchAll(/(?:^|\.)([A-Za-z]\w*)|\[(\d+)\]/g)];
  const path = parts.map(([, word, index]) => word ?? Number(index));
  if (formatPath(path) === name) return path;
  throw new UserError('is neither a parameter nor a place in the scene like blood.name or dosing[0].hold');
}
