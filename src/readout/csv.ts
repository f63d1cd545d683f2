import { csvFormatRow } from 'd3-dsv';

/** One line of a CSV file without its line break; numbers with at most nine digits, NaN as such, null as an empty cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return csvFormatRow(cells.map((cell) => (typeof cell === 'number' ? formatNumber(cell) : (cell ?? ''))));
}

/** Nine significant digits: what single precision needs, and no more. Whole numbers keep all of theirs. */
function formatNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}
