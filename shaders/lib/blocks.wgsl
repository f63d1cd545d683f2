// Partitions of the lattice into shifted 2×2 blocks, as src/engine/cpu/blocks.ts: one invocation owns a block, so cells are placed
// and moved inside it without conflict. Odd sizes and walls leave blocks of fewer sites.
#include "lib/lattice.wgsl"

// The sites of the block at hand, row by row, and how many there are (1, 2 or 4). The first is the block's own number.
var<private> sites: array<u32, 4>;
var<private> count: u32;

// The k-th pair of an axis whose pairs begin at `start`: both coordinates, NOWHERE for what is not there.
fn pair_of(k: u32, start: u32, size: u32) -> vec2u {
  let along = 2u * k;
  if (along < size) {
    let first = (start + along) % size;
    let alone = along == size - 1u || (first == size - 1u && IS_PERIODIC == 0u);
    return vec2u(first, select((first + 1u) % size, NOWHERE, alone));
  }
  // A pair cut by a wall: its second half is the first site of the axis.
  let is_cut = IS_PERIODIC == 0u && along < size + 2u && (((size - start % size) % size) & 1u) == 1u;
  return vec2u(select(NOWHERE, 0u, is_cut), NOWHERE);
}

// Fills `sites` and `count` with block `id` of the partition that begins at `start`; false when there is none.
fn gather_block(id: vec2u, start: vec2u) -> bool {
  let xs = pair_of(id.x, start.x, WIDTH);
  let ys = pair_of(id.y, start.y, HEIGHT);
  if (xs.x == NOWHERE || ys.x == NOWHERE) { return false; }
  count = 0u;
  for (var b = 0u; b < 2u; b++) {
    for (var a = 0u; a < 2u; a++) {
      if (xs[a] == NOWHERE || ys[b] == NOWHERE) { continue; }
      sites[count] = ys[b] * WIDTH + xs[a];
      count++;
    }
  }
  return true;
}
