// Daughters of a well-mixed layer go to any free site: in one attempt every mother's is sent the same random distance away, a
// one-to-one map of sites, so that no two can claim the same one. One invocation per site.
#include "lib/placing.wgsl"
#include "lib/slope.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;
override LAYER: u32 = 0; // TISSUE or IMMUNE

@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(0) @binding(2) var<uniform> step: StepParams;
@group(1) @binding(0) var<storage, read_write> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read_write> cells_immune: array<u32>;
// f32[slot][site], f32[variable][site].
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(2) @binding(1) var<storage, read> matrix: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;
// u32[layer][site]; bit DIVIDES.
@group(3) @binding(1) var<storage, read_write> next: array<u32>;

// Generated as for divide.wgsl.
// <generated>
const UNIFORM_VECTORS = 1;
const TRAIT_SLOTS = 0u;
fn halved_of(state: u32) -> u32 { return 0u; }
fn division_of(state: u32) -> u32 { return 0u; }
fn daughter_of(state: u32, i: u32, x: u32, y: u32, u: f32) -> u32 { return state; }
// </generated>

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn divide_mixed(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let mother = site_of(id);
  if (!asks(mother)) { return; }
  let shift = draw(step.index, params.tick, PURPOSE_DIVIDE, params.seed);
  let to = ((id.y + shift.y % HEIGHT) % HEIGHT) * WIDTH + (id.x + shift.x % WIDTH) % WIDTH;
  if (state_of(LAYER, to) != 0u) { return; }
  place_daughter(mother, to);
}
