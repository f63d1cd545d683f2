import { dsvFormat } from 'd3-dsv';
import { UserError } from '../model/error.ts';
import { findColumns } from './columns.ts';

/** The cells of a table, one entry per row, coordinates in µm as written (y down, as in images). */
export interface CellTable {
  readonly file: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index into `labels`. */
  readonly label: Uint32Array;
  /** Distinct labels in the order in which they appear, and the line where each does first. */
  readonly labels: readonly string[];
  readonly firstLine: readonly number[];
  readonly warnings: readonly string[];
}

/** How a table is to be read: label columns to look for, and µm per pixel (null: coordinates are µm). */
export interface TableOptions {
  readonly labelColumns: readonly string[];
  readonly pixel: number | null;
}

/**
 * Reads a table of cells: CSV, TSV or semicolon-separated, found out from its header. Blank lines are skipped.
 * @throws UserError with file and line for an empty table, missing columns, and cells that are not numbers (the first
 * is named, all are counted).
 */
export function readTable(text: string, file: string, options: TableOptions): CellTable {
  const reader = createReader(file, options);
  const start = text.startsWith('\ufeff') ? text.slice(1) : text;
  const header = /^[\r\n]*([^\r\n]*)/.exec(start)?.[1] ?? '';
  const quoted = start.includes('"');
  dsvFormat(sniffDelimiter(header)).parseRows(start, (row, index) => {
    if (row.length === 1 && row[0]!.trim() === '') return null;
    if (quoted) refuseLineBreaks(row, `${file}:${index + 1}`);
    reader.row(row, index + 1);
    return null;
  });
  return reader.done();
}

/** The most frequent of comma, tab and semicolon in the header, outside quotes. */
function sniffDelimiter(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (c: string) => bare.split(c).length;
  return [',', '\t', ';'].reduce((best, c) => (count(c) > count(best) ? c : best));
}

/** A missing quote would swallow all lines up to the next one. */
function refuseLineBreaks(row: readonly string[], where: string): void {
  if (row.some((cell) => /[\r\n]/.test(cell))) {
    throw new UserError(`${where}: a cell runs over several lines; a closing quote " is missing`);
  }
}

function createReader(file: string, options: TableOptions) {
  let columns: readonly string[] | null = null;
  let found = { x: 0, y: 0, label: 0, scale: 1, warnings: [] as readonly string[] };
  const [x, y, label]: [number[], number[], number[]] = [[], [], []];
  const ids = new Map<string, number>();
  const firstLine: number[] = [];
  let firstBad = '';
  let bad = 0;

  const reject = (line: number, problem: string) => {
    if (bad++ === 0) firstBad = `${file}:${line}: ${problem}`;
  };

  const readHeader = (row: readonly string[]) => {
    columns = row.map((name) => name.trim());
    if (columns.length < 2) {
      throw new UserError(
        `${file}: one column only (${clip(row[0]!)}); expected cells separated by comma, tab or semicolon`,
      );
    }
    found = findColumns(columns, options.labelColumns, options.pixel, file);
  };

  const readCell = (row: readonly string[], line: number) => {
    const names = columns!;
    if (row.length > names.length && row.slice(names.length).some((cell) => cell.trim() !== '')) {
      return reject(line, `${row.length} cells, but the header names ${names.length} columns`);
    }
    for (const index of [found.x, found.y]) {
      const text = row[index]?.trim() ?? '';
      if (text === '') return reject(line, `${names[index]} is empty`);
      if (!Number.isFinite(Number(text) * found.scale)) {
        return reject(line, `${names[index]} is "${clip(text)}", not a finite number`);
      }
    }
    if (found.label >= row.length) return reject(line, `${names[found.label]} is missing`);
    const name = row[found.label]!.trim();
    let id = ids.get(name);
    if (id === undefined) {
      id = ids.size;
      ids.set(name, id);
      firstLine.push(line);
    }
    x.push(Number(row[found.x]) * found.scale);
    y.push(Number(row[found.y]) * found.scale);
    label.push(id);
  };

  return {
    row: (row: readonly string[], line: number) => (columns === null ? readHeader(row) : readCell(row, line)),
    done(): CellTable {
      if (columns === null) throw new UserError(`${file} is empty; expected a table with a header line`);
      if (bad > 0) {
        throw new UserError(`${firstBad}; ${bad} of ${bad + x.length} rows cannot be used; correct or remove them`);
      }
      if (x.length === 0) throw new UserError(`${file} has a header but no rows`);
      return {
        file,
        x: Float64Array.from(x),
        y: Float64Array.from(y),
        label: Uint32Array.from(label),
        labels: [...ids.keys()],
        firstLine,
        warnings: found.warnings,
      };
    },
  };
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
