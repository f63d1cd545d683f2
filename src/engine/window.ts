/** Which sites of the lattice a snapshot shows; the same on every backend. */
import { UserError } from '../model/error.ts';
import type { LatticeShape } from '../model/types.ts';
import type { SnapshotWindow } from './types.ts';

type LatticeSize = Pick<LatticeShape, 'width' | 'height'>;

/** Every site, one sample each. */
export function wholeWindow({ width, height }: LatticeSize): SnapshotWindow {
  return { x: 0, y: 0, step: 1, width, height };
}

export function sameWindow(a: SnapshotWindow, b: SnapshotWindow): boolean {
  return a.x === b.x && a.y === b.y && a.step === b.step && a.width === b.width && a.height === b.height;
}

/** Coordinates of the sites along one axis: `floor(start + (k + 0.5)·step)`, u32[count]. */
export function sampleSites(start: number, step: number, count: number): Uint32Array<ArrayBuffer> {
  const sites = new Uint32Array(count);
  for (let k = 0; k < count; k++) sites[k] = Math.floor(start + (k + 0.5) * step);
  return sites;
}

/** @throws UserError unless the window has whole numbers of samples, steps of 1 or more, and all samples on the lattice. */
export function checkWindow(window: SnapshotWindow, lattice: LatticeSize): void {
  const { x, y, step, width, height } = window;
  for (const [name, samples] of Object.entries({ width, height })) {
    if (Number.isInteger(samples) && samples > 0) continue;
    throw new UserError(
      `snapshot window: ${name} ${samples} is not possible; give a whole number of samples, 1 or more`,
    );
  }
  if (!(step >= 1)) throw new UserError(`snapshot window: step ${step} is not possible; give 1 site or more`);
  if (liesOn(x, step, width, lattice.width) && liesOn(y, step, height, lattice.height)) return;
  throw new UserError(
    `snapshot window: ${width} × ${height} samples from (${x}, ${y}) in steps of ${step} leave the lattice of ${lattice.width} × ${lattice.height} sites; give fewer samples or another corner`,
  );
}

function liesOn(start: number, step: number, count: number, sites: number): boolean {
  return start + 0.5 * step >= 0 && start + (count - 0.5) * step < sites;
}
