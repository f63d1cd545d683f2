// How well a field solves its equation, per lane: sums of (D⁻¹(f − A u))², (D⁻¹known)² and u², the equation linearised at u
// and D its diagonal; w is more than 0 where something removes the field. One invocation per column (x) of a strip of
// rows (y); z is the field.
#include "lib/stencil.wgsl"
#include "lib/sink.wgsl"

override TILE_X: u32 = 64;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][site], but faces.
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read> known: array<f32>;
@group(2) @binding(2) var<storage, read> sinks: array<f32>;
@group(2) @binding(3) var<storage, read> uptakes: array<f32>;
@group(2) @binding(4) var<storage, read> faces: array<vec2f>;
// [z of the dispatch][lane]
@group(3) @binding(0) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(TILE_X, 1, 1)
fn residual(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.width || id.y >= level.strips) { return; }
  let field = fields[id.z];
  let rows = strip_rows(id.y, level);
  let edge = select(0.0, 1.0, field.boundary == HELD);
  var sum = vec4f(0.0);
  for (var y = rows.x; y < rows.y; y++) {
    let at = vec3u(id.x, y, 0u);
    let i = cell_index(at.x, at.y, field.slot, level);
    let g = conductances(at, field);
    let equation = linearised(i, u[i], field);
    let inverse = inverse_diagonal(g, equation.x, field.scale);
    let part = vec3f(inverse * residual_at(at, field, i, g, equation.x, equation.y), inverse * known[i], u[i]);
    sum += vec4f(part * part, equation.x + edge);
  }
  sums[lane_index(id, level)] = sum;
}
