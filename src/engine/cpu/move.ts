import type { LatticeShape, LayerName } from '../../model/types.ts';
import { draw, PURPOSE, words } from '../random.ts';
import { gaitOf } from '../speed.ts';
import type { CellLayer } from '../types.ts';
import { blockOf, randomPartition } from './blocks.ts';
import type { CellProgram } from './program.ts';

export interface MoveContext {
  readonly shape: LatticeShape;
  readonly seed: number;
  readonly program: CellProgram;
  readonly layers: Readonly<Record<LayerName, CellLayer>>;
}

/**
 * Moves the cells of a layer for one tick. As many sub-steps as the fastest cell may need (`limit` [um/h]; that of the fastest there
 * is where it is infinite); in each, the lattice is cut into shifted 2×2 blocks and every motile cell tries one other site of its
 * block with the probability that gives it its speed. A step against the pull of a gradient is taken with probability exp(pull).
 * Cells of a block act in random order, one after the other: nothing is lost or doubled.
 */
export function move(c: MoveContext, layerName: LayerName, limit: number, tick: number, dt: number): void {
  const layer = c.layers[layerName];
  const { width } = c.shape;
  const motile: number[] = [];
  for (let i = 0; i < layer.state.length; i++) if (c.program.speed[layer.state[i]]) motile.push(i);
  if (motile.length === 0) return;
  const fastest = Number.isFinite(limit) ? limit : fastestOf(c, layer, motile);
  const { substeps, perSpeed } = gaitOf(fastest, c.shape, dt);
  const stamp = new Int32Array(layer.state.length).fill(-1);
  const movedTo = new Int32Array(layer.state.length).fill(-1);
  const sites = new Int32Array(4);
  for (let pass = 0; pass < substeps; pass++) {
    const partition = randomPartition(c.shape, tick, PURPOSE.move, pass, c.seed);
    for (let m = 0; m < motile.length; m++) {
      const i = motile[m];
      const count = blockOf(c.shape, partition, i % width, (i / width) | 0, sites);
      if (stamp[sites[0]] !== pass) {
        stamp[sites[0]] = pass;
        moveBlock(c, layer, sites, count, tick, pass, perSpeed, movedTo);
      }
    }
    follow(motile, movedTo);
  }
}

/** um/h */
function fastestOf(c: MoveContext, layer: CellLayer, motile: readonly number[]): number {
  const { width } = c.shape;
  return motile.reduce((most, i) => {
    return Math.max(most, c.program.speed[layer.state[i]]!(i, i % width, (i / width) | 0));
  }, 0);
}

/** Lets every motile cell that was in the block at the start of the sub-step try one site. */
function moveBlock(
  c: MoveContext,
  layer: CellLayer,
  sites: Int32Array,
  count: number,
  tick: number,
  pass: number,
  perSpeed: number,
  movedTo: Int32Array,
): void {
  const { width } = c.shape;
  let waiting = 0;
  for (let k = 0; k < count; k++) if (c.program.speed[layer.state[sites[k]]]) waiting |= 1 << k;
  draw(sites[0], tick, PURPOSE.move + 1 + pass, c.seed);
  const order = words[0];
  for (let k = 0; k < count; k++) {
    const slot = (order + k) % count;
    if ((waiting & (1 << slot)) === 0) continue;
    const from = sites[slot];
    const x = from % width;
    const y = (from / width) | 0;
    draw(from, tick, PURPOSE.move + 0x4000 + pass, c.seed);
    const id = layer.state[from];
    const speed = c.program.speed[id]?.(from, x, y) ?? 0;
    if (words[0] * 2 ** -32 >= speed * perSpeed) continue;
    const to = sites[(slot + 1 + (words[1] % (count - 1 || 1))) % count];
    if (layer.state[to] !== 0) continue;
    const pull = c.program.pull[id];
    if (pull && words[2] * 2 ** -32 >= Math.exp(pull(from, x, y, to))) continue;
    carry(layer, from, to);
    movedTo[from] = to;
  }
}

/** Moves everything a cell carries to an empty site. */
function carry(layer: CellLayer, from: number, to: number): void {
  const n = layer.state.length;
  for (const array of [layer.state, layer.barcode, layer.divisions, layer.since]) {
    array[to] = array[from];
    array[from] = 0;
  }
  for (let s = from, t = to; s < layer.traits.length; s += n, t += n) {
    layer.traits[t] = layer.traits[s];
    layer.traits[s] = 0;
  }
}

/** Brings the list of motile cells up to date after a sub-step, in which each moved at most once. */
function follow(motile: number[], movedTo: Int32Array): void {
  for (let m = 0; m < motile.length; m++) {
    const from = motile[m];
    const to = movedTo[from];
    if (to < 0) continue;
    motile[m] = to;
    movedTo[from] = -1;
  }
}
