import type { FieldProblem } from '../types.ts';
import type { Axis, GridLevel } from './grid-levels.ts';

export type BoundaryKind = FieldProblem['boundary']['kind'];

/**
 * Face conductances of one level without D0/dx²: `factor · length / distance`, all lengths in sites. Padded f32[size].
 * `west[i]` is the face between cell i and its west neighbour, `north[i]` the one to its north; `total` sums a cell's four.
 */
export interface FaceLevel {
  readonly west: Float32Array;
  readonly north: Float32Array;
  readonly total: Float32Array;
  /** Share of the coarse neighbour on its side that a cell takes in prolongation, per axis (0 on the coarsest level). */
  readonly farX: Float32Array;
  readonly farY: Float32Array;
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
    farX: new Float32Array(size),
    farY: new Float32Array(size),
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
    shares(faces[l].west, fx, fy, faces[l].farX, cx, kind);
    shares(faces[l].north, fy, fx, faces[l].farY, cy, kind);
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
 * Coarse faces normal to `along`. Between two coarse centres lie part of the left cell's inner faces, the common faces and part of
 * the right cell's inner faces; the (up to two) fine rows are in parallel in each, the three in series.
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
  for (let b = 0; b < coarseAcross.axis.count; b++) {
    const first = (2 * b + 1) * across.step + along.step;
    const second = 2 * b + 1 < across.axis.count ? first + across.step : -1;
    const to = (b + 1) * coarseAcross.step + coarseAlong.step;
    for (let i = 0; i <= nc; i++) {
      const at = Math.min(2 * i, n) * along.step;
      const face = fine[first + at] + (second < 0 ? 0 : fine[second + at]);
      if (face === 0) continue;
      const left = kind === 'periodic' ? (i + nc - 1) % nc : i - 1;
      const right = kind === 'periodic' ? i % nc : i;
      let resistance = 1 / face;
      if (left >= 0) resistance += innerPart(fine, first, second, along, left, 1);
      if (right < nc) resistance += innerPart(fine, first, second, along, right, 0);
      coarse[to + i * coarseAlong.step] = 1 / resistance;
    }
  }
}

/**
 * Resistance between the centre of coarse cell i and the centre of its first (child 0) or second (child 1) fine cell,
 * over one fine row, or two in parallel (`second` ≥ 0).
 */
function innerPart(
  fine: Float32Array,
  first: number,
  second: number,
  { axis, step }: Walk,
  i: number,
  child: 0 | 1,
): number {
  const inner = 2 * i + 1;
  if (inner >= axis.count) return 0;
  const w0 = axis.widths[2 * i];
  const w1 = axis.widths[inner];
  const conductance = fine[first + inner * step] + (second < 0 ? 0 : fine[second + inner * step]);
  return (child === 0 ? w1 : w0) / (w0 + w1) / conductance;
}

/**
 * Interpolation that keeps the flux between two coarse centres constant: a fine cell takes from beyond what its resistance to
 * its own coarse centre is of the whole way (1/4 when uniform). Beyond a held edge the correction is 0, a no-flux edge gives nothing.
 */
function shares(
  fine: Float32Array,
  along: Walk,
  across: Walk,
  far: Float32Array,
  coarseAlong: Walk,
  kind: BoundaryKind,
): void {
  const n = along.axis.count;
  const nc = coarseAlong.axis.count;
  for (let b = 0; b < across.axis.count; b++) {
    const row = (b + 1) * across.step + along.step;
    for (let x = 0; x < n; x++) {
      const parent = x >> 1;
      const child = x & 1 ? 1 : 0;
      const face = fine[row + (x + child) * along.step];
      const step = 2 * child - 1;
      const beyond = kind === 'periodic' ? (parent + step + nc) % nc : parent + step;
      const own = innerPart(fine, row, -1, along, parent, child);
      const other = beyond >= 0 && beyond < nc ? innerPart(fine, row, -1, along, beyond, child ? 0 : 1) : 0;
      far[row + x * along.step] = (own * face) / (1 + (own + other) * face);
    }
  }
}

function sumFaces({ west, north, total }: FaceLevel, { width, height, stride }: GridLevel): void {
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start; i < start + width; i++) total[i] = west[i] + west[i + 1] + north[i] + north[i + stride];
  }
}
