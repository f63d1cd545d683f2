/** Lineages over time as stacked shares: the largest by themselves, all others together. */

import { barcodeColour } from '../render/pack.ts';
import { lineagePalette } from '../render/palette.ts';
import type { CloneRow } from './protocol.ts';

/** Lineages that are drawn by themselves. */
const MOST_BANDS = 30;

/** A lineage's part of all cells with one, at each time, from `low` to `high` of the whole. */
export interface Band {
  /** 0: all others. */
  readonly barcode: number;
  readonly colour: string;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Bands from the bottom up, those with the largest share ever first; the others lie on top. */
export function mullerBands(rows: readonly CloneRow[]): readonly Band[] {
  const peaks = new Map<number, number>();
  for (const { barcodes, sizes, cells } of rows) {
    barcodes.forEach((barcode, k) => {
      peaks.set(barcode, Math.max(peaks.get(barcode) ?? 0, sizes[k]! / Math.max(1, cells)));
    });
  }
  const drawn = [...peaks]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_BANDS)
    .map(([barcode]) => barcode);
  const sizeAt = rows.map(({ barcodes, sizes }) => new Map(barcodes.map((barcode, k) => [barcode, sizes[k]!])));
  let floor: readonly number[] = rows.map(() => 0);
  const bands = drawn.map((barcode): Band => {
    const low = floor;
    const high = rows.map(({ cells }, i) => low[i]! + (sizeAt[i]!.get(barcode) ?? 0) / Math.max(1, cells));
    floor = high;
    return { barcode, colour: lineageColour(barcode), low, high };
  });
  return [...bands, { barcode: 0, colour: '', low: floor, high: rows.map(() => 1) }];
}

const PALETTE = lineagePalette();

/** The colour that the layer of lineages has for it. */
export function lineageColour(barcode: number): string {
  const at = 4 * barcodeColour(barcode);
  return `rgb(${PALETTE[at]}, ${PALETTE[at + 1]}, ${PALETTE[at + 2]})`;
}
