/** What `nidus run` says at the end: one JSON object, or a short table for people. */
import { type Simulation, VERSION } from '../index.ts';

/** The object that `--json` prints and run.json holds; names as in the manual, so part of the interface. */
export interface RunReport {
  readonly scene: string;
  readonly model_hash: string;
  readonly seed: number;
  readonly version: string;
  readonly backend: string;
  readonly adapter: string | null;
  readonly ticks: number;
  readonly time_h: number;
  readonly wall_s: number;
  readonly state_hash: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly measures: Readonly<Record<string, number>>;
  readonly tissue: TissueSummary | null;
  readonly warnings: readonly string[];
}

interface TissueSummary {
  readonly placed: number;
  readonly moved: number;
  readonly lost: number;
  readonly median_shift_um: number;
}

/** @param scene its path as the user gave it @param wall wall-clock seconds */
export async function reportOf(
  sim: Simulation,
  scene: string,
  wall: number,
  measures: Readonly<Record<string, number>>,
): Promise<RunReport> {
  const { states, hash } = sim.scene.model;
  const { counts } = await sim.measure();
  return {
    scene,
    model_hash: hash,
    seed: sim.scene.seed,
    version: VERSION,
    backend: sim.backend,
    adapter: sim.adapter,
    ticks: sim.tick,
    time_h: sim.time,
    wall_s: Math.round(wall * 1000) / 1000,
    state_hash: await sim.hash(),
    counts: Object.fromEntries(states.map((state) => [state.label, counts[state.id - 1] ?? 0])),
    measures,
    tissue: summaryOf(sim),
    warnings: [...sim.warnings],
  };
}

function summaryOf({ report }: Simulation): TissueSummary | null {
  if (report === null) return null;
  const { placed, moved, lost, median_shift_um } = report;
  return { placed, moved, lost, median_shift_um };
}

/** The same for people: states that have cells, measures, and where the run came from. */
export function summaryText(report: RunReport, title: string): string {
  const { counts, measures, backend, adapter, ticks, time_h, wall_s, seed, state_hash } = report;
  const rows = Object.entries(counts).filter(([, count]) => count > 0);
  const shown = [...rows, ...Object.entries(measures).map(([name, value]) => [name, short(value)] as const)];
  const width = Math.max(...shown.map(([name]) => name.length), 'device'.length);
  const facts: [string, string][] = [
    ['time', `${short(time_h / 24)} d in ${ticks} ticks, ${short(wall_s)} s`],
    ['device', adapter === null ? backend : `${backend}, ${adapter}`],
    ['seed', String(seed)],
    ['hash', state_hash],
  ];
  const line = ([name, value]: readonly [string, string | number]) => `${name.padEnd(width)}  ${value}\n`;
  return `${title}\n${[...shown, ...facts].map(line).join('')}`;
}

/** At most four digits that mean something. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
