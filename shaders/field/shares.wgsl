// Interpolation that keeps the flux between two coarse centres constant: the share a cell takes of the correction beside its
// parent, per axis, is what its resistance to its own coarse centre is of the whole way (1/4 when uniform).
// One invocation per cell; z is the face set.
#include "lib/resistance.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

// The finer of the two levels.
@group(0) @binding(0) var<uniform> level: LevelParams;
// x: boundary of each face set.
@group(0) @binding(1) var<uniform> sets: array<vec4u, MAX_FIELDS>;
// (west, north)[set][height + 1][width + 1].
@group(2) @binding(0) var<storage, read> faces: array<vec2f>;
// (along x, along y)[set][height][width].
@group(2) @binding(1) var<storage, read_write> shared_part: array<vec2f>;

// Cell i along the axis, in this row.
fn share(axis: u32, i: u32, row: u32, face_set: u32, boundary: u32) -> f32 {
  let count = (select(level.height, level.width, axis == 0u) + 1u) / 2u;
  let child = i & 1u;
  let rows = vec2u(row, row + 1u);
  let face = row_faces(axis, i + child, rows, face_set);
  let own = inner_part(axis, i / 2u, child, rows, face_set);
  var other = 0.0;
  if (boundary == PERIODIC || is_beside_inside(i, count)) {
    other = inner_part(axis, coarse_beside(i, count), 1u - child, rows, face_set);
  }
  return own * face / (1.0 + (own + other) * face);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn shares(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let boundary = sets[id.z].x;
  shared_part[cell_index(id.x, id.y, id.z, level)] =
    vec2f(share(0u, id.x, id.y, id.z, boundary), share(1u, id.y, id.x, id.z, boundary));
}
