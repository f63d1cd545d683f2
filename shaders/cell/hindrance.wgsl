// Factor on the diffusivity of every field that has one, from the matrix of its site.
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
// f32[face set][site]
@group(2) @binding(2) var<storage, read_write> factors: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;

// Generated: UNIFORM_VECTORS and the factors.
// <generated>
const UNIFORM_VECTORS = 1;
fn store_factors(i: u32, x: u32, y: u32) {}
// </generated>

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn hindrance(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  store_factors(i, id.x, id.y);
}
