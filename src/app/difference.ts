/** Pictures of several arms on one scale, and where two of them differ. */
import { type Picture, VALUE_LEVELS } from '../render/pack.ts';
import type { Range } from '../render/range.ts';

const isValued = ({ layer }: Picture): boolean => layer.kind !== 'states' && layer.kind !== 'barcode';

/** The span that holds those of all pictures. */
export function joined(pictures: readonly Picture[]): Range {
  const ranges = pictures.map(({ range }) => range);
  return { low: Math.min(...ranges.map(({ low }) => low)), high: Math.max(...ranges.map(({ high }) => high)) };
}

/** The picture for another span of the colour scale. */
export function onScale(picture: Picture, range: Range): Picture {
  if (!isValued(picture)) return picture;
  const texels = picture.texels.slice();
  for (let i = 0; i < texels.length; i += 4) write(texels, i, valueAt(picture, i), range);
  return { ...picture, texels, range };
}

/**
 * Where and by how much `b` is another than `a`, which has the same sites: of states those of `b` on the sites that differ
 * (of `a` where `b` has none), of values the size of the difference.
 */
export function differenceOf(a: Picture, b: Picture): Picture {
  const texels = new Uint8Array(b.texels.length);
  if (!isValued(b)) {
    for (let i = 0; i < texels.length; i += 4) {
      for (const k of [i, i + 1]) if (a.texels[k] !== b.texels[k]) texels[k] = b.texels[k]! || a.texels[k]!;
    }
    return { ...b, texels };
  }
  const sizes = new Float32Array(texels.length / 4);
  for (let i = 0; i < texels.length; i += 4) sizes[i / 4] = Math.abs(valueAt(b, i) - valueAt(a, i));
  const range = { low: 0, high: sizes.reduce((most, size) => (size > most ? size : most), 0) || 1 };
  for (let i = 0; i < texels.length; i += 4) write(texels, i, sizes[i / 4]!, range);
  return { ...b, texels, range };
}

/** Sites on which the states differ, of all that are shown. */
export function differingShare(a: Picture, b: Picture): number {
  let count = 0;
  for (let i = 0; i < b.texels.length; i += 4) {
    if (a.texels[i] !== b.texels[i] || a.texels[i + 1] !== b.texels[i + 1]) count++;
  }
  return count / (b.texels.length / 4);
}

/** NaN where there is nothing. */
function valueAt({ texels, range }: Picture, i: number): number {
  const code = texels[i + 2]! * 256 + texels[i + 3]!;
  return code === 0 ? Number.NaN : range.low + ((code - 1) / (VALUE_LEVELS - 1)) * (range.high - range.low);
}

function write(texels: Uint8Array, i: number, value: number, { low, high }: Range): void {
  const part = Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  const code = Number.isNaN(value) ? 0 : 1 + Math.round(part * (VALUE_LEVELS - 1));
  [texels[i + 2], texels[i + 3]] = [code >> 8, code & 255];
}
