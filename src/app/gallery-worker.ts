/** Small live pictures of scenes for the gallery: each is simulated on a small lattice, a tick after the other in turn. */
import { createSimulationFrom } from '../engine/simulation.ts';
import type { Simulation } from '../engine/types.ts';
import { createBrowserHost } from '../host/browser.ts';
import { initialTissue, readScene } from '../index.ts';
import { parseColour, stateColour } from '../render/palette.ts';

/** What the gallery asks for, once. */
export interface GalleryRequest {
  /** Paths of scenes relative to `base`. */
  readonly scenes: readonly string[];
  readonly base: string;
}

/** A picture of a scene, RGBA row by row; without pixels: it cannot be shown, for that reason. */
export type GalleryReply =
  | { readonly scene: string; readonly width: number; readonly height: number; readonly pixels: Uint8ClampedArray }
  | { readonly scene: string; readonly reason: string };

/** Sites along the longer side, at most. */
const SIDE = 88;
/** Ticks that a picture shows before it starts anew. */
const TICKS = 1200;
/** Milliseconds between ticks: thumbnails move, but leave the machine to the scene that is open. */
const PAUSE_MS = 30;

self.onmessage = ({ data }: MessageEvent<GalleryRequest>) => void show(data);

async function show({ scenes, base }: GalleryRequest): Promise<void> {
  const open = new Map<string, Simulation>();
  for (const scene of scenes) {
    try {
      const sim = await openSmall(scene, base);
      open.set(scene, sim);
      await post(scene, sim);
    } catch (error) {
      self.postMessage({ scene, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  while (open.size > 0) {
    for (const [scene, sim] of open) {
      await sim.step();
      await post(scene, sim);
      if (sim.tick < TICKS) continue;
      sim.destroy();
      open.set(scene, await openSmall(scene, base));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function openSmall(path: string, base: string): Promise<Simulation> {
  const host = createBrowserHost(base);
  const read = await readScene(path, host);
  const { lattice } = read;
  const shrink = lattice === null ? 1 : Math.max(1, Math.max(lattice.width, lattice.height) / SIDE);
  const scene =
    lattice === null || lattice.mixing === 'dish'
      ? read
      : {
          ...read,
          lattice: {
            ...lattice,
            width: Math.round(lattice.width / shrink),
            height: Math.round(lattice.height / shrink),
          },
        };
  return createSimulationFrom(scene, await initialTissue(scene, host), { backend: 'cpu', host });
}

async function post(scene: string, sim: Simulation): Promise<void> {
  const { tissue, immune, width, height } = await sim.snapshot('states');
  const colours = [[22, 26, 32], ...sim.scene.model.states.map((state) => parseColour(stateColour(state)))];
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) pixels.set(colours[immune[i]! || tissue[i]!]!, 4 * i);
  self.postMessage({ scene, width, height, pixels } satisfies GalleryReply, { transfer: [pixels.buffer] });
}
