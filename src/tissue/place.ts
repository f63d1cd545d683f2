/** Rings of sites searched around a cell's own site before it is given up. */
export const MAX_RINGS = 8;

/** Cells at continuous positions in units of sites: (0.5, 0.5) is the centre of site 0. */
export interface Positions {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Where cells go: a layer of width·height states, 0 free. Written by `place`. */
export interface Target {
  readonly width: number;
  readonly height: number;
  readonly state: Uint32Array;
}

/** What became of the cells. `shifts` are the distances of the moved ones in sites. */
export interface Placement {
  placed: number;
  lost: number;
  readonly shifts: number[];
}

/**
 * Puts `cells` (indices into `at`, with `states` per cell) on a layer, one per site. Of several cells on a site the one
 * nearest to its centre keeps it; the others, nearest first, go to the nearest free site within 8 rings, or are lost.
 * Cells outside the lattice are lost. Ties: the earlier row, the lower site.
 */
export function place(cells: Uint32Array, at: Positions, states: Uint32Array, target: Target): Placement {
  const result: Placement = { placed: 0, lost: 0, shifts: [] };
  const owner = new Int32Array(target.state.length).fill(-1);
  const displaced: number[] = [];
  for (const cell of cells) {
    const site = siteOf(cell, at, target);
    if (site < 0) {
      result.lost++;
      continue;
    }
    if (target.state[site] !== 0) {
      displaced.push(cell);
      continue;
    }
    const rival = owner[site]!;
    const keeps = rival < 0 || offCentre(cell, at) < offCentre(rival, at);
    if (rival >= 0) displaced.push(keeps ? rival : cell);
    if (keeps) owner[site] = cell;
  }
  for (let site = 0; site < owner.length; site++) {
    if (owner[site]! < 0) continue;
    target.state[site] = states[owner[site]!]!;
    result.placed++;
  }
  displaced.sort((a, b) => offCentre(a, at) - offCentre(b, at) || a - b);
  for (const cell of displaced) {
    const site = nearestFree(at.u[cell]!, at.v[cell]!, target);
    if (site < 0) {
      result.lost++;
      continue;
    }
    target.state[site] = states[cell]!;
    result.placed++;
    result.shifts.push(Math.sqrt(squared(at.u[cell]!, at.v[cell]!, site, target.width)));
  }
  return result;
}

/** The free site whose centre is nearest to (u, v), which lies on the lattice; −1 when none is within `MAX_RINGS`. */
export function nearestFree(u: number, v: number, target: Target): number {
  const column = Math.floor(u);
  const row = Math.floor(v);
  let site = -1;
  let best = Infinity;
  // A site r rings away is at least r − 0.5 away, as (u, v) may be on the rim of its own.
  for (let r = 0; r <= MAX_RINGS && best >= (r - 0.5) ** 2; r++) {
    for (let j = Math.max(row - r, 0); j <= Math.min(row + r, target.height - 1); j++) {
      const step = r === 0 || Math.abs(j - row) === r ? 1 : 2 * r;
      for (let i = column - r; i <= column + r; i += step) {
        if (i < 0 || i >= target.width) continue;
        const index = j * target.width + i;
        if (target.state[index] !== 0) continue;
        const d = squared(u, v, index, target.width);
        if (d < best || (d === best && index < site)) {
          best = d;
          site = index;
        }
      }
    }
  }
  return site;
}

function siteOf(cell: number, at: Positions, target: Target): number {
  const column = Math.floor(at.u[cell]!);
  const row = Math.floor(at.v[cell]!);
  if (!(column >= 0 && row >= 0 && column < target.width && row < target.height)) return -1;
  return row * target.width + column;
}

function offCentre(cell: number, at: Positions): number {
  const [u, v] = [at.u[cell]!, at.v[cell]!];
  return (u - Math.floor(u) - 0.5) ** 2 + (v - Math.floor(v) - 0.5) ** 2;
}

function squared(u: number, v: number, site: number, width: number): number {
  return (u - (site % width) - 0.5) ** 2 + (v - Math.floor(site / width) - 0.5) ** 2;
}
