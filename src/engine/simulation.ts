import { suggest, UserError } from '../model/error.ts';
import { evaluateParameters } from '../model/evaluate.ts';
import type { Dose, Model, Scene, Setting } from '../model/types.ts';
import { sitesOfArea } from './area.ts';
import { type CheckpointHeader, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { chosenSites } from './cpu/apply-edit.ts';
import { bloodAt, eliminationOf, parametersAt } from './dosing.ts';
import { checkEdit, heldAfter, type LatticeEdit } from './edit.ts';
import { modelEvents } from './events.ts';
import { fieldProblem, type HindranceGroups, hindranceGroups } from './fields.ts';
import type { Lattice, LatticeListener, LatticeProgress, Moment } from './lattice.ts';
import { openLattice } from './open-lattice.ts';
import { computedLayers, drawableLayers } from './snapshot.ts';
import { fillState, namedArrays, stateHash } from './state.ts';
import { carriedParameters, checkSameStructure, checkSettings } from './structure.ts';
import type {
  BackendName,
  InitialTissue,
  KeptMoment,
  LatticeState,
  LayerInfo,
  Simulation,
  SimulationOptions,
  SnapshotWindow,
  Statistics,
} from './types.ts';

/** A change of blood value larger than this share of the larger one is a jump: transient fields sub-step through it. */
const JUMP = 0.05;

/**
 * Makes a simulation of a scene from its initial tissue. @param open makes its lattice, as the backend in `options` says by default
 * @throws UserError for a checkpoint of another model; RunError when the wanted backend is not there.
 */
export async function createSimulationFrom(
  scene: Scene,
  initial: InitialTissue,
  options: SimulationOptions,
  open: typeof openLattice = openLattice,
): Promise<Simulation> {
  const checkpoint = options.checkpoint ? await readCheckpoint(options.checkpoint, scene.model) : null;
  const shape = checkpoint?.header.shape ?? initial.shape;
  const own = Float64Array.from(checkpoint?.header.parameters ?? scene.parameters);
  const settings = checkpoint?.header.settings ?? scene.settings;
  const time = (checkpoint?.header.tick ?? 0) * scene.tick;
  const parameters = parametersAt(scene.model, own, settings, time);
  const groups = hindranceGroups(scene.model.fields);
  const bases = scene.model.fields.map((f, k) => scene.blood[k] ?? evaluateParameters(f.blood, parameters));
  const problems = scene.model.fields.map((_, f) => fieldProblem(scene, shape, groups, f, parameters, bases[f]));
  const notes = new Map<string, string>();
  const listener: LatticeListener = {
    counts: (row) => options.onCounts?.(row),
    warn: (key, text) => {
      if (!notes.has(key)) notes.set(key, text);
    },
  };
  for (const warning of [...initial.warnings, ...(checkpoint?.header.warnings ?? [])]) listener.warn(warning, warning);
  const lattice = await open({ scene, shape, groups, problems, options, listener });
  const run = new Run(scene, { ...initial, shape }, lattice, groups, own, settings, notes);
  try {
    if (checkpoint) await run.restore(checkpoint);
    else await run.start(initial);
  } catch (error) {
    run.destroy();
    throw error;
  }
  return run;
}

/** All that a moment needs to become the present again. */
interface KeptRun extends KeptMoment, Pick<Simulation, 'scene' | 'dosing' | 'settings' | 'held'> {
  readonly own: Float64Array;
  readonly lastBlood: number[];
  readonly state: LatticeState;
  readonly progress: LatticeProgress;
}

/** The clock, the blood, and what is known of the run; see `Simulation` for the meaning of each member. */
class Run implements Simulation {
  readonly backend: BackendName;
  readonly adapter: string | null;
  readonly events: Simulation['events'];
  layers: readonly LayerInfo[];
  tick = 0;
  startCounts: readonly number[] = [];
  dosing: readonly Dose[];
  held: Simulation['held'] = [];
  report: Simulation['report'];
  /** Parameters now: `own`, but for what `settings` hold. */
  parameters: Float64Array;
  private lastBlood: number[];
  private bloodNow: number[];
  /** Takes a model that was prepared. */
  private exchangeModel: (() => void) | null = null;

  constructor(
    public scene: Scene,
    private readonly initial: InitialTissue,
    private readonly lattice: Lattice,
    private groups: HindranceGroups,
    private own: Float64Array,
    public settings: readonly Setting[],
    private readonly notes: ReadonlyMap<string, string>,
  ) {
    this.backend = lattice.backend;
    this.adapter = lattice.adapter;
    this.layers = layersOf(scene.model);
    this.events = modelEvents(scene.model).list;
    this.dosing = scene.dosing;
    this.parameters = parametersAt(scene.model, own, settings, 0);
    this.report = initial.report;
    this.bloodNow = scene.model.fields.map((_, f) => this.blood(f, 0));
    this.lastBlood = scene.model.fields.map((_, f) => this.base(f));
  }

  get shape(): Simulation['shape'] {
    return this.initial.shape;
  }

  get deviceBytes(): number | null {
    return this.lattice.deviceBytes;
  }

  get time(): number {
    return this.tick * this.scene.tick;
  }

  get warnings(): readonly string[] {
    return [...this.notes.values()];
  }

  /** Places the initial tissue; fields at their blood values. */
  async start(initial: InitialTissue): Promise<void> {
    const fields = this.wellMixed ? this.bloodNow : this.scene.model.fields.map((_, f) => this.base(f));
    await this.lattice.start(initial, fields, this.moment);
    this.startCounts = (await this.lattice.measure()).counts;
  }

  /** Goes on from a checkpoint. */
  async restore({ header, restore }: Awaited<ReturnType<typeof readCheckpoint>>): Promise<void> {
    this.tick = header.tick;
    this.parameters = parametersAt(this.scene.model, this.own, this.settings, this.time);
    this.dosing = header.dosing;
    this.startCounts = header.startCounts;
    this.lastBlood = [...header.lastBlood];
    this.report = header.report;
    this.bloodNow = this.scene.model.fields.map((_, f) => this.blood(f, this.time));
    await this.lattice.restore(restore, { events: header.events, solver: header.solver }, this.moment);
    this.hold(header.held ?? []);
  }

  async step(): Promise<void> {
    this.exchangeModel?.();
    const held = this.holdParameters();
    const jumped = this.dose().map((blood) => blood || held);
    await this.lattice.step({ ...this.moment, jumped, matrixHours: this.matrixHours() });
    this.tick++;
  }

  private get moment(): Moment {
    return { parameters: this.parameters, blood: this.bloodNow, time: this.time, tick: this.tick };
  }

  /** Part 1 of the tick: parameters that are held now, or no longer; says whether any is another than before. */
  private holdParameters(): boolean {
    const next = parametersAt(this.scene.model, this.own, this.settings, this.time);
    if (next.every((value, k) => value === this.parameters[k])) return false;
    this.parameters = next;
    this.parametersChanged();
    return true;
  }

  /** Then blood values of this moment, and boundaries that follow them; says which of them jumped. */
  private dose(): boolean[] {
    const { model } = this.scene;
    this.bloodNow = model.fields.map((_, f) => this.blood(f, this.time));
    const jumped = model.fields.map((_, f) => {
      const now = this.bloodNow[f];
      const before = this.lastBlood[f];
      if (now !== before && this.scene.boundaries[f]?.kind === 'blood') this.setProblem(f);
      return Math.abs(now - before) > JUMP * Math.max(now, before);
    });
    this.lastBlood = this.bloodNow;
    return jumped;
  }

  private setProblem(f: number): void {
    const problem = fieldProblem(this.scene, this.shape, this.groups, f, this.parameters, this.bloodNow[f]);
    this.lattice.setProblem(f, problem);
  }

  /** How long the matrix equations are due to run in this tick [h]. */
  private matrixHours(): number {
    const { matrixEvery } = this.scene.model;
    if (matrixEvery === 0) return this.scene.tick;
    const runs = (tick: number): number => Math.floor((tick * this.scene.tick) / matrixEvery + 1e-9);
    return (runs(this.tick + 1) - runs(this.tick)) * matrixEvery;
  }

  private get wellMixed(): boolean {
    return this.shape.mixing === 'dish';
  }

  private base(f: number): number {
    return this.scene.blood[f] ?? evaluateParameters(this.scene.model.fields[f].blood, this.parameters);
  }

  blood(f: number, t: number): number {
    const doses = this.dosing.filter((d) => d.field === f);
    return bloodAt(doses, this.base(f), eliminationOf(this.scene.model.fields[f], this.parameters), t);
  }

  setParameter(name: string, value: number): void {
    this.exchangeModel?.();
    const k = this.indexOf(name);
    const { range, unit } = this.scene.model.parameters[k];
    if (!Number.isFinite(value) || (range && (value < range[0] || value > range[1]))) {
      const allowed = range ? `${range[0] / unit.factor} to ${range[1] / unit.factor} ${unit.text}` : 'a finite number';
      throw new UserError(`parameter ${name} cannot be ${value / unit.factor} ${unit.text}; allowed: ${allowed}`);
    }
    this.own[k] = value;
    this.parameters = parametersAt(this.scene.model, this.own, this.settings, this.time);
    this.parametersChanged();
  }

  private indexOf(name: string): number {
    const known = this.scene.model.parameters.map((p) => p.name);
    const k = known.indexOf(name);
    if (k < 0) throw new UserError(`parameter ${name} is not known${suggest(name, known)}`);
    return k;
  }

  private parametersChanged(): void {
    this.bloodNow = this.scene.model.fields.map((_, f) => this.blood(f, this.time));
    this.scene.model.fields.forEach((_, f) => {
      this.setProblem(f);
    });
    this.lattice.refresh(this.moment);
  }

  async replaceModel(model: Model): Promise<void> {
    this.exchangeModel?.();
    checkSameStructure(this.scene.model, model);
    checkSettings(this.settings, model);
    const parameters = carriedParameters(this.scene.model, this.own, model);
    const scene: Scene = { ...this.scene, model, parameters };
    const take = await this.lattice.prepare(scene);
    this.exchangeModel = () => {
      this.exchangeModel = null;
      this.takeScene(scene, take);
      this.own = parameters.slice();
      this.parameters = parametersAt(model, this.own, this.settings, this.time);
      this.parametersChanged();
    };
  }

  private takeScene(scene: Scene, take: () => void): void {
    take();
    this.scene = scene;
    this.groups = hindranceGroups(scene.model.fields);
    this.layers = layersOf(scene.model);
  }

  async keep(): Promise<KeptRun> {
    this.exchangeModel?.();
    const { scene, tick, dosing, settings, held, lastBlood } = this;
    const state = structuredClone(await this.lattice.state());
    const progress = await this.lattice.progress();
    const bytes = namedArrays(scene.model, state).reduce((sum, [, array]) => sum + array.byteLength, 0);
    const own = this.own.slice();
    return { tick, bytes, scene, own, dosing, settings, held, lastBlood, state, progress };
  }

  async goBack(kept: KeptMoment): Promise<void> {
    const { scene, state, progress, own, settings, ...rest } = kept as KeptRun;
    this.exchangeModel = null;
    if (scene !== this.scene) this.takeScene(scene, await this.lattice.prepare(scene));
    Object.assign(this, { tick: rest.tick, dosing: rest.dosing, settings, lastBlood: rest.lastBlood });
    this.own = own.slice();
    this.parameters = parametersAt(scene.model, this.own, settings, this.time);
    this.parametersChanged();
    await this.lattice.restore((to) => fillState(to, state), progress, this.moment);
    this.hold(rest.held);
  }

  setDosing(doses: readonly Dose[]): void {
    this.dosing = doses;
  }

  setSettings(settings: readonly Setting[]): void {
    checkSettings(settings, this.scene.model);
    this.settings = settings;
  }

  async edit(edit: LatticeEdit): Promise<void> {
    this.exchangeModel?.();
    const { model, seed } = this.scene;
    checkEdit(edit, model);
    const sites = chosenSites(edit, sitesOfArea(edit.area, this.shape), this.tick, seed);
    if (edit.put === 'source') this.hold(heldAfter(this.held, edit, sites, model));
    else await this.lattice.edit(edit, sites, this.moment);
  }

  private hold(held: Simulation['held']): void {
    if (held.length === 0 && this.held.length === 0) return;
    this.held = held;
    this.lattice.hold(held);
  }

  async measure(): Promise<Statistics> {
    const { tick } = this;
    return { tick, ...(await this.lattice.measure()) };
  }

  state(): Promise<LatticeState> {
    return this.lattice.state();
  }

  snapshot(layer: string, window?: SnapshotWindow): ReturnType<Simulation['snapshot']> {
    const { shape, layers, tick, time, parameters, bloodNow: blood } = this;
    const { model } = this.scene;
    return this.lattice.snapshot({ model, shape, layers, tick, time, blood, parameters }, layer, window);
  }

  inspect(x: number, y: number): ReturnType<Simulation['inspect']> {
    return this.lattice.inspect(x, y, this.moment);
  }

  async hash(): Promise<string> {
    const { tick } = this;
    return stateHash(this.scene.model, await this.state(), tick);
  }

  async checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    this.exchangeModel?.();
    const { scene, shape, tick, dosing, settings, held, startCounts, report, warnings } = this;
    const state = await this.lattice.state();
    const header: CheckpointHeader = {
      modelHash: scene.model.hash,
      sceneTitle: scene.title,
      seed: scene.seed,
      dt: scene.tick,
      parameters: [...this.own],
      shape,
      tick,
      dosing,
      settings,
      held,
      startCounts,
      lastBlood: this.lastBlood,
      report,
      warnings,
      ...(await this.lattice.progress()),
    };
    return writeCheckpoint(header, scene.model, state);
  }

  destroy(): void {
    this.lattice.destroy();
  }
}

function layersOf(model: Model): readonly LayerInfo[] {
  return [...drawableLayers(model), ...computedLayers(model)];
}
