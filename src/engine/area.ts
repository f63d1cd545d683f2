/** Which sites a brush covers. Lengths and places in sites: the middle of site (x, y) is (x + 0.5, y + 0.5). */
import { UserError } from '../model/error.ts';
import type { LatticeShape } from '../model/types.ts';

/** What a brush of that radius covers while it moves along a path of at least one point; plain data. */
export interface Area {
  readonly shape: 'disc' | 'square';
  /** From the middle to the edge; below 0.5 it is the site under the middle alone. */
  readonly radius: number;
  readonly path: readonly (readonly [x: number, y: number])[];
}

/** The longest path of one area. */
const MOST_POINTS = 100_000;

/** @throws UserError for what is no area */
export function checkArea({ shape, radius, path }: Area): void {
  if (shape !== 'disc' && shape !== 'square') {
    throw new UserError(`brush: shape ${shape} is not known; allowed: disc, square`);
  }
  if (!(radius >= 0 && radius <= 4096)) throw new UserError(`brush: radius ${radius} is not possible; give 0 to 4096`);
  if (path.length === 0 || path.length > MOST_POINTS) {
    throw new UserError(`brush: a path of ${path.length} points is not possible; give 1 to ${MOST_POINTS}`);
  }
  const wrong = path.find((point) => !point.every(Number.isFinite));
  if (wrong) throw new UserError(`brush: point ${wrong} is not on the lattice; give two numbers`);
}

/** Sites whose middle the brush covers, ascending, each once; around the edges of a periodic lattice. */
export function sitesOfArea({ shape, radius, path }: Area, lattice: LatticeShape): Uint32Array {
  const { width, height, edges } = lattice;
  const covered = new Uint8Array(width * height);
  const stamp = (px: number, py: number): void => {
    for (let y = Math.ceil(py - radius - 0.5); y + 0.5 <= py + radius; y++) {
      for (let x = Math.ceil(px - radius - 0.5); x + 0.5 <= px + radius; x++) {
        if (shape === 'disc' && Math.hypot(x + 0.5 - px, y + 0.5 - py) > radius) continue;
        const site = siteOn(x, y);
        if (site >= 0) covered[site] = 1;
      }
    }
    const own = siteOn(Math.floor(px), Math.floor(py));
    if (own >= 0) covered[own] = 1;
  };
  const siteOn = (x: number, y: number): number => {
    if (edges === 'periodic') return modulo(y, height) * width + modulo(x, width);
    return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
  };
  path.forEach(([x, y], k) => {
    const [fromX, fromY] = path[Math.max(0, k - 1)]!;
    const steps = Math.max(1, Math.min(8192, Math.ceil(Math.hypot(x - fromX, y - fromY))));
    for (let s = 1; s <= steps; s++) stamp(fromX + ((x - fromX) * s) / steps, fromY + ((y - fromY) * s) / steps);
  });
  const sites: number[] = [];
  covered.forEach((on, i) => {
    if (on === 1) sites.push(i);
  });
  return Uint32Array.from(sites);
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
