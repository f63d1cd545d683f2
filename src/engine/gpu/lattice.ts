/** The lattice that lives on the device: every part of the tick runs there, and ticks follow each other without a look. */
import { applyEdit } from '../cpu/apply-edit.ts';
import { solverShape } from '../fields.ts';
import { inspectSite } from '../inspect.ts';
import type { Lattice, LatticeSpec, Moment, TickPlan } from '../lattice.ts';
import { placeInitial } from '../place-initial.ts';
import { composeSnapshot, findLayer, isComputed } from '../snapshot.ts';
import { allocateState, countStates } from '../state.ts';
import type { LatticeState } from '../types.ts';
import { checkWindow, wholeWindow } from '../window.ts';
import { downloadCells, uploadCells } from './cell-buffers.ts';
import type { Gaits } from './cell-program.ts';
import { type GpuContext, shareOf } from './context.ts';
import { type CyclePlan, type CyclePlannerState, createCyclePlanner, NOT_SOLVED } from './cycle-plan.ts';
import { STATS } from './faults.ts';
import { computeOnHost, hostCells } from './host-cells.ts';
import { createInjection } from './injection.ts';
import { readPatch } from './patch.ts';
import { createTickLog } from './tick-log.ts';
import { createVerdict } from './verdict.ts';
import { openWorks } from './works.ts';

/** Ticks that may be under way on the device: enough to keep it busy, few enough to look at one soon. */
const UNDER_WAY = 3;

/**
 * Compiles the model for the device and allocates the lattice there; the device stays open when it is destroyed.
 * @throws RunError when it does not fit, with the largest that does, or when a speed of the model has no bound
 */
export async function createGpuLattice(context: GpuContext, spec: LatticeSpec): Promise<Lattice> {
  const ctx = shareOf(context);
  const { scene, shape, groups, listener } = spec;
  const { model } = scene;
  const dt = scene.tick;
  const n = shape.width * shape.height;
  const { tolerance, maxCycles } = solverShape(shape, groups, []);
  const limit = NOT_SOLVED * tolerance;
  const works = await openWorks(ctx, spec);
  const { fields, slots, side, buffers, view, means } = works;
  let { cells } = works;
  let equations = model;
  const injection = createInjection(ctx, model, n, side, slots);
  const verdict = createVerdict(spec);
  const log = createTickLog(ctx, [buffers.stats, ...(fields ? [fields.report] : [])], seeTick);
  /** Cycles of ticks that the host watched, until their rows are seen. */
  const watchedCycles = new Map<number, readonly number[]>();
  let planner = createCyclePlanner(slots.length, tolerance, maxCycles);
  let underWay: Promise<unknown>[] = [];
  /** The tick that is being recorded: whoever looks waits for it, since a watched one is between its submissions. */
  let stepping: Promise<void> = Promise.resolve();
  let uniformValues: readonly number[] = [];

  function seeTick(tick: number, [stats, report]: readonly ArrayBuffer[]): void {
    const words = new Uint32Array(stats!);
    const watched = watchedCycles.get(tick) ?? null;
    watchedCycles.delete(tick);
    const reported = report ? new Float32Array(report) : null;
    const residuals = reported ? slots.map((slot) => reported[4 * slot]!) : [];
    verdict.ofCells(tick, words);
    if (watched === null) {
      verdict.ofFields(
        tick,
        residuals.map((residual) => ({ residual, converged: residual <= limit })),
      );
    }
    planner.see(tick, residuals, watched);
    listener.counts({ tick: tick + 1, counts: countsOf(words) });
  }

  const countsOf = (stats: Uint32Array): number[] =>
    Array.from(stats.subarray(STATS.counts + 1, STATS.counts + 1 + model.states.length));

  function check(): void {
    ctx.check();
    verdict.check();
  }

  function submit(label: string, record: (pass: GPUComputePassEncoder) => void, logged: number | null = null): void {
    const encoder = ctx.device.createCommandEncoder({ label });
    const pass = encoder.beginComputePass({ label });
    record(pass);
    pass.end();
    if (logged !== null) log.encode(encoder, logged);
    ctx.device.queue.submit([encoder.finish()]);
  }

  function begin({ parameters, blood, time, tick }: Moment, matrixHours: number): Gaits {
    return cells.begin({ parameters, blood, time, tick, dt, matrixHours });
  }

  /** Part 2 of the tick. */
  function encodeExchange(pass: GPUComputePassEncoder): void {
    cells.encodeExchange(pass);
    injection.encode(pass);
  }

  /** Parts 4 to 7 of the tick. */
  function encodeCells(pass: GPUComputePassEncoder, plan: TickPlan, gaits: Gaits): void {
    cells.encodeFate(pass);
    if (plan.matrixHours > 0) {
      cells.encodeMatrix(pass);
      encodeHindrance(pass);
    }
    cells.encodeDivide(pass);
    cells.encodeArrive(pass);
    if (fields === null) return;
    cells.encodeMove(pass, 'tissue', gaits.tissue);
    cells.encodeMove(pass, 'immune', gaits.immune);
  }

  function encodeHindrance(pass: GPUComputePassEncoder): void {
    if (fields === null) return;
    cells.encodeHindrance(pass);
    fields.markFactors();
  }

  /** The tick in one submission. */
  function stepBlind(plan: TickPlan, gaits: Gaits, { cycles }: CyclePlan): void {
    submit(
      'tick',
      (pass) => {
        if (fields !== null) {
          encodeExchange(pass);
          fields.encode(pass, dt, cycles, limit);
        }
        encodeCells(pass, plan, gaits);
      },
      plan.tick,
    );
  }

  /** The same with the fields solved under the host's eyes. */
  async function stepWatched(plan: TickPlan, gaits: Gaits): Promise<void> {
    submit('exchange', encodeExchange);
    const reports = await fields!.step(dt, plan.jumped);
    verdict.ofFields(plan.tick, reports);
    verdict.check();
    const cycles = reports.map((report) => report.cycles);
    watchedCycles.set(plan.tick, cycles);
    planner.watched(plan.tick, cycles);
    submit('cells', (pass) => encodeCells(pass, plan, gaits), plan.tick);
  }

  /** Waits until few enough ticks are under way, and until everything is known that the next one's plan stands on. */
  async function makeRoom(tick: number): Promise<void> {
    if (underWay.length >= UNDER_WAY) await underWay.shift();
    if (log.seen < planner.neededFor(tick)) await log.flush();
    check();
  }

  /** Puts arrays of the host on the device. */
  function upload(state: LatticeState, events: readonly number[]): void {
    uploadCells(ctx, buffers, state);
    state.fields.forEach((values, f) => {
      fields?.load(f, values);
    });
    const stats = new Uint32Array(buffers.stats.size / 4);
    stats.set(countStates(model, state), STATS.counts + 1);
    stats.set(events, STATS.events);
    ctx.device.queue.writeBuffer(buffers.stats, 0, stats);
  }

  async function step(plan: TickPlan): Promise<void> {
    await makeRoom(plan.tick);
    const gaits = begin(plan, plan.matrixHours);
    const cycles = planner.at(plan.tick);
    const watched = fields !== null && (cycles.watched || plan.jumped.includes(true));
    if (watched) await stepWatched(plan, gaits);
    else stepBlind(plan, gaits, cycles);
    uniformValues = plan.blood;
    underWay.push(ctx.device.queue.onSubmittedWorkDone().catch(() => {})); // `check` tells why
  }

  /** Waits until the device is between ticks; what stops a tick is told to who asked for it. */
  const betweenTicks = (): Promise<void> => stepping.catch(() => {});

  const allocate = (): LatticeState =>
    allocateState(
      model,
      n,
      model.fields.map(() => new Float32Array(n)),
    );

  async function readState(): Promise<LatticeState> {
    const state = allocate();
    await betweenTicks();
    await log.flush();
    await downloadCells(ctx, buffers, state);
    if (fields !== null) await fields.read(state.fields);
    else state.fields.forEach((values, f) => void values.fill(uniformValues[f]!));
    check();
    return state;
  }

  async function readStats(): Promise<Uint32Array> {
    const words = new Uint32Array(await ctx.read(buffers.stats, 0, buffers.stats.size));
    check();
    return words;
  }

  return {
    backend: 'webgpu',
    adapter: ctx.adapter,
    get deviceBytes() {
      return ctx.allocated;
    },

    async start(initial, values, now) {
      const state = allocate();
      const host = hostCells(spec, model, state);
      placeInitial(initial, state);
      host.program.uniforms.update(now.parameters, now.blood, now.time, now.tick, dt);
      host.startMatrix();
      for (const [name, given] of Object.entries(initial.matrix)) {
        state.matrix[model.matrix.findIndex((v) => v.name === name)]!.set(given);
      }
      host.deriveMatrix();
      state.fields.forEach((own, f) => void own.fill(values[f]!));
      host.startTraits();
      uniformValues = values;
      upload(state, []);
      begin(now, 0);
      submit('start', encodeHindrance);
      await ctx.device.queue.onSubmittedWorkDone();
      check();
    },

    async restore(write, { events, solver }, now) {
      await betweenTicks();
      await log.flush();
      log.forget();
      watchedCycles.clear();
      const state = allocate();
      write(state);
      uniformValues = now.blood;
      upload(state, events ?? []);
      planner = createCyclePlanner(slots.length, tolerance, maxCycles, solver as CyclePlannerState | null);
      begin(now, 0);
      submit('restore', encodeHindrance);
      await ctx.device.queue.onSubmittedWorkDone();
      check();
    },

    setProblem: (field, problem) => fields?.setProblem(field, problem),

    refresh(now) {
      begin(now, 0);
      submit('refresh', (pass) => {
        cells.encodeDerive(pass);
        encodeHindrance(pass);
      });
      planner.surprise();
    },

    async edit(edit, sites, now) {
      const state = await readState();
      const host = hostCells(spec, equations, state);
      host.program.uniforms.update(now.parameters, now.blood, now.time, now.tick, dt);
      const touched = applyEdit(edit, sites, equations, state, host, now.tick);
      upload(state, Array.from((await readStats()).subarray(STATS.events)));
      if (touched.matrix) {
        begin(now, 0);
        submit('edit', encodeHindrance);
      }
      planner.surprise();
    },

    hold: injection.hold,

    async prepare(next) {
      const bound = await works.bindModel(next);
      return () => {
        cells.release();
        cells = bound;
        equations = next.model;
      };
    },

    step(plan) {
      stepping = step(plan);
      return stepping;
    },

    async measure() {
      await betweenTicks();
      const told = log.flush();
      submit('means', means.encode);
      const [stats, sums] = await Promise.all([readStats(), ctx.read(means.sums, 0, means.sums.size), told]);
      check();
      const found = means.read(new Float32Array(sums));
      return {
        counts: countsOf(stats),
        events: Array.from(stats.subarray(STATS.events)),
        fields: fields === null ? uniformValues : found.fields,
        traits: found.traits,
      };
    },

    state: readState,

    async snapshot(frame, layerName, window = wholeWindow(shape)) {
      const layer = findLayer(frame.layers, layerName);
      checkWindow(window, shape);
      if (isComputed(layer)) return computeOnHost(spec, equations, await readState(), frame, layer, window);
      await betweenTicks();
      const told = log.flush();
      const also = { buffer: buffers.stats, offset: 0, size: 4 * (STATS.counts + STATS.states) };
      const { also: stats, ...samples } = await view.read({ layer, window, also });
      await told;
      check();
      if (fields === null && layer.kind === 'field') fillField(samples.values!, layer.name);
      return composeSnapshot({ ...frame, counts: countsOf(new Uint32Array(stats)) }, layer, window, samples);
    },

    async inspect(x, y, now) {
      await betweenTicks();
      const whole = shape.mixing === 'dish' ? { shape, state: await readState(), x, y } : null;
      const at = whole ?? (await readPatch(ctx, model, shape, { ...buffers, fields: side.fields }, slots, x, y));
      check();
      const found = inspectSite({ model: equations, shape: at.shape, state: at.state, dt, ...now }, at.x, at.y);
      return { ...found, x_um: (x + 0.5) * shape.spacing, y_um: (y + 0.5) * shape.spacing };
    },

    async progress() {
      await betweenTicks();
      await log.flush();
      const stats = await readStats();
      return { events: Array.from(stats.subarray(STATS.events)), solver: planner.save() };
    },

    destroy() {
      underWay = [];
      ctx.releaseAll();
    },
  };

  /** A well-mixed field is the same everywhere. */
  function fillField(values: Float32Array, name: string): void {
    const f = model.fields.findIndex((field) => field.name === name);
    values.fill(uniformValues[f]! / model.fields[f]!.unit.factor);
  }
}
