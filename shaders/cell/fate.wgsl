// Traits and events of one layer: each cell updates its traits, then at most one of its competing hazards fires.
#include "lib/cells.wgsl"
#include "lib/slope.wgsl"
#include "lib/rng.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;
override LAYER: u32 = 0; // TISSUE or IMMUNE

@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(1) @binding(0) var<storage, read_write> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read_write> cells_immune: array<u32>;
// f32[slot][site], f32[variable][site].
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(2) @binding(1) var<storage, read> matrix: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;
// u32[layer][site]: state after the event; bit DIVIDES.
@group(3) @binding(1) var<storage, read_write> next: array<u32>;

var<private> outcome: u32;

// Generated: UNIFORM_VECTORS and the rules of each state, which set `outcome`, the cell's own traits and its `since`.
// <generated>
const UNIFORM_VECTORS = 1;
fn fate_of(state: u32, i: u32, x: u32, y: u32) {}
// </generated>

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn fate(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  outcome = state_of(LAYER, i);
  fate_of(outcome, i, id.x, id.y);
  next[plane(LAYER, i)] = outcome;
}
