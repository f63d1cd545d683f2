// Gives every cell of one layer the traits it starts with.
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

// Generated: UNIFORM_VECTORS, TRAIT_SLOTS of this layer, the traits that cells start with, and the kind of a state.
// <generated>
const UNIFORM_VECTORS = 1;
const TRAIT_SLOTS = 0u;
fn start_of(state: u32, i: u32, x: u32, y: u32) {}
fn kind_of(state: u32) -> u32 { return 0u; }
// </generated>

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn start(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  start_of(state_of(LAYER, i), i, id.x, id.y);
}
