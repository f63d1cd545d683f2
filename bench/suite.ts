/** A benchmark from end to end: the yardstick, then every case at every size, each checked before it is timed. */
import { openGpu } from '../src/engine/gpu/adapter.ts';
import type { GpuContext } from '../src/engine/gpu/context.ts';
import { createGpuFields } from '../src/engine/gpu/multigrid.ts';
import type { BackendName } from '../src/engine/types.ts';
import type { Host } from '../src/host/types.ts';
import { RunError, suggest, UserError } from '../src/model/error.ts';
import type { Scene } from '../src/model/types.ts';
import { cellKernels } from './cell-kernels.ts';
import { COPY_KERNEL, cpuCopy, gpuCopies } from './copy.ts';
import { cpuCells } from './cpu-cells.ts';
import { fieldKernels } from './field-kernels.ts';
import { createGpuClock, type GpuClock } from './gpu-clock.ts';
import { readBenchScene } from './ground.ts';
import { measureSubject } from './measure.ts';
import type { BenchReport, CaseResult, Circumstances, SkippedCase } from './report.ts';
import { SAMPLING, type Sampling } from './sampling.ts';
import type { Group, Subject } from './subject.ts';
import { wholeTick } from './whole-tick.ts';

/** What a lattice may have along a side. */
export const SIDES = { least: 8, most: 4096 } as const;

const HARDWARE_SIDES = [256, 512, 1024, 2048, 4096];
/** A software adapter needs microseconds for what takes a GPU a nanosecond. */
const SOFTWARE_SIDES = [64, 128];
const CPU_SIDES = [128, 256];
/** Cells are compared with the CPU on a lattice of this side at most. */
const CHECK_SIDE = { hardware: 256, software: 128 } as const;

export interface BenchOptions {
  readonly host: Host;
  /** Of the scene that is measured, ready for `host.readText`. */
  readonly scene: string;
  /** Null: webgpu where there is an adapter, a software one included, else cpu. */
  readonly backend: BackendName | null;
  /** Sites along a side; null: as the device deserves. */
  readonly sizes: readonly number[] | null;
  /** Names of cases; empty: all. */
  readonly only: readonly string[];
  readonly circumstances: Circumstances;
  readonly sampling?: Sampling;
  /** Hears what is being done, and of each case that is done. */
  readonly onProgress?: (progress: BenchProgress) => void;
  readonly signal?: AbortSignal;
}

export interface BenchProgress {
  readonly done: number;
  readonly total: number;
  /** What comes next. */
  readonly note: string;
  /** As far as it goes. */
  readonly report: BenchReport;
}

/** Where it runs, and what that offers. */
interface Bed {
  readonly backend: BackendName;
  readonly ctx: GpuContext | null;
  readonly clock: GpuClock | null;
  readonly groups: readonly Group[];
  close(): void;
}

/**
 * Runs it. Cases that the device cannot hold are listed with the reason; a case whose check fails has no figures.
 * @throws UserError for an unknown case or an impossible size; RunError when the backend is not there or nothing could run
 */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { host, sizes, only, circumstances, signal, sampling = SAMPLING } = options;
  checkSizes(sizes ?? []);
  const scene = await readBenchScene(host, options.scene);
  const bed = await openBed(host, scene, options.backend);
  const cases: CaseResult[] = [];
  const skipped: SkippedCase[] = [];
  const { backend, ctx } = bed;
  const copy = { command_gbps: null as number | null, kernel_gbps: null as number | null, bytes: 0 };
  try {
    const names = bed.groups.flatMap((group) => group.names);
    checkNames(only, names);
    const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
    const wanted = names.filter(isWanted);
    const sides = sizes ?? defaultSides(ctx);
    const copies = ctx === null ? 1 : 2;
    const total = copies + sides.length * wanted.length;
    const report = (): BenchReport => {
      const { command_gbps, kernel_gbps } = copy;
      const best = Math.max(command_gbps ?? 0, kernel_gbps ?? 0);
      return {
        adapter: ctx?.adapter ?? null,
        backend,
        ...circumstances,
        software: ctx?.isSoftware ?? false,
        driver: ctx === null ? null : driverOf(ctx),
        copy_gbps: best === 0 ? null : best,
        copy: { ...copy },
        cases: [...cases],
        skipped: [...skipped],
      };
    };
    const tell = (note: string): void =>
      options.onProgress?.({ done: cases.length + skipped.length, total, note, report: report() });
    const measure = async (subject: Subject): Promise<CaseResult> => {
      tell(`${subject.name} ${subject.width} x ${subject.height}`);
      const result = await measureSubject(subject, sampling, report().copy_gbps, signal);
      cases.push(result);
      tell('preparing the next');
      return result;
    };

    tell('copy');
    for await (const subject of ctx === null ? cpuCopy() : gpuCopies(ctx, bed.clock!)) {
      const result = await measure(subject);
      copy[subject.name === COPY_KERNEL ? 'kernel_gbps' : 'command_gbps'] = result.gbps;
      copy.bytes = (subject.memoryBytes ?? 0) / 2;
    }
    const best = report().copy_gbps;
    for (const [k, result] of cases.entries()) {
      const percent = best === null || result.gbps === null ? null : round((100 * result.gbps) / best);
      cases[k] = { ...result, percent_of_copy: percent };
    }
    for (const side of sides) {
      for (const group of bed.groups) {
        const left = new Set(group.names.filter(isWanted));
        if (left.size > 0) tell(`preparing ${side} x ${side}`);
        try {
          for await (const subject of group.open(side, isWanted)) {
            await measure(subject);
            left.delete(subject.name);
          }
        } catch (error) {
          if (!(error instanceof RunError)) throw error;
          for (const name of left) skipped.push({ name, width: side, height: side, why: error.message });
        }
      }
    }
    tell('');
    const [first] = skipped;
    if (cases.length === copies && first !== undefined) throw new RunError(`no case could run: ${first.why}`);
    return report();
  } finally {
    bed.close();
  }
}

async function openBed(host: Host, scene: Scene, wanted: BackendName | null): Promise<Bed> {
  const ctx = wanted === 'cpu' ? null : await openDevice(host, wanted);
  if (ctx === null) {
    const groups = [cpuCells(host, scene), wholeTick(host, scene, 'cpu', CHECK_SIDE.software)];
    return { backend: 'cpu', ctx, clock: null, groups, close() {} };
  }
  const clock = createGpuClock(ctx);
  const checkSide = CHECK_SIDE[ctx.isSoftware ? 'software' : 'hardware'];
  const backend = wanted ?? 'webgpu';
  const groups =
    backend === 'hybrid'
      ? [fieldStepOnly(host, scene, ctx), wholeTick(host, scene, backend, checkSide)]
      : [
          fieldKernels(ctx, clock),
          cellKernels(ctx, clock, host, scene, checkSide),
          wholeTick(host, scene, backend, checkSide),
        ];
  const close = (): void => {
    clock.destroy();
    ctx.destroy();
  };
  return { backend, ctx, clock, groups, close };
}

/** Null where nobody asked for a GPU and there is none. */
async function openDevice(host: Host, wanted: BackendName | null): Promise<GpuContext | null> {
  return openGpu(host, 'webgpu').catch((error: unknown) => {
    if (wanted === null && error instanceof RunError) return null;
    throw error;
  });
}

/** Of the hybrid backend only the fields are on the device; its cells are those of backend cpu. */
function fieldStepOnly(host: Host, scene: Scene, ctx: GpuContext): Group {
  const all = cpuCells(host, scene, (shape, initial) => createGpuFields(ctx, shape, initial));
  const name = 'field-step';
  return { names: [name], open: (side, isWanted) => all.open(side, (other) => other === name && isWanted(other)) };
}

function driverOf({ device: { adapterInfo } }: GpuContext): string | null {
  const { vendor, architecture, device, description } = adapterInfo;
  return [vendor, architecture, device, description].filter((part) => part !== '').join(', ') || null;
}

function defaultSides(ctx: GpuContext | null): readonly number[] {
  if (ctx === null) return CPU_SIDES;
  return ctx.isSoftware ? SOFTWARE_SIDES : HARDWARE_SIDES;
}

function checkSizes(sizes: readonly number[]): void {
  for (const side of sizes) {
    if (Number.isInteger(side) && side >= SIDES.least && side <= SIDES.most) continue;
    throw new UserError(`size ${side} is not possible; give whole numbers from ${SIDES.least} to ${SIDES.most}`);
  }
}

function checkNames(only: readonly string[], names: readonly string[]): void {
  for (const name of only) {
    if (!names.includes(name)) {
      const known = names.join(', ');
      throw new UserError(`case ${name} is not known${suggest(name, names)}; known on this backend: ${known}`);
    }
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
