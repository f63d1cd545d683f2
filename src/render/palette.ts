/** Colours: of cell states, of lineages, and the perceptual scales of continuous layers. */
import { scaleLinear } from 'd3-scale';
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateViridis,
} from 'd3-scale-chromatic';
import type { LayerInfo } from '../engine/types.ts';
import type { State } from '../model/types.ts';

/** Red, green, blue, 0…255. */
export type Rgb = readonly [number, number, number];

/** Perceptually uniform scales by name. */
export const COLOUR_SCALES = {
  viridis: interpolateViridis,
  magma: interpolateMagma,
  cividis: interpolateCividis,
  inferno: interpolateInferno,
  plasma: interpolatePlasma,
} as const;

export type ColourScaleName = keyof typeof COLOUR_SCALES;

/** One by name, or colours at equal distances along a scale of one's own. */
export type ColourScale = ColourScaleName | readonly string[];

/** Distinct to all common kinds of colour vision. Source: Okabe and Ito 2008; Tol 2021, "muted" (SRON/EPS/TN/09-002). */
// biome-ignore format: a table
const SAFE_COLOURS = [
  '#56b4e9', '#e69f00', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7', '#bbbbbb',
  '#88ccee', '#ddcc77', '#44aa99', '#cc6677', '#332288', '#999933', '#aa4499', '#117733',
];

/** The colour of a state: the model's own, else one of a colour-blind safe series by its id. */
export function stateColour(state: State): string {
  return state.colour ?? (SAFE_COLOURS[(state.id - 1) % SAFE_COLOURS.length] as string);
}

/** `#rgb` or `#rrggbb` or `rgb(r, g, b)` → bytes. Anything else is mid grey. */
export function parseColour(text: string): Rgb {
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (long !== null) return [hex(long[1]), hex(long[2]), hex(long[3])];
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short !== null) return [17 * hex(short[1]), 17 * hex(short[2]), 17 * hex(short[3])];
  const decimal = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(text);
  if (decimal !== null) return [Number(decimal[1]), Number(decimal[2]), Number(decimal[3])];
  return [128, 128, 128];
}

function hex(digits: string | undefined): number {
  return Number.parseInt(digits ?? '80', 16);
}

/** u8[256·4], RGBA by state id; alpha 0 for id 0, for hidden states and for ids the model does not have. */
export function statePalette(states: readonly State[], hidden: ReadonlySet<number>): Uint8Array {
  const texels = new Uint8Array(256 * 4);
  for (const state of states) {
    if (!hidden.has(state.id)) texels.set([...parseColour(stateColour(state)), 255], 4 * state.id);
  }
  return texels;
}

/** The same, with only the states of a set. */
export function overPalette(states: readonly State[], over: ReadonlySet<number>): Uint8Array {
  return statePalette(states, new Set(states.filter(({ id }) => !over.has(id)).map(({ id }) => id)));
}

/** u8[256·4], RGBA along a scale, low to high. */
export function scalePalette(scale: ColourScale): Uint8Array {
  const texels = new Uint8Array(256 * 4);
  const colourAt = coloursOf(scale);
  for (let i = 0; i < 256; i++) texels.set([...parseColour(colourAt(i / 255)), 255], 4 * i);
  return texels;
}

/** The colour, as CSS has it, at any part 0…1 of a scale. */
export function coloursOf(scale: ColourScale): (part: number) => string {
  if (typeof scale === 'string') return COLOUR_SCALES[scale];
  return scaleLinear<string>(
    scale.map((_, i) => i / (scale.length - 1)),
    scale,
  );
}

/** u8[256·4], RGBA of lineages: hue by the golden angle, three lightnesses, so that near indices look different. */
export function lineagePalette(): Uint8Array {
  const texels = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const hue = (i * 137.508) % 360;
    texels.set([...hslBytes(hue, 0.62, [0.46, 0.6, 0.74][i % 3] as number), 255], 4 * i);
  }
  return texels;
}

function hslBytes(hue: number, saturation: number, lightness: number): Rgb {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** The scale a layer is drawn in unless the user picks another: each sort of layer looks different. */
export function defaultScale(kind: LayerInfo['kind']): ColourScaleName {
  if (kind === 'matrix') return 'cividis';
  if (kind === 'event') return 'inferno';
  return kind === 'trait' || kind === 'signal' ? 'magma' : 'viridis';
}
