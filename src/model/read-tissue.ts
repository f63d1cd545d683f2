/** The tissue of a scene: a generator with its arguments, or how to read a table of cells. */
import { findState, type KindDraft, kindsOf } from './draft.ts';
import { suggest } from './error.ts';
import { checkShape, type Reader } from './reader.ts';
import { type RawScene, type RawTable, rawGenerator, rawTable } from './schema.ts';
import type { Model, TablePlan, TissuePlan } from './types.ts';
import { LENGTH, NONE, parseQuantity, power, quantityOf, sameDimension } from './units.ts';
import type { Path } from './yaml.ts';

/** What a label is mapped to when its cells are left out. */
const IGNORE = 'ignore';

const UM2_PER_MM2 = 1e6;

type Kinds = ReadonlyMap<string, KindDraft>;

/** Reads the tissue. `table` replaces the path of the scene's table. @throws UserError */
export function readTissue(raw: RawScene['tissue'], model: Model, reader: Reader, table: string | null): TissuePlan {
  if ('generator' in raw) {
    if (table !== null) {
      reader.fail(['tissue', 'generator'], 'makes this tissue; a table can only replace a table (tissue.labels)');
    }
    const { generator, ...args } = checkShape(rawGenerator, raw, reader, ['tissue']);
    return { from: 'generator', generator, args };
  }
  if (!('labels' in raw) && !('table' in raw)) reader.fail(['tissue'], 'needs a generator, or a table and its labels');
  return readTable(checkShape(rawTable, raw, reader, ['tissue']), kindsOf(model), reader, table);
}

function readTable(raw: RawTable, kinds: Kinds, reader: Reader, table: string | null): TablePlan {
  const { else: other, ...listed } = raw.labels;
  const length = (key: 'pixel' | 'spacing', text: string | number) => {
    const value = reader.at(['tissue', key], () => quantityOf(text, LENGTH));
    return value > 0 ? value : reader.fail(['tissue', key], `needs to be above 0, given ${text}`);
  };
  const label = raw.label ?? 'cell_type';
  return {
    from: 'table',
    path: table ?? raw.table ?? null,
    labelColumns: typeof label === 'string' ? [label] : label,
    pixel: raw.pixel === undefined ? null : length('pixel', raw.pixel),
    spacing: raw.spacing === undefined || raw.spacing === 'auto' ? null : length('spacing', raw.spacing),
    labels: readLabels(listed, kinds, reader),
    otherLabels: other === undefined ? null : labelState(other, kinds, reader, ['tissue', 'labels', 'else']),
    share: readShares(raw, kinds, reader),
    add: readAdditions(raw, kinds, reader),
  };
}

/** Labels come from strangers' tables: the map has no prototype, so `constructor` is a label like any other. */
function readLabels(listed: Readonly<Record<string, string>>, kinds: Kinds, reader: Reader): Record<string, number> {
  const labels: Record<string, number> = Object.create(null);
  for (const [label, text] of Object.entries(listed)) {
    labels[label] = labelState(text, kinds, reader, ['tissue', 'labels', label]);
  }
  return labels;
}

function labelState(text: string, kinds: Kinds, reader: Reader, path: Path): number {
  if (text === IGNORE) return 0;
  if (!text.includes('.') && !kinds.has(text)) {
    return reader.fail(
      path,
      `needs a kind.state or ${IGNORE}, given ${text}${suggest(text, [IGNORE, ...kinds.keys()])}`,
    );
  }
  return stateAt(text, kinds, reader, path);
}

function stateAt(text: string, kinds: Kinds, reader: Reader, path: Path): number {
  return reader.at(path, () => findState(kinds, text)).id;
}

function readShares(raw: RawTable, kinds: Kinds, reader: Reader): TablePlan['share'] {
  return Object.entries(raw.share ?? {}).flatMap(([from, parts]) => {
    const path = ['tissue', 'share', from];
    let sum = 0;
    const source = reader.at(path, () => findState(kinds, from));
    return Object.entries(parts).map(([to, text]) => {
      const part = reader.at([...path, to], () => quantityOf(text, NONE));
      sum += part;
      if (!(part >= 0 && sum <= 1))
        reader.fail([...path, to], `needs parts from 0 to 1, at most 1 together, given ${text}`);
      return { from: source.id, to: targetState(to, source, kinds, reader, [...path, to]), part };
    });
  });
}

function targetState(to: string, from: { readonly layer: string }, kinds: Kinds, reader: Reader, path: Path): number {
  const target = reader.at(path, () => findState(kinds, to));
  if (target.layer === from.layer) return target.id;
  return reader.fail(path, `is on the ${target.layer} layer; a share stays on its own, ${from.layer}`);
}

function readAdditions(raw: RawTable, kinds: Kinds, reader: Reader): TablePlan['add'] {
  return Object.entries(raw.add ?? {}).map(([state, text]) => {
    const path = ['tissue', 'add', state];
    const perMm2 = reader.at(path, () => {
      const { value, unit } = parseQuantity(text);
      return sameDimension(unit.dimension, NONE) ? value : quantityOf(text, power(LENGTH, -2)) * UM2_PER_MM2;
    });
    if (perMm2 < 0) reader.fail(path, `needs to be 0 or more, given ${text}`);
    return { state: stateAt(state, kinds, reader, path), perMm2 };
  });
}
