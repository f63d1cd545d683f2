// The answer of a step: u with values below 0 lifted to 0. One invocation per site; z is the field.
#include "lib/grid.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 4;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][site].
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read_write> settled: array<f32>;

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn settle(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let i = cell_index(id.x, id.y, fields[id.z].slot, level);
  settled[i] = select(u[i], 0.0, u[i] < 0.0); // a NaN stays one
}
