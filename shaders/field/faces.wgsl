// Face conductances of the finest level without D0/dx²: harmonic means of the site factors. A held edge is half a site
// away (2·factor), a no-flux edge 0, a periodic one wraps. One invocation per west and north face; z is the face set.
#include "lib/grid.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

@group(0) @binding(0) var<uniform> level: LevelParams;
// x: boundary of each face set.
@group(0) @binding(1) var<uniform> sets: array<vec4u, MAX_FIELDS>;
// f32[set][height][width], factor on D0, > 0.
@group(2) @binding(0) var<storage, read> factors: array<f32>;
// (west, north)[set][height + 1][width + 1].
@group(2) @binding(1) var<storage, read_write> conductances: array<vec2f>;

// Between sites i − 1 and i of an axis of n sites, from `start` on, `step` apart.
fn conductance(start: u32, step: u32, i: u32, n: u32, boundary: u32) -> f32 {
  if (i > 0u && i < n) {
    return harmonic(factors[start + (i - 1u) * step], factors[start + i * step]);
  }
  let first = factors[start];
  let last = factors[start + (n - 1u) * step];
  if (boundary == HELD) { return 2.0 * select(last, first, i == 0u); }
  if (boundary == PERIODIC && n > 1u) { return harmonic(last, first); }
  return 0.0;
}

fn harmonic(a: f32, b: f32) -> f32 {
  return 2.0 * a * b / (a + b);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn faces(@builtin(global_invocation_id) id: vec3u) {
  if (id.x > level.width || id.y > level.height) { return; }
  let boundary = sets[id.z].x;
  let start = id.z * level.width * level.height;
  var face = vec2f(0.0);
  if (id.y < level.height) {
    face.x = conductance(start + id.y * level.width, 1u, id.x, level.width, boundary);
  }
  if (id.x < level.width) {
    face.y = conductance(start + id.x, level.width, id.y, level.height, boundary);
  }
  conductances[face_index(id.x, id.y, id.z, level)] = face;
}
