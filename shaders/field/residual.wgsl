// What decides whether a solve is done: per field and lane Σ(D⁻¹(f − A u))², Σ(D⁻¹known)² and Σu² over every `lanes`-th site,
// with the equation linearised at u and D its diagonal. The host adds the lanes, in order. One invocation per lane (x) and field (y).
#include "lib/stencil.wgsl"
#include "lib/sink.wgsl"

override LANES_PER_GROUP: u32 = 64;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][site], but faces.
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read> known: array<f32>;
@group(2) @binding(2) var<storage, read> sinks: array<f32>;
@group(2) @binding(3) var<storage, read> uptakes: array<f32>;
@group(2) @binding(4) var<storage, read> faces: array<vec2f>;
// [y of the dispatch][lane]; w is not used.
@group(3) @binding(0) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(LANES_PER_GROUP, 1, 1)
fn residual(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.lanes) { return; }
  let field = fields[id.y];
  var sum = vec4f(0.0);
  for (var site = id.x; site < level.width * level.height; site += level.lanes) {
    let at = vec3u(site % level.width, site / level.width, 0u);
    let i = cell_index(at.x, at.y, field.slot, level);
    let g = conductances(at, field);
    let equation = linearised(i, u[i], field);
    let inverse = inverse_diagonal(g, equation.x, field.scale);
    let parts = vec4f(inverse * residual_at(at, field, i, g, equation.x, equation.y), inverse * known[i], u[i], 0.0);
    sum += parts * parts;
  }
  sums[id.y * level.lanes + id.x] = sum;
}
