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

/** The conductances of all levels, zero until `fillFaces`. @param allocate gives f32[length], zero */
export function createFaces(levels: readonly GridLevel[], allocate: (length: number) => Float32Array): FaceLevel[] {
  return levels.map(({ size }) => ({
    west: allocate(size),
    north: allocate(size),
    total: allocate(size),
    farX: allocate(size),
    farY: allocate(size),
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
  finestWest(faces[0].west, factor, levels[0], kind);
  finestNorth(faces[0].north, factor, levels[0], kind);
  for (let l = 0; l < levels.length; l++) {
    sumFaces(faces[l], levels[l]);
    if (l + 1 === levels.length) return;
    const fine = levels[l];
    const coarse = levels[l + 1];
    const x = { axis: fine.x, step: 1, coarseStep: 1 };
    const y = { axis: fine.y, step: fine.stride, coarseStep: coarse.stride };
    coarsenFaces(faces[l].west, faces[l + 1].west, x, y, kind);
    coarsenFaces(faces[l].north, faces[l + 1].north, y, x, kind);
    shares(faces[l].west, faces[l].farX, x, y, kind);
    shares(faces[l].north, faces[l].farY, y, x, kind);
  }
}

function finestWest(
  west: Float32Array,
  factor: Float32Array,
  { width, height, stride }: GridLevel,
  kind: BoundaryKind,
): void {
  for (let y = 0; y < height; y++) {
    const from = y * width;
    const to = (y + 1) * stride + 1;
    for (let x = 1; x < width; x++) west[to + x] = harmonic(factor[from + x - 1], factor[from + x]);
    west[to] = edge(factor[from], factor[from + width - 1], kind, width);
    west[to + width] = edge(factor[from + width - 1], factor[from], kind, width);
  }
}

function finestNorth(
  north: Float32Array,
  factor: Float32Array,
  { width, height, stride }: GridLevel,
  kind: BoundaryKind,
): void {
  const last = (height - 1) * width;
  for (let x = 0; x < width; x++) {
    north[stride + 1 + x] = edge(factor[x], factor[last + x], kind, height);
    north[(height + 1) * stride + 1 + x] = edge(factor[last + x], factor[x], kind, height);
  }
  for (let y = 1; y < height; y++) {
    const from = y * width;
    const to = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++) north[to + x] = harmonic(factor[from + x - width], factor[from + x]);
  }
}

function harmonic(a: number, b: number): number {
  return (2 * a * b) / (a + b);
}

/** Face at the edge of the lattice: beside it the site `inside`, across a periodic axis of `count` sites the site `opposite`. */
function edge(inside: number, opposite: number, kind: BoundaryKind, count: number): number {
  if (kind === 'held') return 2 * inside;
  return kind === 'periodic' && count > 1 ? harmonic(inside, opposite) : 0;
}

/** One axis of padded arrays of a fine level, and how far apart its coarse parents lie. */
interface Walk {
  readonly axis: Axis;
  readonly step: number;
  readonly coarseStep: number;
}

/**
 * Coarse faces normal to `along`. Between two coarse centres lie part of the left cell's inner faces, the common faces and part of
 * the right cell's inner faces; the (up to two) fine rows are in parallel in each, the three in series.
 */
function coarsenFaces(fine: Float32Array, coarse: Float32Array, along: Walk, across: Walk, kind: BoundaryKind): void {
  const n = along.axis.count;
  const coarseCount = Math.ceil(n / 2);
  const rows = across.axis.count;
  const { part } = along.axis;
  const { step } = along;
  const periodic = kind === 'periodic';
  const origin = along.step + across.step;
  const coarseOrigin = along.coarseStep + across.coarseStep;
  coarse.fill(0);
  if (periodic && coarseCount === 1) return;
  for (let row = 0; row < rows; row += 2) {
    const base = origin + row * across.step;
    const paired = row + 1 < rows ? across.step : 0;
    for (let i = 0; i <= coarseCount; i++) {
      const right = Math.min(2 * i, n);
      const face = pair(fine, base + right * step, paired);
      if (face === 0) continue;
      let resistance = 1 / face;
      const before = right > 0 || !periodic ? right - 1 : n - 1;
      const after = right < n || !periodic ? right : 0;
      if (before >= 0 && part[before] > 0) resistance += part[before] / pair(fine, base + (before | 1) * step, paired);
      if (after < n && part[after] > 0) resistance += part[after] / pair(fine, base + (after | 1) * step, paired);
      coarse[coarseOrigin + (row >> 1) * across.coarseStep + i * along.coarseStep] = 1 / resistance;
    }
  }
}

/** A face, plus the same face one row on when `paired` (the distance there) is not 0. */
function pair(fine: Float32Array, at: number, paired: number): number {
  return paired === 0 ? fine[at] : fine[at] + fine[at + paired];
}

/**
 * Interpolation that keeps the flux between two coarse centres constant: a fine cell takes from beyond what its resistance to
 * its own coarse centre is of the whole way (1/4 when uniform). Beyond a held edge the correction is 0, a no-flux edge gives nothing.
 */
function shares(fine: Float32Array, far: Float32Array, along: Walk, across: Walk, kind: BoundaryKind): void {
  const n = along.axis.count;
  const rows = across.axis.count;
  const { part } = along.axis;
  const { step } = along;
  const origin = along.step + across.step;
  for (let i = 0; i < n; i++) {
    const odd = i & 1;
    const next = i + 2 * odd - 1;
    const neighbour = kind === 'periodic' ? (next + n) % n : next;
    const own = part[i];
    const other = neighbour >= 0 && neighbour < n ? part[neighbour] : 0;
    let at = origin + i * step;
    const toFace = odd * step;
    const toInner = (1 - odd) * step;
    const toOther = ((neighbour | 1) - i) * step;
    for (let row = 0; row < rows; row++, at += across.step) {
      if (own === 0) {
        far[at] = 0;
        continue;
      }
      const face = fine[at + toFace];
      const ownResistance = own / fine[at + toInner];
      const otherResistance = other === 0 ? 0 : other / fine[at + toOther];
      far[at] = (ownResistance * face) / (1 + (ownResistance + otherResistance) * face);
    }
  }
}

function sumFaces({ west, north, total }: FaceLevel, { width, height, stride }: GridLevel): void {
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * stride + 1;
    for (let i = start; i < start + width; i++) total[i] = west[i] + west[i + 1] + north[i] + north[i + stride];
  }
}
