/** What may happen to cells, numbered: the order of `Simulation.events` and of the counters on both backends. */
import type { Arrival, Death, Division, Model, Transition } from '../model/types.ts';
import type { EventInfo } from './types.ts';

/** The events of a model; `index` finds the number of a stated one. */
export interface ModelEvents {
  readonly list: readonly EventInfo[];
  index(stated: Transition | Death | Division | Arrival): number;
}

/** Kind by kind: its transitions, deaths by cause, division (a daughter placed), arrivals. */
export function modelEvents(model: Model): ModelEvents {
  const list: EventInfo[] = [];
  const numbers = new Map<Transition | Death | Division | Arrival, number>();
  const name = (state: number): string => model.states[state - 1]!.name;
  for (const kind of model.kinds) {
    const add = (stated: Transition | Death | Division | Arrival, event: string): void => {
      numbers.set(stated, list.push({ kind: kind.name, event }) - 1);
    };
    for (const t of kind.transitions) add(t, `${name(t.from)} -> ${name(t.to)}`);
    for (const d of kind.death) add(d, `death: ${d.cause}`);
    if (kind.division) add(kind.division, 'division');
    for (const a of kind.arrivals) add(a, `arrival: ${name(a.state)}`);
  }
  return { list, index: (stated) => numbers.get(stated)! };
}
