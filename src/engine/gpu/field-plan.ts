/** How the fields of a lattice are spread over buffers; no GPU needed to know it. */
import { RunError } from '../../model/error.ts';
import type { FieldProblem, SolverShape } from '../types.ts';

/** Fields one dispatch can work on: the length of the uniform arrays (`MAX_FIELDS` in `lib/grid.wgsl`). */
export const MAX_BATCH = 16;

/** Boundary numbers of `lib/grid.wgsl`. */
export const BOUNDARY_CODE: Readonly<Record<FieldProblem['boundary']['kind'], number>> = {
  'no-flux': 0,
  periodic: 1,
  held: 2,
};

/** One multigrid level: cells, and lattice sites along a whole cell. */
export interface LevelSize {
  readonly width: number;
  readonly height: number;
  readonly side: number;
}

/** Face conductances shared by the fields of a batch that have the same hindrance and kind of boundary. */
export interface FaceSet {
  readonly group: number;
  readonly boundary: FieldProblem['boundary']['kind'];
}

/** Fields that live in common buffers and are solved by common dispatches. */
export interface BatchPlan {
  /** Indices into `SolverShape.fields`, by slot. */
  readonly members: readonly number[];
  readonly sets: readonly FaceSet[];
  /** By slot, index into `sets`. */
  readonly setOf: readonly number[];
}

/** Levels from the lattice to 1×1, each axis n → ceil(n/2). */
export function planLevels(width: number, height: number): readonly LevelSize[] {
  const levels: LevelSize[] = [];
  for (let side = 1; ; side *= 2) {
    const level = { width: Math.ceil(width / side), height: Math.ceil(height / side), side };
    levels.push(level);
    if (level.width === 1 && level.height === 1) return levels;
  }
}

/** Bytes of the faces of one set on one level: (west, north) with one more column and row than cells. */
export function faceBytes({ width, height }: { readonly width: number; readonly height: number }): number {
  return (width + 1) * (height + 1) * 8;
}

/**
 * Batches such that no buffer exceeds `limit` bytes; fields that share faces come together.
 * @throws RunError when one field alone exceeds it.
 */
export function planBatches(shape: SolverShape, limit: number): readonly BatchPlan[] {
  const most = Math.min(MAX_BATCH, Math.floor(limit / (shape.width * shape.height * 4)));
  const mostSets = Math.floor(limit / faceBytes(shape));
  if (most < 1 || mostSets < 1) {
    throw new RunError(
      `lattice ${shape.width}×${shape.height} needs GPU buffers of ${mib(faceBytes(shape))} MiB; this device binds ${Math.floor(limit / 2 ** 20)} MiB; use a smaller lattice or the CPU backend`,
    );
  }
  const order = shape.fields.map((problem, index) => ({ index, problem, key: keyOf(problem) }));
  order.sort((a, b) => (a.key === b.key ? a.index - b.index : a.key < b.key ? -1 : 1));
  const batches: { members: number[]; sets: FaceSet[]; setOf: number[]; keys: string[] }[] = [];
  for (const { index, problem, key } of order) {
    let batch = batches.at(-1);
    const isNewSet = batch === undefined || batch.keys.at(-1) !== key;
    if (batch === undefined || batch.members.length === most || (isNewSet && batch.sets.length === mostSets)) {
      batch = { members: [], sets: [], setOf: [], keys: [] };
      batches.push(batch);
    }
    if (batch.keys.at(-1) !== key) {
      batch.keys.push(key);
      batch.sets.push({ group: problem.group, boundary: problem.boundary.kind });
    }
    batch.members.push(index);
    batch.setOf.push(batch.sets.length - 1);
  }
  return batches.map(({ members, sets, setOf }) => ({ members, sets, setOf }));
}

/**
 * The one batch that holds all fields. @param limit bytes per buffer
 * @throws RunError when there is none, with the largest square lattice for which there is.
 */
export function planOneBatch(shape: SolverShape, limit: number): BatchPlan {
  const { width, height, fields } = shape;
  if (fields.length > MAX_BATCH) {
    throw new RunError(
      `${fields.length} fields are more than the ${MAX_BATCH} that the webgpu backend holds at once; use the hybrid backend`,
    );
  }
  const sets = new Set(fields.map(keyOf)).size;
  const need = Math.max(fields.length * width * height * 4, sets * faceBytes(shape));
  if (need <= limit) return planBatches(shape, limit)[0]!;
  const side = Math.floor(Math.min(Math.sqrt(limit / (fields.length * 4)), Math.sqrt(limit / (sets * 8)) - 1));
  throw new RunError(
    `lattice ${width}×${height} with ${fields.length} fields needs GPU buffers of ${mib(need)} MiB; this device binds ${Math.floor(limit / 2 ** 20)} MiB, enough for ${side}×${side}; use a smaller lattice or the hybrid backend`,
  );
}

function keyOf({ group, boundary }: FieldProblem): string {
  return `${group} ${boundary.kind}`;
}

function mib(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
