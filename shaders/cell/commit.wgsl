// Takes the states that fate chose. A cell that becomes another kind starts with that kind's traits; an emptied site carries nothing.
#include "lib/cells.wgsl"
#include "lib/rng.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;
override LAYER: u32 = 0; // TISSUE or IMMUNE

@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(1) @binding(0) var<storage, read_write> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read_write> cells_immune: array<u32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;
// u32[layer][site]
@group(3) @binding(1) var<storage, read> next: array<u32>;

// Generated: UNIFORM_VECTORS, TRAIT_SLOTS of this layer, the traits that cells start with, and the kind of a state.
// <generated>
const UNIFORM_VECTORS = 1;
const TRAIT_SLOTS = 0u;
fn start_of(state: u32, i: u32, x: u32, y: u32) {}
fn kind_of(state: u32) -> u32 { return 0u; }
// </generated>

// Zeroes the planes of site i from `first` on.
fn clear(i: u32, first: u32) {
  for (var k = first; k < TRAITS + TRAIT_SLOTS; k++) {
    if (LAYER == TISSUE) { cells_tissue[plane(k, i)] = 0u; } else { cells_immune[plane(k, i)] = 0u; }
  }
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn commit(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  let before = state_of(LAYER, i);
  let state = next[plane(LAYER, i)] & ~DIVIDES;
  if (state == before) { return; }
  if (LAYER == TISSUE) { cells_tissue[i] = state; } else { cells_immune[i] = state; }
  uncount_cell(before);
  count_cell(state);
  if (kind_of(state) == kind_of(before)) { return; }
  clear(i, select(TRAITS, BARCODE, state == 0u));
  start_of(state, i, id.x, id.y);
}
