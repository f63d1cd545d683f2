// Ends a step, in place: values below 0 become 0, and all of a field that is extinct. One invocation per site; z is the field.
#include "lib/grid.wgsl"
#include "lib/norms.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][site]
@group(2) @binding(0) var<storage, read_write> u: array<f32>;
// [slot], see report.wgsl
@group(3) @binding(0) var<storage, read> norms: array<vec4f>;

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn settle(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let slot = fields[id.z].slot;
  let i = cell_index(id.x, id.y, slot, level);
  if (u[i] < 0.0 || is_extinct(norms[slot])) { u[i] = 0.0; } // a NaN stays one
}
