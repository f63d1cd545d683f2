/** Everything that a lattice has on the device: buffers, and the model's kernels bound to them. */
import { RunError } from '../../model/error.ts';
import type { Scene } from '../../model/types.ts';
import { modelEvents } from '../events.ts';
import { hindranceGroups, solverShape } from '../fields.ts';
import type { LatticeSpec } from '../lattice.ts';
import { traitSlots } from '../state.ts';
import type { CellBuffers } from './cell-buffers.ts';
import { type BoundGpuCells, compileGpuCells, type FieldSide, type GpuCells } from './cell-program.ts';
import { type GpuContext, USAGE } from './context.ts';
import { createDeviceFields, type DeviceFields } from './device-fields.ts';
import { statsWords } from './faults.ts';
import { createGpuMeans, type GpuMeans } from './means.ts';
import { createGpuView, type GpuView } from './view.ts';
import { FIRST_TRAIT } from './wgsl-dialect.ts';

export interface Works {
  readonly buffers: CellBuffers;
  readonly cells: BoundGpuCells;
  /** The rules of another model of the same structure, compiled and bound to the same buffers. */
  bindModel(scene: Scene): Promise<BoundGpuCells>;
  /** Null for a well-mixed lattice, whose fields are uniform. */
  readonly fields: DeviceFields | null;
  readonly side: FieldSide;
  /** By field: its slot in `side.fields`; empty for a well-mixed lattice. */
  readonly slots: readonly number[];
  readonly view: GpuView;
  readonly means: GpuMeans;
}

/** @throws RunError when the lattice does not fit, with the largest that does, or the model does not compile */
export async function openWorks(ctx: GpuContext, spec: LatticeSpec): Promise<Works> {
  checkFits(ctx, spec);
  const { scene, shape, groups, problems } = spec;
  const { model } = scene;
  ctx.device.pushErrorScope('out-of-memory');
  const stats = ctx.createBuffer('stats', statsWords(modelEvents(model).list.length) * 4, STORED);
  const isMixed = shape.mixing === 'dish';
  const fields = isMixed ? null : createDeviceFields(ctx, solverShape(shape, groups, problems), stats);
  const side = fields?.side ?? noFields(ctx);
  const slots = fields?.slots ?? [];
  const places = isMixed ? model.fields.map(() => 0) : slots;
  const compile = ({ model: of, seed }: Scene): Promise<GpuCells> => {
    const hindrance = hindranceGroups(of.fields).expressions;
    const options = { model: of, shape, hindrance, slots: places, factorGroups: fields?.factorGroups ?? [] };
    return compileGpuCells(ctx, options, seed);
  };
  const compiled = await compile(scene);
  const buffers = compiled.createBuffers(stats);
  const cells = compiled.bind(buffers, side);
  const shown = { ...buffers, fields: side.fields, slots: places };
  const view = createGpuView(ctx, model, shape, shown);
  const means = createGpuMeans(ctx, model, shape, { ...buffers, fields: side.fields }, slots);
  const full = await ctx.device.popErrorScope();
  if (full !== null) {
    throw new RunError(
      `${ctx.adapter} has too little memory for a lattice of ${shape.width}×${shape.height} (${Math.ceil(ctx.allocated / 2 ** 20)} MiB); use a smaller one or the CPU backend`,
    );
  }
  ctx.check();
  const bindModel = async (next: Scene) => (await compile(next)).bind(buffers, side);
  return { buffers, cells, bindModel, fields, side, slots, view, means };
}

const STORED = USAGE.storage | USAGE.copyDst | USAGE.copySrc;

/** What kernels bind where no field is on the device; none of them reads it. */
function noFields(ctx: GpuContext): FieldSide {
  const none = (label: string) => ctx.createBuffer(label, 4, STORED);
  return {
    fields: none('no fields'),
    sources: none('no sources'),
    sinks: none('no sinks'),
    uptakes: none('no uptakes'),
    factors: none('no factors'),
  };
}

/** @throws RunError when the largest buffer of cells exceeds what the device binds, with the largest square lattice that does not */
function checkFits({ device, adapter }: GpuContext, { scene: { model }, shape }: LatticeSpec): void {
  const { tissue, immune } = traitSlots(model);
  const planes = Math.max(FIRST_TRAIT + tissue, FIRST_TRAIT + immune, model.matrix.length);
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  if (planes * 4 * shape.width * shape.height <= limit) return;
  const side = Math.floor(Math.sqrt(limit / (planes * 4)));
  throw new RunError(
    `lattice ${shape.width}×${shape.height} is too large for ${adapter}: ${planes} numbers a site exceed its ${Math.floor(limit / 2 ** 20)} MiB a buffer; the largest that fits is ${side}×${side}; use that, or backend hybrid or cpu`,
  );
}
