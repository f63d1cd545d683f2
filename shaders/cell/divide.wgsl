// Daughters of one layer go to free sites of their mother's block: one of four passes whose partitions pair every site with all its
// neighbours. Mothers of a block come in random order; none free, no division. One invocation per block.
#include "lib/placing.wgsl"
#include "lib/blocks.wgsl"
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
// u32[layer][site]: states that fate left, which `near` counts; bit DIVIDES.
@group(3) @binding(1) var<storage, read_write> next: array<u32>;

// Generated: UNIFORM_VECTORS, TRAIT_SLOTS of this layer, traits that daughters share, the number of the event, the daughter's state.
// <generated>
const UNIFORM_VECTORS = 1;
const TRAIT_SLOTS = 0u;
fn halved_of(state: u32) -> u32 { return 0u; }
fn division_of(state: u32) -> u32 { return 0u; }
fn daughter_of(state: u32, i: u32, x: u32, y: u32, u: f32) -> u32 { return state; }
// </generated>

fn is_free(i: u32) -> bool {
  return state_of(LAYER, i) == 0u;
}

// The free sites of the block, the pick-th of which is chosen; NOWHERE when there is none.
fn free_site(pick: u32) -> u32 {
  var free = 0u;
  for (var k = 0u; k < count; k++) { free += select(0u, 1u, is_free(sites[k])); }
  if (free == 0u) { return NOWHERE; }
  var skip = (pick & 0xffu) % free;
  for (var k = 0u; k < count; k++) {
    if (!is_free(sites[k])) { continue; }
    if (skip == 0u) { return sites[k]; }
    skip--;
  }
  return NOWHERE;
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn divide(@builtin(global_invocation_id) id: vec3u) {
  let shift = draw(0u, params.tick, PURPOSE_DIVIDE + 0x8000u, params.seed);
  let quadrant = (step.index + shift.z) & 3u;
  let start = vec2u(shift.x % WIDTH + (quadrant & 1u), shift.y % HEIGHT + (quadrant >> 1u));
  if (!gather_block(id.xy, start)) { return; }
  var asked = false;
  for (var k = 0u; k < count; k++) { asked = asked || asks(sites[k]); }
  if (!asked) { return; }
  let words = draw(sites[0], params.tick, PURPOSE_DIVIDE + 1u + step.index, params.seed);
  for (var k = 0u; k < count; k++) {
    let mother = sites[(words.x + k) % count];
    if (!asks(mother)) { continue; }
    let to = free_site(words.y >> (8u * k));
    if (to == NOWHERE) { return; }
    place_daughter(mother, to);
  }
}
