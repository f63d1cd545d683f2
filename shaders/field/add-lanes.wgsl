// Adds every PARTS-th lane of a field, in order: what report.wgsl adds up. One invocation per part (x); y is the field.
#include "lib/grid.wgsl"

@group(0) @binding(0) var<uniform> level: LevelParams;
// [y of the dispatch][lane], [y of the dispatch][part]
@group(3) @binding(0) var<storage, read> sums: array<vec4f>;
@group(3) @binding(1) var<storage, read_write> parts: array<vec4f>;

@compute @workgroup_size(64, 1, 1)
fn add_lanes(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= PARTS) { return; }
  let lanes = level.width * level.strips;
  var sum = vec4f(0.0);
  for (var lane = id.x; lane < lanes; lane += PARTS) {
    sum += sums[id.y * lanes + lane];
  }
  parts[id.y * PARTS + id.x] = sum;
}
