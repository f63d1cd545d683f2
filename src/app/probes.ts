/** What the page wants to know of the running simulation besides its picture: one look at it for each frame. */
import type { Inspection, Simulation } from '../engine/types.ts';
import { cloneRow } from './clones.ts';
import { createFollower } from './follow.ts';
import type { MeasuredRow, Probed, Region, Reply, Request } from './protocol.ts';
import { regionNumbers } from './region.ts';

export interface Probes {
  /** True when the request was about looking, and is done. */
  obey(request: Request, sim: Simulation | null): boolean;
  /** Another simulation is looked at from now on. */
  reset(): void;
  /** @param layer the one that is shown */
  look(sim: Simulation, layer: string): Promise<Probed>;
}

/** Milliseconds between measurements at the least. */
const MEASURE_MS = 150;
/** Rows of lineages over the planned time of a scene. */
const CLONE_ROWS = 160;
/** Sources that are marked on the screen. */
const MOST_HELD = 2000;

/** @param post tells the page what lies under the pointer */
export function createProbes(post: (reply: Reply, transfer: Transferable[]) => void): Probes {
  const follower = createFollower();
  let region: Region | null = null;
  let measured = Number.NEGATIVE_INFINITY;
  let clonesAt = -1;
  let wantsClones = false;
  let wantsMeasures = false;
  let held: Simulation['held'] | null = null;

  async function measure(sim: Simulation): Promise<MeasuredRow | null> {
    const now = performance.now();
    if (!wantsMeasures || now - measured < MEASURE_MS) return null;
    measured = now;
    const { fields, traits } = await sim.measure();
    const { model } = sim.scene;
    return {
      time: sim.time,
      fields: model.fields.map(({ unit }, f) => fields[f]! / unit.factor),
      traits: model.kinds.flatMap((kind, k) => kind.traits.map(({ unit }, t) => traits[k]![t]! / unit.factor)),
    };
  }

  /** Null while they are the same. */
  function heldSites(sim: Simulation): Probed['held'] {
    if (sim.held === held || (held === null && !sim.held?.length)) return null;
    held = sim.held;
    const { width } = sim.shape;
    return held.slice(0, MOST_HELD).map(({ site }) => ({ x: site % width, y: Math.floor(site / width) }));
  }

  async function clones(sim: Simulation) {
    const every = Math.max(sim.scene.tick, sim.scene.until / CLONE_ROWS);
    if (!wantsClones || (clonesAt >= 0 && Math.abs(sim.time - clonesAt) < every)) return null;
    clonesAt = sim.time;
    return cloneRow(sim);
  }

  return {
    obey(request, sim) {
      if (request.type === 'inspect') follower.choose(request.site);
      else if (request.type === 'region') region = request.region;
      else if (request.type === 'charts') {
        wantsMeasures = request.measures;
        wantsClones = request.clones;
      } else if (request.type === 'hover') {
        const { x, y } = request.site;
        if (sim !== null && x < sim.shape.width && y < sim.shape.height) {
          const tell = (inspection: Inspection) => post({ type: 'hover', site: request.site, inspection }, []);
          sim.inspect(x, y).then(tell, () => {}); // what stops a simulation is told by its tick
        }
      } else return false;
      return true;
    },
    reset() {
      follower.choose(null);
      region = null;
      clonesAt = -1;
      held = null;
    },
    async look(sim, layer) {
      const [followed, numbers, row, lineages] = await Promise.all([
        follower.look(sim),
        region === null || !liesOn(region, sim.shape) ? null : regionNumbers(sim, region, layer),
        measure(sim),
        clones(sim),
      ]);
      return { followed, region: numbers, measured: row, clones: lineages, held: heldSites(sim) };
    },
  };
}

function liesOn(region: Region, shape: { readonly width: number; readonly height: number }): boolean {
  return region.x + region.width <= shape.width && region.y + region.height <= shape.height;
}
