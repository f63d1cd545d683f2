/** Pictures of several arms on one scale, and where two of them differ. */
import type { State } from '../model/types.ts';
import { type Picture, VALUE_LEVELS } from '../render/pack.ts';
import { type Range, roundRange } from '../render/range.ts';

/** What a site is on a map of where two pictures of states differ; 0: empty in both. */
export const SAME = 1;
export const ONLY_FIRST = 2;
export const ONLY_SECOND = 3;
export const OTHER = 4;

/** Where and by how much two pictures differ. */
export interface Difference {
  /** Of states with the ids above; of values the second less the first, on a scale around 0. */
  readonly picture: Picture;
  /** Cells by the ids above; of values empty. */
  readonly counts: readonly number[];
  /** Share of the sites that differ; of values, by more than they are known to. */
  readonly share: number;
  /** The largest difference of values, in the layer's unit. */
  readonly most: number;
}

/** Share of the map that enlarged marks may take. */
const MOST_MARKED = 0.25;

/** Code of a value in the middle of its scale. */
const NO_DIFFERENCE = 1 + Math.round((VALUE_LEVELS - 1) / 2);

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

/** How `b` is another than `a`, which has the same sites and layer. */
export function differenceOf(a: Picture, b: Picture): Difference {
  return isValued(b) ? differenceOfValues(a, b) : differenceOfStates(a, b);
}

function differenceOfStates(a: Picture, b: Picture): Difference {
  const texels = new Uint8Array(b.texels.length);
  const counts = [0, 0, 0, 0, 0];
  const idOf = b.layer.kind === 'barcode' ? lineageAt : stateAt;
  let differing = 0;
  for (let i = 0; i < texels.length; i += 4) {
    const tissue = sameness(idOf(a, i), idOf(b, i));
    const immune = sameness(a.texels[i + 1]!, b.texels[i + 1]!);
    for (const id of [tissue, immune]) counts[id]!++;
    texels[i] = tissue || (immune === SAME ? SAME : 0);
    if (immune > SAME) texels[i + 1] = immune; // one that is the same would hide what differs under it
    if (tissue > SAME || immune > SAME) differing++;
  }
  const picture = { ...b, layer: { ...b.layer, kind: 'states' as const }, texels };
  return { picture, counts, share: differing / (texels.length / 4), most: 0 };
}

function sameness(a: number, b: number): number {
  if (a === b) return a === 0 ? 0 : SAME;
  if (b === 0) return ONLY_FIRST;
  return a === 0 ? ONLY_SECOND : OTHER;
}

function differenceOfValues(a: Picture, b: Picture): Difference {
  const sizes = new Float32Array(b.texels.length / 4);
  /** What two values that are the same can differ by: each is known to a level of its own scale. */
  const least = (spanOf(a) + spanOf(b)) / VALUE_LEVELS;
  let most = 0;
  let differing = 0;
  for (let k = 0; k < sizes.length; k++) {
    const size = valueAt(b, 4 * k) - valueAt(a, 4 * k);
    sizes[k] = Math.abs(size) > least || Number.isNaN(size) ? size : 0;
    most = Math.max(most, Math.abs(sizes[k]!) || 0);
    if (sizes[k]) differing++;
  }
  const range = roundRange({ low: -most || -1, high: most || 1 });
  const texels = new Uint8Array(b.texels.length);
  for (let k = 0; k < sizes.length; k++) write(texels, 4 * k, sizes[k]!, range);
  return { picture: { ...b, texels, range }, counts: [], share: differing / sizes.length, most };
}

/**
 * The map with every site that differs drawn over its neighbours up to `reach` sites away, so that one alone does not vanish on a
 * small screen; less far where there are so many that they would cover what is the same.
 */
export function enlarged({ picture, share }: Difference, reach: number): Picture {
  const far = Math.min(reach, Math.floor((Math.sqrt(MOST_MARKED / share) - 1) / 2));
  if (!(far > 0)) return picture;
  const { width, height } = picture.window;
  const texels = picture.texels.slice();
  const differs = isValued(picture) ? valueDiffers : stateDiffers;
  for (let i = 0; i < texels.length; i += 4) {
    if (!differs(picture.texels, i)) continue;
    const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
    for (let v = Math.max(0, y - far); v <= Math.min(height - 1, y + far); v++) {
      for (let u = Math.max(0, x - far); u <= Math.min(width - 1, x + far); u++) {
        const k = 4 * (v * width + u);
        if (!differs(picture.texels, k)) texels.copyWithin(k, i, i + 4);
      }
    }
  }
  return { ...picture, texels };
}

const stateDiffers = (texels: Uint8Array, i: number): boolean => texels[i]! > SAME || texels[i + 1]! > SAME;
const valueDiffers = (texels: Uint8Array, i: number): boolean => ![0, NO_DIFFERENCE].includes(codeAt(texels, i));

/** The states of such a map. @param colours by the ids above; that of 0 is not used */
export function differenceStates(colours: readonly string[]): readonly State[] {
  return colours.slice(1).map((colour, i) => ({
    id: i + 1,
    kind: '',
    name: '',
    label: '',
    layer: 'tissue',
    colour,
    about: '',
  }));
}

const stateAt = ({ texels }: Picture, i: number): number => texels[i]!;
const lineageAt = ({ texels }: Picture, i: number): number => codeAt(texels, i);
const codeAt = (texels: Uint8Array, i: number): number => texels[i + 2]! * 256 + texels[i + 3]!;
const spanOf = ({ range }: Picture): number => range.high - range.low;

/** NaN where there is nothing. */
function valueAt({ texels, range }: Picture, i: number): number {
  const code = codeAt(texels, i);
  return code === 0 ? Number.NaN : range.low + ((code - 1) / (VALUE_LEVELS - 1)) * (range.high - range.low);
}

function write(texels: Uint8Array, i: number, value: number, { low, high }: Range): void {
  const part = Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  const code = Number.isNaN(value) ? 0 : 1 + Math.round(part * (VALUE_LEVELS - 1));
  [texels[i + 2], texels[i + 3]] = [code >> 8, code & 255];
}
