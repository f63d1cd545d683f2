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
