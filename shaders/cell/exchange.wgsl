// What every site adds to and takes from the fields: source, linear sink, saturating uptake, of both its occupants.
#include "lib/cells.wgsl"
#include "lib/slope.wgsl"
#include "lib/rng.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;

@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(1) @binding(0) var<storage, read> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read> cells_immune: array<u32>;
// f32[slot][site], f32[variable][site].
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(2) @binding(1) var<storage, read> matrix: array<f32>;
// f32[slot][site], the terms that the field solver reads.
@group(2) @binding(2) var<storage, read_write> sources: array<f32>;
@group(2) @binding(3) var<storage, read_write> sinks: array<f32>;
@group(2) @binding(4) var<storage, read_write> uptakes: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;

// Generated: UNIFORM_VECTORS, the terms of a cell, and their way into the buffers.
// <generated>
const UNIFORM_VECTORS = 1;
fn exchange_tissue_of(state: u32, i: u32, x: u32, y: u32) {}
fn exchange_immune_of(state: u32, i: u32, x: u32, y: u32) {}
fn store_terms(i: u32) {}
// </generated>

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn exchange(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  exchange_tissue_of(cells_tissue[i], i, id.x, id.y);
  exchange_immune_of(cells_immune[i], i, id.x, id.y);
  store_terms(i);
}
