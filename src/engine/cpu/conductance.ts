import type { Boundary } from '../../model/types.ts';
import type { Axis, GridLevel } from './grid-levels.ts';

export type BoundaryKind = Boundary['kind'];

/**
 * Face conductances of one level without D0/dx²: `factor · length / distance`, all lengths in sites. Padded f32[size].
 * `west[i]` is the face between cell i and its west neighbour, `north[i]` the one to its north; `total` sums a cell's four.
 */
export interface FaceLevel {
  readonly west: Float32Array;
  readonly north: Float32Array;
  readonly total: Float32Array;
}

/** How to walk along one axis of padded arrays. */
interface Walk {
  readonly axis: Axis;
  readonly step: number;
}

/** Allocates the conductances of all levels, zero until `fillFaces`. */
export function createFaces(levels: readonly GridLevel[]): FaceLevel[] {
  return levels.map(({ size }) => ({
    west: new Float32Array(size),
    north: new Float32Array(size),
    total: new Float32Array(size),
  }));
}

/**
 * Conductances of all levels from a site factor on D0. Finest: harmonic means; a held edge is half a site away (2·factor),
 * a no-flux edge is 0, a periodic one wraps. Coarser: see `coarsenFaces`.
 * @param factor f32[width·height], > 0
 */
export function fillFaces(
  faces: readonly FaceLevel[],
  levels: readonly GridLevel[],
  factor: Float32Array,
  kind: BoundaryKind,
): void {
  const { width, height, stride } = levels[0];
  finestFaces(
    faces[0].west,
    factor,
    { count: width, step: 1, unit: 1 },
    { count: height, step: stride, unit: width },
    kind,
  );
  finestFaces(
    faces[0].north,
    factor,
    { count: height, step: stride, unit: width },
    { count: width, step: 1, unit: 1 },
    kind,
  );
  for (let l = 0; l + 1 < levels.length; l++) {
    const fine = levels[l];
    const coarse = levels[l + 1];
    const fx = { axis: fine.x, step: 1 };
    const fy = { axis: fine.y, step: fine.stride };
    const cx = { axis: coarse.x, step: 1 };
    const cy = { axis: coarse.y, step: coarse.stride };
    coarsenFaces(faces[l].west, fx, fy, faces[l + 1].west, cx, cy, kind);
    coarsenFaces(faces[l].north, fy, fx, faces[l + 1].north, cy, cx, kind);
  }
  for (let l = 0; l < levels.length; l++) sumFaces(faces[l], levels[l]);
}

/** `unit` steps in the unpadded factor, `step` in the padded faces. */
interface FinestWalk {
  readonly count: number;
  readonly step: number;
  readonly unit: number;
}

function finestFaces(
  out: Float32Array,
  factor: Float32Array,
  along: FinestWalk,
  across: FinestWalk,
  kind: BoundaryKind,
): void {
  const n = along.count;
  for (let b = 0; b < across.count; b++) {
    const from = b * across.unit;
    const to = (b + 1) * across.step + along.step;
    for (let a = 1; a < n; a++) {
      out[to + a * along.step] = harmonic(factor[from + (a - 1) * along.unit], factor[from + a * along.unit]);
    }
    const first = factor[from];
    const last = factor[from + (n - 1) * along.unit];
    const wrap = kind === 'periodic' && n > 1 ? harmonic(first, last) : 0;
    out[to] = kind === 'held' ? 2 * first : wrap;
    out[to + n * along.step] = kind === 'held' ? 2 * last : wrap;
  }
}

function harmonic(a: number, b: number): number {
  return (2 * a * b) / (a + b);
}

/**
 * Coarse faces normal to `along`: for every fine row the resistances on the straight way between the two coarse centres
 * in series (part of the left cell's inner face, the common face, part of the right cell's inner face); the rows in parallel.
 */
function coarsenFaces(
  fine: Float32Array,
  along: Walk,
  across: Walk,
  coarse: Float32Array,
  coarseAlong: Walk,
  coarseAcross: Walk,
  kind: BoundaryKind,
): void {
  const n = along.axis.count;
  const nc = coarseAlong.axis.count;
  coarse.fill(0);
  if (kind === 'periodic' && nc === 1) return;
  for (let b = 0; b < across.axis.count; b++) {
    const row = (b + 1) * across.step + along.step;
    const coarseRow = ((b >> 1) + 1) * coarseAcross.step + coarseAlong.step;
    for (let i = 0; i <= nc; i++) {
      const face = fine[row + Math.min(2 * i, n) * along.step];
      if (face === 0) continue;
      let left = i - 1;
      let right = i;
      if (kind === 'periodic') {
        left = (left + nc) % nc;
        right %= nc;
      }
      let resistance = 1 / face;
      if (left >= 0) resistance += innerPart(fine, row, along, left, 0);
      if (right < nc) resistance += innerPart(fine, row, along, right, 1);
      coarse[coarseRow + i * coarseAlong.step] += 1 / resistance;
    }
  }
}

/** Resistance between the centre of coarse cell i and the centre of its second (side 0) or first (side 1) fine cell. */
function innerPart(fine: Float32Array, row: number, along: Walk, i: number, side: 0 | 1): number {
  const second = 2 * i + 1;
  if (second >= along.axis.count) return 0;
  const w0 = along.axis.widths[2 * i];
  const w1 = along.axis.widths[second];
  return (side === 0 ? w0 : w1) / (w0 + w1) / fine[row + second * along.step];
}

function sumFaces({ west, north, total }: FaceLevel, { width, height, stride }: GridLevel): void {
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start; i < start + width; i++) total[i] = west[i] + west[i + 1] + north[i] + north[i + stride];
  }
}
