/** The lattice on a WebGL canvas. Draws a Snapshot; knows nothing of the simulation behind it. */
import createREGL, { type Regl, type Texture2D } from 'regl';
import type { Snapshot } from '../engine/types.ts';
import { RunError } from '../model/error.ts';
import type { State } from '../model/types.ts';
import { type Camera, cameraMatrix } from './camera.ts';
import { packSnapshot } from './pack.ts';
import { type ColourScaleName, defaultScale, lineagePalette, type Rgb, scalePalette, statePalette } from './palette.ts';
import { drawableRange, type Range, rangeOf } from './range.ts';
import { LATTICE_FRAGMENT, LATTICE_VERTEX } from './shaders.ts';

/** How to draw a snapshot; all of it optional. */
export interface DrawOptions {
  /** Span of the colour scale; default: that of the snapshot's values. */
  readonly range?: Range;
  /** Default: by the kind of layer, see `defaultScale`. */
  readonly scale?: ColourScaleName;
  /** Draw cells as rings over a field when zoomed in; default true. */
  readonly cells?: boolean;
  /** State ids not drawn. */
  readonly hidden?: ReadonlySet<number>;
  /** Site to mark. */
  readonly chosen?: { readonly x: number; readonly y: number } | null;
  /** Colour of empty sites, bytes. */
  readonly ground?: Rgb;
  /** Colour of the surroundings of the lattice, bytes. */
  readonly outside?: Rgb;
  /** Colour of the mark around the chosen site, bytes. */
  readonly mark?: Rgb;
}

/** A canvas that shows snapshots. `canvas.width/height` are device pixels; the owner sets them through `resize`. */
export interface View {
  draw(snapshot: Snapshot, camera: Camera, options?: DrawOptions): void;
  /** Shows snapshots of another model from now on. */
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
  const drawLattice = createDraw(regl);
  let hiddenNow: ReadonlySet<number> | null = null;
  let scaleNow = '';

  function showPalettes(hidden: ReadonlySet<number>, scale: ColourScaleName | 'lineages'): void {
    if (hidden !== hiddenNow) statesTexture.subimage({ data: statePalette(states, hidden), width: 256, height: 1 });
    hiddenNow = hidden;
    if (scale === scaleNow) return;
    const data = scale === 'lineages' ? lineagePalette() : scalePalette(scale);
    scaleTexture.subimage({ data, width: 256, height: 1 });
    scaleNow = scale;
  }

  return {
    draw(snapshot, camera, options = {}) {
      const { layer } = snapshot;
      const range = options.range ?? drawableRange(snapshot.values && rangeOf(snapshot.values));
      showPalettes(
        options.hidden ?? NONE_HIDDEN,
        layer.kind === 'barcode' ? 'lineages' : (options.scale ?? defaultScale(layer.kind)),
      );
      texels.show(snapshot, range);
      regl.poll();
      regl.clear({ color: [...unit(options.outside ?? DARK_OUTSIDE), 1] });
      drawLattice({
        texels: texels.texture,
        states: statesTexture,
        scale: scaleTexture,
        camera: cameraMatrix(camera, canvas),
        lattice: [snapshot.width, snapshot.height],
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

/** The packed lattice as a texture; packs again only when the snapshot, or the span of its scale, is another. */
function createTexels(regl: Regl) {
  const texture = regl.texture({ width: 1, height: 1, min: 'nearest', mag: 'nearest' });
  let bytes: Uint8Array | undefined;
  let shown: Snapshot | null = null;
  let shownRange: Range = { low: 0, high: 0 };
  return {
    texture,
    show(snapshot: Snapshot, range: Range) {
      if (snapshot === shown && range.low === shownRange.low && range.high === shownRange.high) return;
      bytes = packSnapshot(snapshot, range, bytes);
      const { width, height } = snapshot;
      const image = { data: bytes, width, height } as const;
      if (texture.width === width && texture.height === height) texture.subimage(image);
      else texture({ ...image, min: 'nearest', mag: 'nearest', wrap: 'clamp' });
      shown = snapshot;
      shownRange = range;
    },
  };
}

function createPalette(regl: Regl, filter: 'nearest' | 'linear'): Texture2D {
  return regl.texture({ width: 256, height: 1, min: filter, mag: filter, wrap: 'clamp' });
}

function createDraw(regl: Regl) {
  // biome-ignore format: a list
  const names = [
    'texels', 'states', 'scale', 'camera', 'lattice', 'mode', 'pixel', 'cells', 'ground', 'chosen', 'chosenColour',
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
    uniforms: Object.fromEntries(names.map((name) => [name, regl.prop<Record<string, unknown>, string>(name)])),
    primitive: 'triangle strip',
    count: 4,
    depth: { enable: false },
  });
}

function unit(colour: Rgb): [number, number, number] {
  return [colour[0] / 255, colour[1] / 255, colour[2] / 255];
}
