/** The lattice on a WebGL canvas. Draws packed snapshots; knows nothing of the simulation behind them. */
import createREGL, { type Regl, type Texture2D } from 'regl';
import { RunError } from '../model/error.ts';
import type { State } from '../model/types.ts';
import { type Camera, cameraMatrix } from './camera.ts';
import type { Picture } from './pack.ts';
import {
  type ColourScale,
  defaultScale,
  lineagePalette,
  overPalette,
  type Rgb,
  scalePalette,
  statePalette,
} from './palette.ts';
import { MOST_CONTOURS } from './shader-lines.ts';
import { LATTICE_FRAGMENT, LATTICE_VERTEX } from './shaders.ts';

/** How to draw a picture; all of it optional. */
export interface DrawOptions {
  /** Default: by the kind of layer, see `defaultScale`. */
  readonly scale?: ColourScale;
  /** Draw cells as rings over a field when zoomed in; default true. */
  readonly cells?: boolean;
  /** State ids not drawn. */
  readonly hidden?: ReadonlySet<number>;
  /** State ids drawn over a layer of values, and how opaque, 0 to 1 (default 1). */
  readonly over?: ReadonlySet<number>;
  readonly opacity?: number;
  /** Places on the colour scale, 0 to 1, where contours run; at most 8. */
  readonly contours?: readonly number[];
  /** Distance between arrows up the gradient [canvas pixels]; 0, the default: none. */
  readonly arrows?: number;
  /** Site to mark. */
  readonly chosen?: { readonly x: number; readonly y: number } | null;
  /** Colour of empty sites, bytes. */
  readonly ground?: Rgb;
  /** Colour of the surroundings of the lattice, bytes. */
  readonly outside?: Rgb;
  /** Colour of the mark around the chosen site, bytes. */
  readonly mark?: Rgb;
}

/** A canvas that shows pictures. `canvas.width/height` are device pixels; the owner sets them through `resize`. */
export interface View {
  draw(picture: Picture, camera: Camera, options?: DrawOptions): void;
  /** Shows pictures of another model from now on. */
  setStates(states: readonly State[]): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

const DARK_GROUND: Rgb = [22, 26, 32];
const DARK_OUTSIDE: Rgb = [13, 15, 19];
const WHITE: Rgb = [255, 255, 255];
const NONE_HIDDEN: ReadonlySet<number> = new Set();

/** @throws RunError when the canvas gives no WebGL. */
export function createView(canvas: HTMLCanvasElement | OffscreenCanvas, firstStates: readonly State[]): View {
  let states = firstStates;
  const regl = openRegl(canvas);
  const texels = createTexels(regl);
  const statesTexture = createPalette(regl, 'nearest');
  const scaleTexture = createPalette(regl, 'linear');
  const overTexture = createPalette(regl, 'nearest');
  const drawLattice = createDraw(regl);
  let hiddenNow: ReadonlySet<number> | null = null;
  let scaleNow: ColourScale | 'lineages' | null = null;
  let overNow: ReadonlySet<number> | null = null;

  function showPalettes(hidden: ReadonlySet<number>, scale: ColourScale | 'lineages'): void {
    if (hidden !== hiddenNow) statesTexture.subimage({ data: statePalette(states, hidden), width: 256, height: 1 });
    hiddenNow = hidden;
    if (scale === scaleNow) return;
    const data = scale === 'lineages' ? lineagePalette() : scalePalette(scale);
    scaleTexture.subimage({ data, width: 256, height: 1 });
    scaleNow = scale;
  }

  function showOver(over: ReadonlySet<number>): void {
    if (over !== overNow) overTexture.subimage({ data: overPalette(states, over), width: 256, height: 1 });
    overNow = over;
  }

  return {
    draw(picture, camera, options = {}) {
      const { layer, window } = picture;
      showPalettes(
        options.hidden ?? NONE_HIDDEN,
        layer.kind === 'barcode' ? 'lineages' : (options.scale ?? defaultScale(layer.kind)),
      );
      showOver(options.over ?? NONE_HIDDEN);
      texels.show(picture);
      regl.poll();
      regl.clear({ color: [...unit(options.outside ?? DARK_OUTSIDE), 1] });
      drawLattice({
        texels: texels.texture,
        states: statesTexture,
        scale: scaleTexture,
        over: overTexture,
        opacity: options.opacity ?? 1,
        contours: contourLevels(options.contours ?? []),
        arrows: options.arrows ?? 0,
        ink: unit(options.mark ?? WHITE),
        camera: cameraMatrix(camera, canvas),
        lattice: [picture.width, picture.height],
        origin: [window.x, window.y],
        samples: [window.width, window.height],
        pitch: window.step,
        mode: layer.kind === 'states' ? 0 : layer.kind === 'barcode' ? 2 : 1,
        pixel: 1 / camera.scale,
        cells: options.cells === false ? 0 : 1,
        ground: unit(options.ground ?? DARK_GROUND),
        chosen: options.chosen ? [options.chosen.x, options.chosen.y] : [-1, -1],
        chosenColour: unit(options.mark ?? WHITE),
      });
    },
    setStates(next) {
      states = next;
      hiddenNow = null;
      overNow = null;
    },
    resize(width, height) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    destroy: () => regl.destroy(),
  };
}

function openRegl(canvas: HTMLCanvasElement | OffscreenCanvas): Regl {
  const gl = canvas.getContext('webgl', { antialias: false, alpha: false, depth: false, stencil: false });
  if (gl === null) {
    throw new RunError('drawing: this browser gives no WebGL, so the lattice cannot be shown; the counts still run');
  }
  return createREGL({ gl: gl as WebGLRenderingContext });
}

/** The texels of a picture as a texture; uploads again only when the picture is another. */
function createTexels(regl: Regl) {
  const texture = regl.texture({ width: 1, height: 1, min: 'nearest', mag: 'nearest' });
  let shown: Picture | null = null;
  return {
    texture,
    show(picture: Picture) {
      if (picture === shown) return;
      const { width, height } = picture.window;
      const image = { data: picture.texels, width, height } as const;
      if (texture.width === width && texture.height === height) texture.subimage(image);
      else texture({ ...image, min: 'nearest', mag: 'nearest', wrap: 'clamp' });
      shown = picture;
    },
  };
}

function createPalette(regl: Regl, filter: 'nearest' | 'linear'): Texture2D {
  return regl.texture({ width: 256, height: 1, min: filter, mag: filter, wrap: 'clamp' });
}

function createDraw(regl: Regl) {
  // biome-ignore format: a list
  const names = [
    'texels', 'states', 'scale', 'camera', 'lattice', 'origin', 'samples', 'pitch', 'mode', 'pixel', 'cells', 'ground',
    'chosen', 'chosenColour', 'over', 'opacity', 'arrows', 'ink',
  ];
  return regl({
    vert: LATTICE_VERTEX,
    frag: LATTICE_FRAGMENT,
    attributes: {
      corner: [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ],
    },
    uniforms: Object.fromEntries([
      ...names.map((name) => [name, regl.prop<Record<string, unknown>, string>(name)]),
      ...Array.from({ length: MOST_CONTOURS }, (_, k) => [
        `contours[${k}]`,
        (_context: unknown, { contours }: { contours: readonly number[] }) => contours[k],
      ]),
    ]),
    primitive: 'triangle strip',
    count: 4,
    depth: { enable: false },
  });
}

/** As many as the shader has; −1: none. */
function contourLevels(levels: readonly number[]): number[] {
  return Array.from({ length: MOST_CONTOURS }, (_, k) => levels[k] ?? -1);
}

function unit(colour: Rgb): [number, number, number] {
  return [colour[0] / 255, colour[1] / 255, colour[2] / 255];
}
