// Runs the matrix equations: rates of all variables first, then their new values, then the variables that derive from them.
#include "lib/cells.wgsl"
#include "lib/slope.wgsl"
#include "lib/rng.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;
override ADVANCES: u32 = 1; // 0: only the variables that derive from others

@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(1) @binding(0) var<storage, read> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read> cells_immune: array<u32>;
// f32[slot][site], f32[variable][site].
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(2) @binding(1) var<storage, read_write> matrix: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;

// Generated: UNIFORM_VECTORS and the equations.
// <generated>
const UNIFORM_VECTORS = 1;
fn advance_matrix(i: u32, x: u32, y: u32, hours: f32) {}
fn derive_matrix(i: u32, x: u32, y: u32) {}
// </generated>

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn matrix_step(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  if (ADVANCES == 1u) { advance_matrix(i, id.x, id.y, params.matrix_hours); }
  derive_matrix(i, id.x, id.y);
}
