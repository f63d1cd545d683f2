import { RunError, suggest, UserError } from '../model/error.ts';
import { evaluateParameters } from '../model/evaluate.ts';
import type { Dose, Scene } from '../model/types.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { type Cells, createCells } from './cpu/cells.ts';
import { bloodAt } from './dosing.ts';
import { fieldProblem, type HindranceGroups, hindranceGroups } from './fields.ts';
import { inspectSite } from './inspect.ts';
import { type OpenedFields, openFields } from './open-fields.ts';
import { drawableLayers, takeSnapshot } from './snapshot.ts';
import { allocateState, countStates, stateHash } from './state.ts';
import type {
  BackendName,
  InitialTissue,
  LatticeState,
  LayerInfo,
  Simulation,
  SimulationOptions,
  Snapshot,
  SolveReport,
} from './types.ts';

/** A change of blood value larger than this share of the larger one is a jump: transient fields sub-step through it. */
const JUMP = 0.05;

/**
 * Makes a simulation of a scene from its initial tissue.
 * @throws UserError for a checkpoint of another model; RunError when the wanted backend is not there.
 */
export async function createSimulationFrom(
  scene: Scene,
  initial: InitialTissue,
  options: SimulationOptions,
): Promise<Simulation> {
  const checkpoint = options.checkpoint ? await readCheckpoint(options.checkpoint, scene.model) : null;
  const shape = checkpoint?.header.shape ?? initial.shape;
  const parameters = Float64Array.from(checkpoint?.header.parameters ?? scene.parameters);
  const groups = hindranceGroups(scene.model.fields);
  const bases = scene.model.fields.map((f, k) => scene.blood[k] ?? evaluateParameters(f.blood, parameters));
  const problems = scene.model.fields.map((_, f) => fieldProblem(scene, shape, groups, f, parameters, bases[f]));
  const opened = await openFields(scene.model, shape, groups, problems, options);
  const n = shape.width * shape.height;
  const state = allocateState(scene.model, n, opened.solver.values);
  const cells = createCells({
    model: scene.model,
    shape,
    seed: scene.seed,
    state,
    terms: opened.solver.terms,
    hindrance: groups.expressions,
  });
  const run = new Run(scene, { ...initial, shape }, state, cells, groups, parameters, opened);
  if (checkpoint) {
    checkpoint.restore(state);
    run.restore(checkpoint.header);
  } else run.start(initial);
  return run;
}

/** The clock, the tick, and what is known of the run; see `Simulation` for the meaning of each member. */
class Run implements Simulation {
  readonly backend: BackendName;
  readonly adapter: string | null;
  readonly layers: readonly LayerInfo[];
  tick = 0;
  counts: readonly number[] = [];
  startCounts: readonly number[] = [];
  dosing: readonly Dose[];
  report: Simulation['report'];
  private notes = new Map<string, string>();
  private lastBlood: number[];
  private bloodNow: number[];
  private lastMatrixRun = 0;

  constructor(
    readonly scene: Scene,
    private readonly initial: InitialTissue,
    readonly state: LatticeState,
    private readonly cells: Cells,
    private readonly groups: HindranceGroups,
    private readonly parameters: Float64Array,
    private readonly fields: OpenedFields,
  ) {
    this.backend = fields.backend;
    this.adapter = fields.adapter;
    this.layers = drawableLayers(scene.model);
    this.dosing = scene.dosing;
    this.report = initial.report;
    for (const warning of initial.warnings) this.notes.set(warning, warning);
    this.bloodNow = scene.model.fields.map((_, f) => this.blood(f, 0));
    this.lastBlood = scene.model.fields.map((_, f) => this.base(f));
  }

  get shape(): Simulation['shape'] {
    return this.initial.shape;
  }

  get time(): number {
    return this.tick * this.scene.tick;
  }

  get warnings(): readonly string[] {
    return [...this.notes.values()];
  }

  /** Places the initial tissue: cells with a lineage each, traits, matrix, and fields at their blood values. */
  start(initial: InitialTissue): void {
    const { state, cells, scene } = this;
    state.tissue.state.set(initial.tissue);
    state.immune.state.set(initial.immune);
    let barcode = 0;
    for (const layer of [state.tissue, state.immune]) {
      layer.state.forEach((id, i) => {
        if (id !== 0) layer.barcode[i] = ++barcode;
      });
    }
    this.updateUniforms();
    cells.startMatrix();
    for (const [name, values] of Object.entries(initial.matrix)) {
      state.matrix[scene.model.matrix.findIndex((v) => v.name === name)].set(values);
    }
    this.afterMatrix();
    const n = state.tissue.state.length;
    scene.model.fields.forEach((_, f) => {
      this.fields.solver.load(f, new Float32Array(n).fill(this.wellMixed ? this.bloodNow[f] : this.base(f)));
    });
    cells.startTraits();
    this.counts = countStates(scene.model, state);
    this.startCounts = this.counts;
  }

  /** Continues from the arrays that were just restored into `state`. */
  restore(header: Awaited<ReturnType<typeof readCheckpoint>>['header']): void {
    this.tick = header.tick;
    this.dosing = header.dosing;
    this.startCounts = header.startCounts;
    this.lastBlood = [...header.lastBlood];
    this.report = header.report;
    for (const warning of header.warnings) this.notes.set(warning, warning);
    this.scene.model.fields.forEach((_, f) => {
      this.fields.solver.load(f, this.state.fields[f].slice());
    });
    this.updateUniforms();
    this.updateHindrance();
    this.lastMatrixRun = this.matrixRuns(this.time);
    this.counts = countStates(this.scene.model, this.state);
  }

  /**
   * One tick, DESIGN 5: 1 dose, 2 exchange, 3 diffuse, 4 fate, 5 matrix, 6 divide, 7 move, 8 measure.
   */
  async step(): Promise<void> {
    const dt = this.scene.tick;
    const jumped = this.dose();
    if (!this.wellMixed) {
      this.cells.exchange();
      this.noteSolver(await this.fields.solver.step(dt, jumped));
    }
    this.cells.fate();
    this.runMatrix();
    this.cells.divide(this.tick);
    this.cells.arrive(this.tick, dt);
    if (!this.wellMixed) this.cells.move(this.tick, dt);
    this.tick++;
    this.counts = countStates(this.scene.model, this.state);
  }

  /** Blood values of this moment into uniforms, boundaries and uniform fields; says which of them jumped. */
  private dose(): boolean[] {
    const { model } = this.scene;
    this.updateUniforms();
    const jumped = model.fields.map((_, f) => {
      const now = this.bloodNow[f];
      const before = this.lastBlood[f];
      if (now !== before && this.scene.boundaries[f]?.kind === 'blood') this.setProblem(f);
      if (now !== before && this.wellMixed) this.fields.solver.load(f, this.state.fields[f].fill(now));
      return Math.abs(now - before) > JUMP * Math.max(now, before);
    });
    this.lastBlood = this.bloodNow;
    return jumped;
  }

  private updateUniforms(): void {
    this.bloodNow = this.scene.model.fields.map((_, f) => this.blood(f, this.time));
    this.cells.program.uniforms.update(this.parameters, this.bloodNow, this.time, this.tick, this.scene.tick);
  }

  private setProblem(f: number): void {
    const problem = fieldProblem(this.scene, this.shape, this.groups, f, this.parameters, this.bloodNow[f]);
    this.fields.solver.setProblem(f, problem);
  }

  /** How many times the matrix equations have run by a given time. */
  private matrixRuns(time: number): number {
    const every = this.scene.model.matrixEvery;
    return every === 0 ? 0 : Math.floor(time / every + 1e-9);
  }

  private runMatrix(): void {
    const { matrixEvery } = this.scene.model;
    if (this.state.matrix.length === 0) return;
    if (matrixEvery === 0) this.cells.matrix(this.scene.tick);
    else {
      const due = this.matrixRuns(this.time + this.scene.tick);
      if (due === this.lastMatrixRun) return;
      this.cells.matrix((due - this.lastMatrixRun) * matrixEvery);
      this.lastMatrixRun = due;
    }
    this.updateHindrance();
  }

  private afterMatrix(): void {
    this.cells.deriveMatrix();
    this.updateHindrance();
  }

  private updateHindrance(): void {
    if (this.wellMixed) return;
    const factor = new Float32Array(this.state.tissue.state.length);
    this.groups.expressions.forEach((_, g) => {
      this.cells.hindrance(g, factor);
      this.fields.solver.setHindrance(g + 1, factor);
    });
  }

  private get wellMixed(): boolean {
    return this.shape.mixing === 'dish';
  }

  /** One warning per field that missed its tolerance; NaN stops the run. */
  private noteSolver(reports: readonly SolveReport[]): void {
    reports.forEach((report, f) => {
      const { name } = this.scene.model.fields[f];
      if (Number.isNaN(report.residual)) {
        throw new RunError(
          `tick ${this.tick}, t = ${this.time} h: ${name} is not a number; look at the equations of its exchange`,
        );
      }
      const key = `solver ${name}`;
      if (report.converged || this.notes.has(key)) return;
      this.notes.set(
        key,
        `${name} was not solved to tolerance at t = ${this.time} h: residual ${report.residual.toExponential(1)} after ${report.cycles} cycles`,
      );
    });
  }

  private base(f: number): number {
    return this.scene.blood[f] ?? evaluateParameters(this.scene.model.fields[f].blood, this.parameters);
  }

  blood(f: number, t: number): number {
    const { halfLife } = this.scene.model.fields[f];
    const doses = this.dosing.filter((d) => d.field === f);
    return bloodAt(doses, this.base(f), halfLife === null ? null : evaluateParameters(halfLife, this.parameters), t);
  }

  setParameter(name: string, value: number): void {
    const { parameters } = this.scene.model;
    const k = parameters.findIndex((p) => p.name === name);
    if (k < 0)
      throw new UserError(
        `parameter ${name} is not known${suggest(
          name,
          parameters.map((p) => p.name),
        )}`,
      );
    const { range, unit } = parameters[k];
    if (!Number.isFinite(value) || (range && (value < range[0] || value > range[1]))) {
      const allowed = range ? `${range[0] / unit.factor} to ${range[1] / unit.factor} ${unit.text}` : 'a finite number';
      throw new UserError(`parameter ${name} cannot be ${value / unit.factor} ${unit.text}; allowed: ${allowed}`);
    }
    this.parameters[k] = value;
    this.scene.model.fields.forEach((_, f) => {
      this.setProblem(f);
    });
    this.updateUniforms();
    this.afterMatrix();
  }

  setDosing(doses: readonly Dose[]): void {
    this.dosing = doses;
  }

  snapshot(layer: string): Snapshot {
    const { state, shape, layers, tick, time, counts, bloodNow: blood } = this;
    return takeSnapshot({ model: this.scene.model, shape, state, layers, tick, time, counts, blood }, layer);
  }

  inspect(x: number, y: number): ReturnType<Simulation['inspect']> {
    const { state, shape, parameters, bloodNow: blood, time, tick } = this;
    return inspectSite(
      { model: this.scene.model, shape, state, parameters, blood, time, tick, dt: this.scene.tick },
      x,
      y,
    );
  }

  hash(): Promise<string> {
    return stateHash(this.scene.model, this.state, this.tick);
  }

  checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    const { scene, shape, tick, dosing, startCounts, lastBlood, report, warnings } = this;
    return writeCheckpoint(
      {
        modelHash: scene.model.hash,
        sceneTitle: scene.title,
        seed: scene.seed,
        dt: scene.tick,
        parameters: [...this.parameters],
        shape,
        tick,
        dosing,
        startCounts,
        lastBlood,
        report,
        warnings,
      },
      scene.model,
      this.state,
    );
  }

  destroy(): void {
    this.fields.solver.destroy();
    this.fields.close();
  }
}
