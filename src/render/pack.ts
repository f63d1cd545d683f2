/** Packs what a snapshot shows into one RGBA8 texel per site, so that a frame is one upload. */
import type { Snapshot } from '../engine/types.ts';
import type { Range } from './range.ts';

/** Levels of a quantised value; code 0 means "nothing to show here". */
export const VALUE_LEVELS = 65535;

/**
 * u8[4·n]: R tissue state id, G immune state id, B·256 + A a value code. Codes of values: 0 is NaN, 1…65535 run over
 * `range` (clamped). Codes of barcodes: 0 is none, else `barcodeColour(barcode) + 1`.
 * @param out reused when it has the right length.
 */
export function packSnapshot(snapshot: Snapshot, range: Range, out?: Uint8Array): Uint8Array {
  const n = snapshot.width * snapshot.height;
  const texels = out?.length === 4 * n ? out : new Uint8Array(4 * n);
  const { tissue, immune, values } = snapshot;
  const codeOf = snapshot.layer.kind === 'barcode' ? barcodeCode : valueCoder(range);
  for (let i = 0, t = 0; i < n; i++, t += 4) {
    texels[t] = tissue[i] as number;
    texels[t + 1] = immune[i] as number;
    const code = values === null ? 0 : codeOf(values[i] as number);
    texels[t + 2] = code >> 8;
    texels[t + 3] = code & 255;
  }
  return texels;
}

/** Index 0…254 of the colour that a lineage is drawn in: a hash, so that neighbouring numbers look different. */
export function barcodeColour(barcode: number): number {
  let h = Math.imul(barcode ^ (barcode >>> 16), 0x45d9f3b);
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return ((h ^ (h >>> 16)) >>> 0) % 255;
}

function barcodeCode(barcode: number): number {
  return barcode > 0 ? barcodeColour(barcode) + 1 : 0;
}

function valueCoder(range: Range): (value: number) => number {
  const perUnit = (VALUE_LEVELS - 1) / (range.high - range.low);
  return (value) => {
    if (Number.isNaN(value)) return 0;
    const level = Math.round((value - range.low) * perUnit);
    return 1 + Math.min(Math.max(level, 0), VALUE_LEVELS - 1);
  };
}
