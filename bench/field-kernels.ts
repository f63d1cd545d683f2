/** Each kernel of `shaders/field` by itself. All that the benchmark knows of how they are bound is here and in `traffic.ts`. */
import { CHEBYSHEV } from '../src/engine/cpu/smoother.ts';
import type { GpuContext } from '../src/engine/gpu/context.ts';
import { compileKernel, type Kernel } from '../src/engine/gpu/kernel.ts';
import { structLayout, writeStruct } from '../src/engine/gpu/layout.ts';
import { linkShader } from '../src/engine/gpu/wgsl.ts';
import { RunError } from '../src/model/error.ts';
import { type Allocation, allocation } from './allocate.ts';
import { createFieldTile, EQUATION, type FieldTile, type Plane, tiledRow, tileSide } from './field-tile.ts';
import type { GpuClock } from './gpu-clock.ts';
import { errorOf, type Group, type Subject } from './subject.ts';
import {
  type ArrayKind,
  copiesOf,
  FIELD_TRAFFIC,
  type FieldKernelName,
  type FieldTraffic,
  fieldBytes,
  isPerSet,
} from './traffic.ts';

/** Fields, and face sets of kernels that make them, in one dispatch: fewer where the device cannot bind as much. */
const TOGETHER = 4;
/** Length of the uniform arrays (`MAX_FIELDS` in `shaders/lib/grid.wgsl`). */
const MAX_FIELDS = 16;
/** Rows of a strip that a lane adds up. */
const STRIP_ROWS = 64;
/** Of the device, which computes in f32, from the CPU, which rounds only what it stores. */
const TOLERANCE = 1e-5;
const PERIODIC = 1;

const NAMES = Object.keys(FIELD_TRAFFIC) as FieldKernelName[];

/** The cases of one device. */
export function fieldKernels(ctx: GpuContext, clock: GpuClock): Group {
  const compiled = new Map<FieldKernelName, { readonly kernel: Kernel; readonly ms: number }>();
  const compile = async (name: FieldKernelName) => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const started = performance.now();
    const kernel = await compileKernel(ctx, `field/${name}.wgsl`, {}, linkShader(`field/${name}.wgsl`));
    const made = { kernel, ms: performance.now() - started };
    compiled.set(name, made);
    return made;
  };
  return {
    names: NAMES,
    async *open(side, isWanted) {
      const wanted = NAMES.filter(isWanted);
      if (wanted.length === 0) return;
      const tile = createFieldTile(tileSide(side));
      for (const name of wanted) {
        const { kernel, ms } = await compile(name);
        yield* fieldKernel(ctx, clock, tile, name, kernel, ms, side);
      }
    },
  };
}

/** A kernel with arrays of its own, which live as long as it is in use. */
async function* fieldKernel(
  ctx: GpuContext,
  clock: GpuClock,
  tile: FieldTile,
  name: FieldKernelName,
  kernel: Kernel,
  compileMs: number,
  side: number,
): AsyncGenerator<Subject> {
  const traffic: FieldTraffic = FIELD_TRAFFIC[name];
  const { fields, sets } = together(ctx, traffic, side);
  const memory = allocation(ctx);
  try {
    const kinds = Object.entries(traffic.arrays).map(([array, { kind }]) => ({ array, kind }));
    const arrays = await memory.storage(
      Object.fromEntries(
        kinds.map(({ array, kind }) => [array, bytesOf(kind, side) * copiesOf(kind, fields, sets)] as const),
      ),
    );
    for (const { array, kind } of kinds) {
      const input = tile.input(name, array);
      if (input !== null) upload(ctx, arrays[array]!, input, kind, side, copiesOf(kind, fields, sets));
    }
    const memoryBytes = memory.bytes;
    const uniforms = createUniforms(ctx, memory, side, kernel);
    const bound = kernel.bind({ ...arrays, ...uniforms });
    const items = itemsOf(traffic, side, fields, sets);
    const run = (repeats: number): Promise<number> =>
      clock.pass(name, (pass) => {
        for (let r = 0; r < repeats; r++) bound.encode(pass, items);
      });
    yield {
      name,
      width: side,
      height: side,
      bytesPerSite: fieldBytes(traffic, fields, sets),
      run,
      timer: () => clock.timer,
      compileMs,
      memoryBytes,
      check: {
        against: 'CPU',
        tolerance: TOLERANCE,
        async error() {
          await run(1);
          if (arrays.sums !== undefined) return sumsError(ctx, arrays.sums, tile, name, side, fields);
          return largestError(ctx, tile, name, arrays, side, { fields, sets });
        },
      },
    };
  } finally {
    memory.release();
  }
}

/** How many fields and face sets fit into bindings. */
function together(ctx: GpuContext, traffic: FieldTraffic, side: number): { fields: number; sets: number } {
  const { maxStorageBufferBindingSize, maxBufferSize } = ctx.device.limits;
  const limit = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  const overSets = ['faces', 'coarse-faces', 'set-sites'].includes(traffic.over);
  const kinds = Object.values(traffic.arrays).map(({ kind }) => kind);
  const most = (isMeant: (kind: ArrayKind) => boolean, wish: number): number =>
    Math.min(wish, ...kinds.filter(isMeant).map((kind) => Math.floor(limit / bytesOf(kind, side))));
  const sets = most(isPerSet, overSets ? TOGETHER : 1);
  const fields = most((kind) => !isPerSet(kind), TOGETHER);
  if (sets >= 1 && fields >= 1) return { fields, sets };
  throw new RunError(`one array is larger than the ${Math.floor(limit / 2 ** 20)} MiB that ${ctx.adapter} binds`);
}

/** Cells along a side of the level that the array is of. */
function levelSide(kind: ArrayKind, side: number): number {
  return kind.startsWith('coarse') ? Math.ceil(side / 2) : side;
}

/** Bytes of one array of one field or face set. */
function bytesOf(kind: ArrayKind, side: number): number {
  const cells = levelSide(kind, side);
  if (kind === 'sums') return side * stripsOf(side) * 16;
  if (kind === 'norms') return MAX_FIELDS * 16;
  if (kind === 'faces' || kind === 'coarse-faces') return (cells + 1) ** 2 * 8;
  return cells ** 2 * (kind === 'pair' ? 8 : 4);
}

function itemsOf({ over }: FieldTraffic, side: number, fields: number, sets: number): [number, number, number] {
  const coarse = Math.ceil(side / 2);
  switch (over) {
    case 'sites':
      return [side, side, fields];
    case 'coarse-sites':
      return [coarse, coarse, fields];
    case 'faces':
      return [side + 1, side + 1, sets];
    case 'coarse-faces':
      return [coarse + 1, coarse + 1, sets];
    case 'set-sites':
      return [side, side, sets];
    case 'strips':
      return [side, stripsOf(side), fields];
  }
}

function stripsOf(side: number): number {
  return Math.ceil(side / STRIP_ROWS);
}

/** `LevelParams`, `FieldParams` of every field, boundaries of every face set; those that the kernel binds. */
function createUniforms(
  ctx: GpuContext,
  memory: Allocation,
  side: number,
  { bindings }: Kernel,
): Record<string, GPUBuffer> {
  const params = structLayout('LevelParams');
  const field = structLayout('FieldParams');
  const level = new DataView(new ArrayBuffer(params.size));
  const [first, second] = CHEBYSHEV;
  const lattice = { lattice_width: side, lattice_height: side };
  const strips = stripsOf(side);
  writeStruct(params, level, 0, { width: side, height: side, ...lattice, side: 1, first, second, strips });
  const equations = new DataView(new ArrayBuffer(field.size * MAX_FIELDS));
  for (let slot = 0; slot < MAX_FIELDS; slot++) {
    writeStruct(field, equations, slot * field.size, { ...EQUATION, boundary: PERIODIC, faces: 0, slot });
  }
  const boundaries = new Uint32Array(4 * MAX_FIELDS).fill(PERIODIC);
  const contents: Readonly<Record<string, ArrayBuffer>> = {
    level: level.buffer,
    fields: equations.buffer,
    sets: boundaries.buffer,
  };
  const wanted = bindings.filter(({ type, name }) => type === 'uniform' && contents[name] !== undefined);
  return Object.fromEntries(
    wanted.map(({ name }) => {
      const buffer = memory.uniform(name, contents[name]!.byteLength);
      ctx.device.queue.writeBuffer(buffer, 0, contents[name]!);
      return [name, buffer];
    }),
  );
}

/** Tiles every copy with the plane. */
function upload(ctx: GpuContext, to: GPUBuffer, plane: Plane, kind: ArrayKind, side: number, copies: number): void {
  const cells = levelSide(kind, side);
  const rows = cells + Number(plane.isFaces);
  const bytes = bytesOf(kind, side);
  for (let y = 0, at = 0; y < rows; y++) {
    const row = tiledRow(plane, y, cells, cells);
    for (let copy = 0; copy < copies; copy++) ctx.device.queue.writeBuffer(to, copy * bytes + at, row);
    at += row.byteLength;
  }
}

/** Over all arrays that the kernel writes, in the last field or face set, at every site. */
async function largestError(
  ctx: GpuContext,
  tile: FieldTile,
  name: FieldKernelName,
  arrays: Readonly<Record<string, GPUBuffer>>,
  side: number,
  { fields, sets }: { fields: number; sets: number },
): Promise<number> {
  const errors: number[] = [];
  const traffic: FieldTraffic = FIELD_TRAFFIC[name];
  for (const [array, { kind, access }] of Object.entries(traffic.arrays)) {
    const plane = access === 'r' ? null : tile.output(name, array);
    if (plane === null) continue;
    const bytes = bytesOf(kind, side);
    const last = copiesOf(kind, fields, sets) - 1;
    const got = new Float32Array(await ctx.read(arrays[array]!, last * bytes, bytes));
    errors.push(tiledError(got, plane, levelSide(kind, side)));
  }
  return Math.max(...errors);
}

function tiledError(got: Float32Array, plane: Plane, cells: number): number {
  const rows = cells + Number(plane.isFaces);
  const wide = got.length / rows;
  const largest = plane.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let error = 0;
  for (let y = 0; y < rows; y++) {
    const expected = tiledRow(plane, y, cells, cells);
    for (let x = 0; x < wide; x++) {
      const off = Math.abs(got[y * wide + x]! - expected[x]!);
      if (Number.isNaN(off)) return off;
      if (off > error) error = off;
    }
  }
  return error / largest;
}

/** Of the sums of squares, added over the lanes of the last field. */
async function sumsError(
  ctx: GpuContext,
  sums: GPUBuffer,
  tile: FieldTile,
  name: FieldKernelName,
  side: number,
  fields: number,
): Promise<number> {
  const bytes = sums.size / fields;
  const lanes = new Float32Array(await ctx.read(sums, (fields - 1) * bytes, bytes));
  const tiles = (side / tile.side) ** 2;
  const errors = tile.sums(name).map((expected, part) => {
    if (expected === null) return 0;
    let total = 0;
    for (let i = part; i < lanes.length; i += 4) total += lanes[i]!;
    return errorOf([total], [expected * tiles]);
  });
  return Math.max(...errors);
}
