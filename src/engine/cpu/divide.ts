import type { Kind, LatticeShape, LayerName } from '../../model/types.ts';
import { draw, PURPOSE, words } from '../random.ts';
import type { CellLayer } from '../types.ts';
import { blockOf, coveringPartition } from './blocks.ts';
import type { CellProgram } from './program.ts';

/** What placing daughters needs of a simulation. */
export interface DivideContext {
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly program: CellProgram;
  readonly layers: Readonly<Record<LayerName, CellLayer>>;
  readonly requests: Readonly<Record<LayerName, Uint8Array>>;
  /** By state id; and the number of the division of its kind in `events`, the counters. */
  readonly kindOf: readonly (Kind | null)[];
  readonly divisions: readonly number[];
  readonly events: Float64Array;
}

/** Attempts a well-mixed mother has to find a free site. */
const DISH_ATTEMPTS = 32;

/**
 * Places a daughter for every request that finds a free site, and clears the requests.
 * Local: the free neighbours, in four passes over shifted 2×2 blocks that together pair each site with all 8 of them;
 * none free, no division. Well mixed: attempt r sends every mother's daughter the same random distance away, a
 * one-to-one map of sites, so that no two can claim the same one.
 */
export function divide(c: DivideContext, layerName: LayerName, tick: number): void {
  const request = c.requests[layerName];
  const mothers: number[] = [];
  for (let i = 0; i < request.length; i++) if (request[i] === 1) mothers.push(i);
  if (mothers.length === 0) return;
  if (c.shape.mixing === 'dish') divideMixed(c, layerName, mothers, tick);
  else divideLocal(c, layerName, mothers, tick);
  for (const i of mothers) request[i] = 0;
}

function divideMixed(c: DivideContext, layerName: LayerName, mothers: readonly number[], tick: number): void {
  const { width, height } = c.shape;
  const request = c.requests[layerName];
  const state = c.layers[layerName].state;
  for (let attempt = 0; attempt < DISH_ATTEMPTS; attempt++) {
    draw(attempt, tick, PURPOSE.divide, c.seed);
    const shiftX = words[0] % width;
    const shiftY = words[1] % height;
    for (const i of mothers) {
      if (request[i] === 0) continue;
      const target = ((((i / width) | 0) + shiftY) % height) * width + (((i % width) + shiftX) % width);
      if (state[target] !== 0) continue;
      placeDaughter(c, layerName, i, target, tick);
      request[i] = 0;
    }
  }
}

function divideLocal(c: DivideContext, layerName: LayerName, mothers: readonly number[], tick: number): void {
  const { width } = c.shape;
  const request = c.requests[layerName];
  const state = c.layers[layerName].state;
  const sites = new Int32Array(4);
  for (let pass = 0; pass < 4; pass++) {
    const partition = coveringPartition(c.shape, tick, PURPOSE.divide, pass, c.seed);
    for (const i of mothers) {
      if (request[i] === 0) continue;
      const count = blockOf(c.shape, partition, i % width, (i / width) | 0, sites);
      draw(sites[0], tick, PURPOSE.divide + 1 + pass, c.seed);
      const first = words[0];
      const pick = words[1];
      for (let k = 0; k < count; k++) {
        const mother = sites[(first + k) % count];
        if (request[mother] === 0) continue;
        const target = freeSite(state, sites, count, pick >>> (8 * k));
        if (target < 0) break;
        placeDaughter(c, layerName, mother, target, tick);
        request[mother] = 0;
      }
    }
  }
}

/** One of the block's free sites at random, −1 when there is none. */
function freeSite(state: Uint32Array, sites: Int32Array, count: number, pick: number): number {
  let free = 0;
  for (let k = 0; k < count; k++) if (state[sites[k]] === 0) free++;
  if (free === 0) return -1;
  let skip = (pick & 0xff) % free;
  for (let k = 0; k < count; k++) {
    if (state[sites[k]] === 0 && skip-- === 0) return sites[k];
  }
  return -1;
}

/** Copies the mother to the target: lineage, traits, time in state; both count the division, halved traits are shared out. */
function placeDaughter(c: DivideContext, layerName: LayerName, mother: number, target: number, tick: number): void {
  const layer = c.layers[layerName];
  const n = layer.state.length;
  const id = layer.state[mother];
  c.events[c.divisions[id]]++;
  layer.state[target] = id;
  layer.barcode[target] = layer.barcode[mother];
  layer.divisions[mother]++;
  layer.divisions[target] = layer.divisions[mother];
  layer.since[target] = layer.since[mother];
  c.kindOf[id]!.traits.forEach((trait, slot) => {
    if (trait.halves) layer.traits[slot * n + mother] *= 0.5;
    layer.traits[slot * n + target] = layer.traits[slot * n + mother];
  });
  const switches = c.program.daughters[id];
  if (switches.length === 0) return;
  draw(target, tick, PURPOSE.divide + 0x100, c.seed);
  let pick = words[0] * 2 ** -32;
  for (const [to, chance] of switches) {
    pick -= chance(mother, mother % c.shape.width, (mother / c.shape.width) | 0);
    if (pick >= 0) continue;
    layer.state[target] = to;
    layer.since[target] = tick;
    return;
  }
}
