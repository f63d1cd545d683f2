// Face conductances of the next coarser level: between two coarse centres lie part of the left cell's inner faces, the common
// faces and part of the right cell's inner faces, in series; in each the (up to two) fine rows are in parallel.
// One invocation per coarse west and north face; z is the face set.
#include "lib/resistance.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

// The finer of the two levels.
@group(0) @binding(0) var<uniform> level: LevelParams;
// x: boundary of each face set.
@group(0) @binding(1) var<uniform> sets: array<vec4u, MAX_FIELDS>;
// (west, north)[set][height + 1][width + 1] of the finer and of the coarser level.
@group(2) @binding(0) var<storage, read> faces: array<vec2f>;
@group(2) @binding(1) var<storage, read_write> coarse: array<vec2f>;

// Coarse face i of coarse row `row`.
fn coarse_face(axis: u32, i: u32, row: u32, face_set: u32, boundary: u32) -> f32 {
  let n = select(level.height, level.width, axis == 0u);
  let rows = vec2u(2u * row, min(2u * row + 2u, select(level.width, level.height, axis == 0u)));
  let nc = (n + 1u) / 2u;
  if (boundary == PERIODIC && nc == 1u) { return 0.0; }
  let face = row_faces(axis, min(2u * i, n), rows, face_set);
  if (face == 0.0) { return 0.0; }
  var resistance = 1.0 / face;
  if (i > 0u || boundary == PERIODIC) {
    resistance += inner_part(axis, select(i - 1u, nc - 1u, i == 0u), 1u, rows, face_set);
  }
  if (i < nc || boundary == PERIODIC) {
    resistance += inner_part(axis, select(i, 0u, i == nc), 0u, rows, face_set);
  }
  return 1.0 / resistance;
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn coarsen_faces(@builtin(global_invocation_id) id: vec3u) {
  let to = coarse_of(level);
  if (id.x > to.width || id.y > to.height) { return; }
  let boundary = sets[id.z].x;
  var face = vec2f(0.0);
  if (id.y < to.height) { face.x = coarse_face(0u, id.x, id.y, id.z, boundary); }
  if (id.x < to.width) { face.y = coarse_face(1u, id.y, id.x, id.z, boundary); }
  coarse[face_index(id.x, id.y, id.z, to)] = face;
}
