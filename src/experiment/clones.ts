/** Lineages watched while a run goes on: what is asked of them needs their sizes at several moments. */
import type { Simulation } from '../engine/types.ts';
import type { CellSet, Scene } from '../model/types.ts';
import { membersOf } from '../readout/cell-set.ts';
import { cloneValue, type Quarters, quartersOf } from '../readout/kinship.ts';
import { type CloneLook, cloneKey } from './course.ts';

export interface CloneWatch {
  /** Keeps the sizes of lineages where this moment is asked for. */
  look(sim: Simulation): Promise<void>;
  /** Worth of each look by `cloneKey`; NaN for one whose moments have not all come. */
  values(): Record<string, number>;
}

/** The cells of a measure that is `lineages(set)` and no more; null for any other. */
export function lineageSet(scene: Scene, measure: string): CellSet | null {
  const value = scene.measures.find(({ name }) => name === measure)?.value;
  return value?.op === 'statistic' && value.name === 'lineages' ? value.sets[0]! : null;
}

/** Watches what these looks ask for. */
export function watchClones(scene: Scene, looks: readonly CloneLook[]): CloneWatch {
  const tickOf = (time: number) => Math.round(time / scene.tick);
  const kept = new Map<string, Quarters>();
  const keyOf = (measure: string, tick: number) => `${measure} ${tick}`;
  const wanted = new Map(
    looks.flatMap(({ measure, times }) => times.map((time) => [keyOf(measure, tickOf(time)), measure] as const)),
  );
  return {
    async look(sim) {
      for (const measure of new Set(wanted.values())) {
        const key = keyOf(measure, sim.tick);
        if (!wanted.has(key)) continue;
        const state = await sim.state();
        kept.set(key, quartersOf(state, membersOf(scene.model, state, lineageSet(scene, measure)!), sim.shape));
      }
    },
    values() {
      return Object.fromEntries(
        looks.map((look) => {
          const moments = look.times.map((time) => kept.get(keyOf(look.measure, tickOf(time))));
          const worth = moments.every((one) => one !== undefined) ? cloneValue(look.name, moments) : Number.NaN;
          return [cloneKey(look), worth];
        }),
      );
    },
  };
}
