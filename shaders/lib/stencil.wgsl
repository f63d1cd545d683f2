// For kernels that declare `level`, `faces`, and `u` of the level.
#include "lib/faces.wgsl"

// f − A u in a cell with index i, conductances g, and this sink and right-hand side; beyond a no-flux or held edge u is 0.
fn residual_at(id: vec3u, field: FieldParams, i: u32, g: vec4f, sink: f32, f: f32) -> f32 {
  let near = around(id, field, level);
  let beside = near.inside * vec4f(u[near.west], u[near.east], u[near.north], u[near.south]);
  return f - sink * u[i] + field.scale * dot(g, beside - u[i]);
}
