import { createSimulationFrom } from '../../src/engine/simulation.ts';
import type { InitialTissue, Simulation, SimulationOptions } from '../../src/engine/types.ts';
import { readScene } from '../../src/model/read-scene.ts';
import type { LatticeShape, Scene } from '../../src/model/types.ts';
import { memoryHost } from './memory-host.ts';

/** What a test states of a simulation: YAML of a model, extra scene lines, the lattice, and who lives where. */
export interface Setup {
  readonly model: string;
  readonly scene?: string;
  readonly width?: number;
  readonly height?: number;
  readonly spacing?: number;
  readonly edges?: LatticeShape['edges'];
  readonly mixing?: LatticeShape['mixing'];
  /** Label of the occupant of site i on either layer, null for none. */
  readonly place?: (i: number, x: number, y: number) => string | null;
  readonly options?: Partial<SimulationOptions>;
}

/** Makes a simulation on the CPU from YAML text. */
export async function simulationOf(setup: Setup): Promise<Simulation> {
  const { scene, tissue, host } = await partsOf(setup);
  return createSimulationFrom(scene, tissue, { backend: 'cpu', host, ...setup.options });
}

/** The scene and tissue of a set-up. */
export async function partsOf(
  setup: Setup,
): Promise<{ scene: Scene; tissue: InitialTissue; host: ReturnType<typeof memoryHost> }> {
  const { width = 16, height = 16, spacing = 20, edges = 'periodic', mixing = 'local' } = setup;
  const text = `nidus: 1
title: test
model: model.yaml
tick: 30 min
until: 1 d
tissue: { generator: dish, cells: {} }
lattice: { width: ${width}, height: ${height}, spacing: ${spacing} um, edges: ${edges}, mixing: ${mixing} }
${setup.scene ?? ''}`;
  const host = memoryHost({ 'scene.yaml': text, 'model.yaml': `nidus: 1\ntitle: test\n${setup.model}` });
  const scene = await readScene('scene.yaml', host);
  const n = width * height;
  const tissue = new Uint32Array(n);
  const immune = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const label = setup.place?.(i, i % width, Math.floor(i / width)) ?? null;
    if (label === null) continue;
    const state = scene.model.states.find((s) => s.label === label);
    if (!state) throw new Error(`no state ${label}`);
    (state.layer === 'tissue' ? tissue : immune)[i] = state.id;
  }
  return {
    scene,
    host,
    tissue: { shape: scene.lattice!, tissue, immune, matrix: {}, report: null, warnings: [] },
  };
}

/** Advances by a number of ticks. */
export async function advance(sim: Simulation, ticks: number): Promise<void> {
  for (let k = 0; k < ticks; k++) await sim.step();
}

/** A small tissue with all parts of the tick at work. */
export const SMALL_TISSUE: Setup = {
  width: 33,
  height: 24,
  model: `
parameters:
  k_die: { value: 0.02 /h, range: [0, 1 /h], source: test }
  D_food: { value: 100 um2/s, range: [0, 1000 um2/s], source: test }
fields:
  food: { unit: mM, diffusion: D_food, hindrance: exp(-gel), saturation: 0.5 mM, blood: 5 mM, steady: true }
  drug: { unit: nM, diffusion: 150 um2/s, half_life: 10 h }
matrix:
  every: 2 h
  variables:
    gel: { start: 0.1, rate: "0.01 [/h] * near(cell) * (1 - gel)", min: 0, max: 1 }
    stiffness: { unit: kPa, value: 0.5 kPa + 9.5 kPa*gel^1.8 }
cells:
  cell:
    layer: tissue
    states: { a: {}, b: {} }
    traits: { q: { start: 0.5, spread: 0.1, to: 1, tau: 10 h } }
    transitions: { a -> b: { rate: "k_die*hill(drug, 10 nM, 2)*q" } }
    division: { rate: "0.1 [/h]*hill(food, 1 mM, 1)" }
    death: { hunger: { rate: k_die*(food < 0.5 mM) } }
    exchange: { food: { uptake: "0.02 [mM/s]" }, drug: { sink: "1e-4 [/s]" } }
  vessel: { layer: tissue, states: { open: {} }, exchange: { food: { source: "10 [/s]*blood(food)", sink: "10 [/s]" }, drug: { source: "1 [/s]*blood(drug)", sink: "1 [/s]" } } }
  guard: { layer: immune, states: { on: {} }, move: { speed: 120 um/h, follow: { drug: "0.1 [/nM]" } }, arrival: { on: { at: vessel.open, rate: "0.05 [/h]" } } }
`,
  scene: `
seed: 11
dosing: [ { field: drug, hold: 100 nM, from: 5 h, until: 15 h } ]`,
  place: (i, x, y) =>
    x % 8 === 0 && y % 8 === 0 ? 'vessel.open' : i % 5 === 0 ? 'cell.a' : i % 31 === 3 ? 'guard.on' : null,
};
