// Error of an SDIRK2 sub-step, per lane: x the sum of (Y2 − y − (Y1 − y)/γ)², z that of Y2². One invocation per column (x) of a
// strip of rows (y); z is the field.
#include "lib/grid.wgsl"

override TILE_X: u32 = 64;
override GAMMA: f32 = 0.29289323;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
@group(2) @binding(0) var<storage, read> u: array<f32>; // [field][site], Y2
@group(2) @binding(1) var<storage, read> kept: array<f32>; // [field][site], y
@group(2) @binding(2) var<storage, read> stage: array<f32>; // [site], Y1
// [z of the dispatch][lane]
@group(3) @binding(0) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(TILE_X, 1, 1)
fn sdirk_error(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.width || id.y >= level.strips) { return; }
  let rows = strip_rows(id.y, level);
  var sum = vec4f(0.0);
  for (var y = rows.x; y < rows.y; y++) {
    let i = cell_index(id.x, y, fields[id.z].slot, level);
    let error = u[i] - kept[i] - (stage[cell_index(id.x, y, 0u, level)] - kept[i]) / GAMMA;
    sum += vec4f(error * error, 0.0, u[i] * u[i], 0.0);
  }
  sums[lane_index(id, level)] = sum;
}
