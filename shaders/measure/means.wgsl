// Sums over every `lanes`-th site of one quantity, and how many sites have it; the host adds the lanes, in order.
// One invocation per lane (x) and quantity (y).
#include "lib/lattice.wgsl"
#include "lib/types.wgsl"

override LANES_PER_GROUP: u32 = 64;
override LANES: u32 = 64;

// Planes as in lib/cells.wgsl; f32[slot][site].
@group(1) @binding(0) var<storage, read> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read> cells_immune: array<u32>;
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(3) @binding(0) var<storage, read> quantities: array<Quantity>;
// (sum, sites)[quantity][lane].
@group(3) @binding(1) var<storage, read_write> sums: array<vec2f>;

const OF_FIELDS = 0u;
const OF_TISSUE = 1u;

@compute @workgroup_size(LANES_PER_GROUP, 1, 1)
fn means(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= LANES || id.y >= arrayLength(&quantities)) { return; }
  let what = quantities[id.y];
  var sum = vec2f(0.0);
  for (var i = id.x; i < WIDTH * HEIGHT; i += LANES) {
    if (what.source == OF_FIELDS) {
      sum += vec2f(fields[plane(what.slot, i)], 1.0);
      continue;
    }
    let is_tissue = what.source == OF_TISSUE;
    var state = 0u;
    if (is_tissue) { state = cells_tissue[i]; } else { state = cells_immune[i]; }
    if (state < what.first || state > what.last) { continue; }
    var word = 0u;
    if (is_tissue) { word = cells_tissue[plane(what.slot, i)]; } else { word = cells_immune[plane(what.slot, i)]; }
    sum += vec2f(bitcast<f32>(word), 1.0);
  }
  sums[id.y * LANES + id.x] = sum;
}
