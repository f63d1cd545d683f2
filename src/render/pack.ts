/** Packs what a snapshot shows into one RGBA8 texel per sample, so that a frame is one upload. */
import type { Snapshot } from '../engine/types.ts';
import { partOf, type Range } from './range.ts';

/** A snapshot ready to be drawn: its arrays packed into texels, for one span of the colour scale. */
export interface Picture extends Omit<Snapshot, 'tissue' | 'immune' | 'values'> {
  /** u8[4·n], see `packSnapshot`. */
  readonly texels: Uint8Array<ArrayBuffer>;
  readonly range: Range;
}

/** Levels of a quantised value; code 0 means "nothing to show here". */
export const VALUE_LEVELS = 65535;

export function pictureOf(snapshot: Snapshot, range: Range): Picture {
  const { tissue: _, immune: __, values: ___, ...rest } = snapshot;
  return { ...rest, texels: packSnapshot(snapshot, range), range };
}

/**
 * u8[4·n]: R tissue state id, G immune state id, B·256 + A a value code. Codes of values: 0 is NaN, 1…65535 run over
 * `range` (clamped). Codes of barcodes: 0 is none, else `barcodeColour(barcode) + 1`.
 */
export function packSnapshot({ tissue, immune, values, layer }: Snapshot, range: Range): Uint8Array<ArrayBuffer> {
  const texels = new Uint32Array(tissue.length); // whole texels at once: bytes in the order of every machine with a browser
  for (let i = 0; i < texels.length; i++) texels[i] = (tissue[i] as number) | ((immune[i] as number) << 8);
  if (values !== null && layer.kind === 'barcode') addLineages(texels, values);
  else if (values !== null && range.log) addLogarithms(texels, values, range);
  else if (values !== null) addValues(texels, values, range);
  return new Uint8Array(texels.buffer);
}

/** Index 0…254 of the colour that a lineage is drawn in: a hash, so that neighbouring numbers look different. */
export function barcodeColour(barcode: number): number {
  let h = Math.imul(barcode ^ (barcode >>> 16), 0x45d9f3b);
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return ((h ^ (h >>> 16)) >>> 0) % 255;
}

function addLineages(texels: Uint32Array, barcodes: Float32Array): void {
  for (let i = 0; i < texels.length; i++) {
    const barcode = barcodes[i] as number;
    if (barcode > 0) texels[i] = (texels[i] as number) | inTexel(barcodeColour(barcode) + 1);
  }
}

function addValues(texels: Uint32Array, values: Float32Array, { low, high }: Range): void {
  const perUnit = (VALUE_LEVELS - 1) / (high - low);
  for (let i = 0; i < texels.length; i++) {
    const value = values[i] as number;
    if (value >= high) texels[i] = (texels[i] as number) | inTexel(VALUE_LEVELS);
    else if (value > low) texels[i] = (texels[i] as number) | inTexel((1.5 + (value - low) * perUnit) | 0);
    else if (value <= low) texels[i] = (texels[i] as number) | inTexel(1);
  }
}

function addLogarithms(texels: Uint32Array, values: Float32Array, range: Range): void {
  for (let i = 0; i < texels.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const part = Math.min(1, Math.max(0, partOf(range, value)));
    texels[i] = (texels[i] as number) | inTexel((1.5 + part * (VALUE_LEVELS - 1)) | 0);
  }
}

/** A code as the third and fourth byte, the high one first. */
function inTexel(code: number): number {
  return ((code & 255) << 24) | ((code & 0xff00) << 8);
}
