/** The rules of a model as kernels of one lattice. */
import { RunError } from '../../model/error.ts';
import type { LayerName } from '../../model/types.ts';
import { type Gait, gaitOf, speedLimit } from '../speed.ts';
import { LAYERS } from '../state.ts';
import { type CellBuffers, createCellBuffers } from './cell-buffers.ts';
import { type CellSource, type CellSourceOptions, writeCellSource } from './cell-source.ts';
import { type GpuContext, USAGE } from './context.ts';
import { STATS } from './faults.ts';
import { frameCompiler } from './frame-compiler.ts';
import type { BoundKernel, Kernel } from './kernel.ts';
import { structLayout, writeStruct } from './layout.ts';
import { type BoundPlacing, bindPlacing, compilePlacing, createSteps } from './placing.ts';

/** What the host tells the kernels before each tick. */
export interface CellTick {
  /** Base units, by index. */
  readonly parameters: Float64Array;
  readonly blood: ArrayLike<number>;
  /** h */
  readonly time: number;
  readonly tick: number;
  readonly dt: number;
  /** How long the matrix equations run, h. */
  readonly matrixHours: number;
}

/** Sub-steps of movement in the tick, by layer. */
export type Gaits = Readonly<Record<LayerName, Gait>>;

/** Buffers of the field solver that cells read and write, f32[slot][site]; `factors` f32[face set][site]. */
export interface FieldSide {
  readonly fields: GPUBuffer;
  readonly sources: GPUBuffer;
  readonly sinks: GPUBuffer;
  readonly uptakes: GPUBuffer;
  readonly factors: GPUBuffer;
}

/** Compiled rules. Parameters are uniforms: only another model, shape or layout of the fields needs another program. */
export interface GpuCells {
  readonly source: CellSource;
  /** Allocates what cells need besides `stats`. @throws RunError above the device's limits */
  createBuffers(stats: GPUBuffer): CellBuffers;
  bind(cells: CellBuffers, fields: FieldSide): BoundGpuCells;
}

/** Rules with their buffers. Each `encode…` records into a pass; all of a tick may share one pass and one submission. */
export interface BoundGpuCells extends BoundPlacing {
  /**
   * Sets the uniforms for the submissions that follow.
   * @throws RunError when a speed has no bound at these parameters
   */
  begin(tick: CellTick): Gaits;
  /** Terms of all fields from both layers. */
  encodeExchange(pass: GPUComputePassEncoder): void;
  /** Traits and events of the tissue layer, then of the immune layer, which sees what became of the tissue. */
  encodeFate(pass: GPUComputePassEncoder): void;
  encodeMatrix(pass: GPUComputePassEncoder): void;
  /** Only the matrix variables that derive from others: after a parameter has changed. */
  encodeDerive(pass: GPUComputePassEncoder): void;
  /** Factors of every hindered face set. */
  encodeHindrance(pass: GPUComputePassEncoder): void;
  /** Uniforms: `CellParams`, and vec4f slots. */
  readonly params: GPUBuffer;
  readonly uniforms: GPUBuffer;
  /** Lets go of what was made for the rules; the lattice's arrays stay. */
  release(): void;
}

/**
 * Compiles a model for one lattice, without holding anything up.
 * @param options `slots` and `factorGroups` say where the field solver keeps what
 * @throws RunError naming the part of the model that does not compile
 */
export async function compileGpuCells(ctx: GpuContext, options: CellSourceOptions, seed: number): Promise<GpuCells> {
  const { model, shape } = options;
  const source = writeCellSource(options);
  const compile = frameCompiler(ctx, shape, source.origins);
  const perLayer = (name: string, text: Readonly<Record<LayerName, string>>): Promise<Kernel[]> =>
    Promise.all(LAYERS.map((layer, LAYER) => compile(name, text[layer], { LAYER })));
  const [exchange, fate, commit, matrix, derive, hindrance, placing] = await Promise.all([
    compile('cell/exchange.wgsl', source.exchange),
    perLayer('cell/fate.wgsl', source.fate),
    perLayer('cell/commit.wgsl', source.start),
    compile('cell/matrix-step.wgsl', source.matrix),
    compile('cell/matrix-step.wgsl', source.matrix, { ADVANCES: 0 }),
    compile('cell/hindrance.wgsl', source.hindrance),
    compilePlacing(ctx, shape, source, compile),
  ]);
  const { length } = source.uniforms.values;
  const params = structLayout('CellParams');
  const paramsView = new DataView(new ArrayBuffer(params.size));
  const slots = new Float32Array(Math.ceil(length / 4) * 4);

  function gait(layer: LayerName, dt: number): Gait {
    const limit = speedLimit(model, layer, source.uniforms);
    if (Number.isFinite(limit)) return gaitOf(limit, shape, dt);
    throw new RunError(
      `the speed of cells on the ${layer} layer has no bound that follows from its equations; put it into min(…, …), or use backend hybrid or cpu`,
    );
  }

  return {
    source,
    createBuffers: (stats) => createCellBuffers(ctx, model, shape, stats),
    bind(cells, { fields, sources, sinks, uptakes, factors }) {
      const uniform = USAGE.uniform | USAGE.copyDst;
      const paramsBuffer = ctx.createBuffer('cell params', params.size, uniform);
      const uniforms = ctx.createBuffer('uniform slots', slots.byteLength, uniform);
      const steps = createSteps(ctx);
      const { next, matrix: variables, ...arrays } = cells;
      const own = { ...arrays, params: paramsBuffer, uniforms };
      const site = { ...own, matrix: variables, fields };
      const items = [shape.width, shape.height] as const;
      const record =
        (...bound: BoundKernel[]) =>
        (pass: GPUComputePassEncoder): void => {
          for (const each of bound) each.encode(pass, items);
        };
      const isMixed = shape.mixing === 'dish';
      const still = placing.still.bind({ stats: cells.stats });
      const fates = fate.flatMap((f, l) => [f.bind({ ...site, next }), commit[l]!.bind({ ...own, next })]);
      return {
        begin({ parameters, blood, time, tick, dt, matrixHours }) {
          source.uniforms.update(parameters, blood, time, tick, dt);
          slots.set(source.uniforms.values);
          ctx.device.queue.writeBuffer(uniforms, 0, slots);
          const gaits = { tissue: gait('tissue', dt), immune: gait('immune', dt) };
          writeStruct(params, paramsView, 0, {
            tick,
            seed,
            matrix_hours: matrixHours,
            per_speed_tissue: gaits.tissue.perSpeed,
            per_speed_immune: gaits.immune.perSpeed,
          });
          ctx.device.queue.writeBuffer(paramsBuffer, 0, paramsView.buffer);
          return gaits;
        },
        params: paramsBuffer,
        uniforms,
        release() {
          for (const buffer of [paramsBuffer, uniforms, steps]) ctx.release(buffer);
        },
        ...bindPlacing(options, placing, { ...site, next }, steps),
        encodeExchange: record(exchange.bind({ ...site, sources, sinks, uptakes })),
        encodeFate(pass) {
          if (isMixed) still.encode(pass, [STATS.states]);
          record(...fates)(pass);
        },
        encodeMatrix: record(matrix.bind(site)),
        encodeDerive: record(derive.bind(site)),
        encodeHindrance: record(hindrance.bind({ ...site, factors })),
      };
    },
  };
}
