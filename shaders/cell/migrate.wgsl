// One sub-step of the movement of one layer: in every block of a random partition each motile cell tries one other site with the
// chance that gives it its speed; a step against the pull of a gradient is taken with probability exp(pull). Cells of a block act in
// random order, one after the other. One invocation per block.
#include "lib/cells.wgsl"
#include "lib/blocks.wgsl"
#include "lib/slope.wgsl"
#include "lib/rng.wgsl"

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
// u32[layer][site]: states that fate left, which `near` counts.
@group(3) @binding(1) var<storage, read> next: array<u32>;

// Generated: UNIFORM_VECTORS, TRAIT_SLOTS of this layer, and which cells move, how fast [um/h], and the exponent of a step to site j.
// <generated>
const UNIFORM_VECTORS = 1;
const TRAIT_SLOTS = 0u;
fn is_motile(state: u32) -> bool { return false; }
fn speed_of(state: u32, i: u32, x: u32, y: u32) -> f32 { return 0.0; }
fn pull_of(state: u32, i: u32, x: u32, y: u32, j: u32) -> f32 { return 0.0; }
// </generated>

// Moves everything a cell carries to an empty site.
fn carry(i: u32, to: u32) {
  for (var k = 0u; k < TRAITS + TRAIT_SLOTS; k++) {
    if (LAYER == TISSUE) {
      cells_tissue[plane(k, to)] = cells_tissue[plane(k, i)];
      cells_tissue[plane(k, i)] = 0u;
    } else {
      cells_immune[plane(k, to)] = cells_immune[plane(k, i)];
      cells_immune[plane(k, i)] = 0u;
    }
  }
}

// Lets the cell on the slot-th site of the block try another one.
fn try_step(slot: u32) {
  let i = sites[slot];
  let words = draw(i, params.tick, PURPOSE_MOVE + 0x4000u + step.index, params.seed);
  let state = state_of(LAYER, i);
  let x = i % WIDTH;
  let y = i / WIDTH;
  let speed = checked(speed_of(state, i, x, y), FAULT_MOVEMENT, i);
  if (fraction(words.x) >= speed * select(params.per_speed_immune, params.per_speed_tissue, LAYER == TISSUE)) { return; }
  let to = sites[(slot + 1u + words.y % max(count - 1u, 1u)) % count];
  if (state_of(LAYER, to) != 0u) { return; }
  let pull = checked(pull_of(state, i, x, y, to), FAULT_MOVEMENT, i);
  if (pull < 0.0 && fraction(words.z) >= exp(pull)) { return; }
  carry(i, to);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn migrate(@builtin(global_invocation_id) id: vec3u) {
  let start = draw(step.index, params.tick, PURPOSE_MOVE + 0x8000u, params.seed);
  if (!gather_block(id.xy, vec2u(start.x % WIDTH, start.y % HEIGHT))) { return; }
  var waiting = 0u;
  for (var k = 0u; k < count; k++) {
    if (is_motile(state_of(LAYER, sites[k]))) { waiting |= 1u << k; }
  }
  if (waiting == 0u) { return; }
  let order = draw(sites[0], params.tick, PURPOSE_MOVE + 1u + step.index, params.seed).x;
  for (var k = 0u; k < count; k++) {
    let slot = (order + k) % count;
    if (((waiting >> slot) & 1u) == 1u) { try_step(slot); }
  }
}
