// New cells appear on free sites of their layer whose other occupant lets them in. One invocation per site.
#include "lib/cells.wgsl"
#include "lib/slope.wgsl"
#include "lib/rng.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;

@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(1) @binding(0) var<storage, read_write> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read_write> cells_immune: array<u32>;
// f32[slot][site], f32[variable][site].
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(2) @binding(1) var<storage, read> matrix: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;
// u32[layer][site]: states that fate left, which `near` counts.
@group(3) @binding(1) var<storage, read> next: array<u32>;

// Generated: UNIFORM_VECTORS, the tick [h], the traits that cells start with, and the arrivals in order, each a call of `arrive_at`.
// <generated>
const UNIFORM_VECTORS = 1;
fn hours() -> f32 { return 0.0; }
fn start_of(state: u32, i: u32, x: u32, y: u32) {}
fn arrivals_at(i: u32, x: u32, y: u32) {}
// </generated>

// Arrival k: a cell of this state comes at this rate [1/h].
fn arrive_at(layer: u32, k: u32, state: u32, event: u32, rate: f32, i: u32, x: u32, y: u32) {
  let words = draw(i, params.tick, PURPOSE_ARRIVAL + k, params.seed);
  if (fraction(words.x) >= probability(hazard(rate, i) * hours())) { return; }
  if (layer == TISSUE) {
    cells_tissue[i] = state;
    cells_tissue[plane(SINCE, i)] = params.tick;
  } else {
    cells_immune[i] = state;
    cells_immune[plane(SINCE, i)] = params.tick;
  }
  start_of(state, i, x, y);
  count_cell(state);
  count_event(event);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn arrive(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  arrivals_at(site_of(id), id.x, id.y);
}
