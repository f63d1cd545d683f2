/** Keeps an eye on one cell while it moves; cells carry no number of their own, so it is known by what it has. */
import type { InspectedCell, Inspection, LatticeState, Simulation } from '../engine/types.ts';
import type { LayerName, Model } from '../model/types.ts';
import type { Site } from './protocol.ts';

/** What is looked at: a site, and whether the cell that was chosen there is still in sight. */
export interface Followed {
  readonly site: Site;
  readonly inspection: Inspection;
  /** `none`: the site was empty when it was chosen, so it is the site that is watched. */
  readonly cell: 'seen' | 'lost' | 'none';
}

export interface Follower {
  choose(site: Site | null): void;
  /** Looks again; null when nothing is chosen. */
  look(sim: Simulation): Promise<Followed | null>;
}

/** How far a cell may have come since the last look [sites]. */
const REACH = 40;

export function createFollower(): Follower {
  let site: Site | null = null;
  let known: { readonly layer: LayerName; readonly cell: InspectedCell } | null = null;
  let lost = false;
  let fresh = false;

  function remember(inspection: Inspection): void {
    const layer = inspection.immune !== null ? 'immune' : 'tissue';
    const cell = inspection[layer];
    known = cell === null ? null : { layer, cell };
  }

  return {
    choose(next) {
      [site, known, lost, fresh] = [next, null, false, true];
    },
    async look(sim) {
      if (site === null) return null;
      const at = site;
      let inspection = await sim.inspect(at.x, at.y);
      if (site !== at) return null;
      if (fresh) {
        fresh = false;
        remember(inspection);
      } else if (known !== null && !lost && !isSame(known.cell, inspection[known.layer])) {
        const found = findCell(sim.scene.model, await sim.state(), sim.shape, known, at);
        if (site !== at) return null;
        if (found === null) lost = true;
        else {
          site = found;
          inspection = await sim.inspect(found.x, found.y);
        }
      }
      if (known !== null && !lost) known = { ...known, cell: inspection[known.layer] ?? known.cell };
      return { site, inspection, cell: known === null ? 'none' : lost ? 'lost' : 'seen' };
    },
  };
}

function isSame(known: InspectedCell, cell: InspectedCell | null): boolean {
  return (
    cell !== null && cell.kind === known.kind && cell.barcode === known.barcode && cell.divisions >= known.divisions
  );
}

/** The cell of the same kind and lineage within reach that differs least, in what it carries before where it is. */
export function findCell(
  model: Model,
  state: LatticeState,
  shape: { readonly width: number; readonly height: number; readonly edges: 'periodic' | 'walled' },
  known: { readonly layer: LayerName; readonly cell: InspectedCell },
  from: Site,
): Site | null {
  const { width, height, edges } = shape;
  const { layer, cell } = known;
  const kind = model.kinds.find(({ name }) => name === cell.kind)!;
  const { state: ids, barcode, divisions, traits } = state[layer];
  const n = ids.length;
  let best: Site | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let b = -REACH; b <= REACH; b++) {
    for (let a = -REACH; a <= REACH; a++) {
      const [x, y] =
        edges === 'periodic' ? [wrap(from.x + a, width), wrap(from.y + b, height)] : [from.x + a, from.y + b];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const i = y * width + x;
      if (!kind.states.includes(ids[i]!) || barcode[i] !== cell.barcode || divisions[i]! < cell.divisions) continue;
      const difference = kind.traits.reduce((sum, trait, slot) => {
        const value = traits[slot * n + i]! / trait.unit.factor;
        const before = cell.traits[slot]?.value ?? 0;
        return sum + Math.min(1, Math.abs(value - before) / Math.max(1e-9, Math.abs(value), Math.abs(before)));
      }, 0);
      const score = divisions[i]! - cell.divisions + difference + 0.01 * Math.hypot(a, b);
      if (score >= least) continue;
      [least, best] = [score, { x, y }];
    }
  }
  return best;
}

function wrap(a: number, n: number): number {
  return ((a % n) + n) % n;
}
