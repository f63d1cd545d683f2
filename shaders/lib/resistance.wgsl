// For kernels that declare `level` and its `faces`. Axis 0 goes along x over west faces, axis 1 along y over north faces.
#include "lib/grid.wgsl"

// Sum of the faces at `along` over the rows from rows.x to before rows.y.
fn row_faces(axis: u32, along: u32, rows: vec2u, face_set: u32) -> f32 {
  var sum = 0.0;
  for (var row = rows.x; row < rows.y; row++) {
    if (axis == 0u) { sum += faces[face_index(along, row, face_set, level)].x; }
    else { sum += faces[face_index(row, along, face_set, level)].y; }
  }
  return sum;
}

// Resistance between the centre of coarse cell i and the centre of its first (child 0) or second (child 1) fine cell.
fn inner_part(axis: u32, i: u32, child: u32, rows: vec2u, face_set: u32) -> f32 {
  let inner = 2u * i + 1u;
  if (inner >= select(level.height, level.width, axis == 0u)) { return 0.0; }
  let sites = select(level.lattice_height, level.lattice_width, axis == 0u);
  let w0 = cell_side(2u * i, level.side, sites);
  let w1 = cell_side(inner, level.side, sites);
  return select(w0, w1, child == 0u) / (w0 + w1) / row_faces(axis, inner, rows, face_set);
}
