// Keeps the counts of this moment for the equations of a well-mixed lattice, which ask for them while they change.
#include "lib/fault.wgsl"

override LANES: u32 = 64;

@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;

@compute @workgroup_size(LANES, 1, 1)
fn still(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= STATS_STATES) { return; }
  atomicStore(&stats[STATS_STILL + id.x], atomicLoad(&stats[STATS_COUNTS + id.x]));
}
