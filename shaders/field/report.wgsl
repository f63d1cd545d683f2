// What a solve achieved: x the residual relative to what brings the field in, or to the field itself where nothing does, y and z
// these two norms, w more than 0 where something removes the field. One invocation per field.
#include "lib/norms.wgsl"
#include "lib/fault.wgsl"
#include "lib/grid.wgsl"

@group(0) @binding(0) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// [x of the dispatch][part]: sums of squares, as in residual.wgsl
@group(3) @binding(0) var<storage, read> parts: array<vec4f>;
// [slot]
@group(3) @binding(1) var<storage, read_write> norms: array<vec4f>;
@group(3) @binding(2) var<storage, read_write> stats: array<atomic<u32>>;

@compute @workgroup_size(1, 1, 1)
fn report(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u32(MAX_FIELDS)) { return; }
  let field = fields[id.x];
  var sum = vec4f(0.0);
  for (var part = 0u; part < PARTS; part++) {
    sum += parts[id.x * PARTS + part];
  }
  let size = sqrt(sum.xyz);
  var relative = not_a_number();
  if (is_finite(sum.x) && is_finite(sum.y) && is_finite(sum.z)) {
    let all = select(size.z, size.y, size.y > 0.0);
    relative = select(0.0, size.x / all, all > 0.0 && !is_extinct(vec4f(size, sum.w)));
    if (field.limit > 0.0 && relative > field.limit) { atomicOr(&stats[STATS_FAULT], FAULT_RESIDUAL); }
  } else {
    atomicOr(&stats[STATS_FAULT], FAULT_FIELD);
  }
  norms[field.slot] = vec4f(relative, size.yz, sum.w);
}
