/** Looks now and then for what makes a run mean less than it seems to, and says what to do about it. */
import { draw, PURPOSE } from '../engine/random.ts';
import type { InspectedCell, Simulation } from '../engine/types.ts';
import { formatNumber } from '../render/format.ts';
import type { Site } from './protocol.ts';

/** Something that the user should know, once. */
export interface Concern {
  readonly text: string;
  /** What a button can do: undo the last change, show a site, take a shorter tick, pause, or list the warnings. */
  readonly remedy: 'undo' | 'show' | 'shorten' | 'pause' | 'warnings';
  readonly site?: Site;
  /** How many ticks to make of one. */
  readonly parts?: number;
}

/** Milliseconds between looks, and sites that are looked at. */
const EVERY_MS = 2500;
const SITES = 10;
/** Share of the tissue layer's sites that counts as full, and events per tick that are too many. */
const FULL = 0.995;
const FAST = 0.5;
/** The most ticks to make of one by the press of a button. */
const MOST_PARTS = 16;

export interface Watcher {
  /** New concerns; none before it is time for a look. @param isEdited whether there is something to undo */
  look(sim: Simulation, isEdited: boolean): Promise<readonly Concern[]>;
}

/** Watches one simulation. */
export function createWatcher(): Watcher {
  const told = new Set<string>();
  let last = performance.now();

  function once(key: string, concern: Concern): readonly Concern[] {
    if (told.has(key)) return [];
    told.add(key);
    return [concern];
  }

  function ofWarnings(sim: Simulation, isEdited: boolean): readonly Concern[] {
    const unsolved = sim.warnings.find((warning) => /was not solved to tolerance/.test(warning));
    if (unsolved === undefined) return [];
    const name = unsolved.split(' ')[0] ?? 'A field';
    return once('unsolved', {
      text: `${name} could not be computed as exactly as asked: its uptake is far above what diffusion brings. Lower the uptake or the number of cells that take it up.`,
      remedy: isEdited ? 'undo' : 'warnings',
    });
  }

  function ofCounts(sim: Simulation, counts: readonly number[]): readonly Concern[] {
    const sites = sim.shape.width * sim.shape.height;
    const onTissue = (list: readonly number[]) =>
      sim.scene.model.states.reduce((sum, { id, layer }) => sum + (layer === 'tissue' ? (list[id - 1] ?? 0) : 0), 0);
    if (onTissue(counts) < FULL * sites || onTissue(sim.startCounts) >= FULL * sites) return [];
    return once('full', {
      text: 'The tissue is full: from now on cells divide only where others die. What grows is limited by the lattice; take a larger one to go on.',
      remedy: 'pause',
    });
  }

  async function ofHazards(sim: Simulation): Promise<readonly Concern[]> {
    const { width, height } = sim.shape;
    for (let k = 0; k < SITES; k++) {
      const [a, b] = draw(k, sim.tick, PURPOSE.label, sim.scene.seed);
      const site = { x: a! % width, y: b! % height };
      const { tissue, immune } = await sim.inspect(site.x, site.y);
      for (const cell of [tissue, immune]) {
        const found = cell === null ? null : tooFast(cell, sim.scene.tick);
        if (found === null) continue;
        const { key, text, parts } = found;
        return once(
          `fast ${key}`,
          parts > MOST_PARTS ? { text, remedy: 'show', site } : { text, remedy: 'shorten', parts },
        );
      }
    }
    return [];
  }

  return {
    async look(sim, isEdited) {
      if (performance.now() - last < EVERY_MS) return [];
      last = performance.now();
      const { counts } = await sim.measure();
      return [...ofWarnings(sim, isEdited), ...ofCounts(sim, counts), ...(await ofHazards(sim))];
    },
  };
}

/** The first event of a cell that happens too often for a tick of `dt` hours, and how many ticks to make of one; null: none. */
export function tooFast(cell: InspectedCell, dt: number) {
  const event = cell.hazards.find(({ rate }) => rate * dt > FAST);
  if (event === undefined) return null;
  const name = `${cell.kind}.${cell.state}`;
  const chance = Math.round(100 * (1 - Math.exp(-event.rate * dt)));
  return {
    key: `${name} ${event.event}`,
    parts: 2 ** Math.ceil(Math.log2((event.rate * dt) / FAST)),
    text: `${name}: “${event.event}” has a rate of ${formatNumber(event.rate)} per hour, ${chance} % in one tick of ${formatNumber(dt)} h. Its times come out too coarse; lower the rate, or take a shorter tick.`,
  };
}
