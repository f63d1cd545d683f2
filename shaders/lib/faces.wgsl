// For kernels that declare `level` and its `faces`.
#include "lib/grid.wgsl"

// Conductances of the west, east, north and south face of a cell.
fn conductances(id: vec3u, field: FieldParams) -> vec4f {
  let j = face_index(id.x, id.y, field.faces, level);
  return vec4f(faces[j].x, faces[j + 1u].x, faces[j].y, faces[j + level.width + 1u].y);
}

// scale·Σg + sink of a cell, inverted; 0 for a cell without sink and faces.
fn inverse_diagonal(g: vec4f, sink: f32, scale: f32) -> f32 {
  let diagonal = scale * dot(g, vec4f(1.0)) + sink;
  return select(0.0, 1.0 / diagonal, diagonal > 0.0);
}

// What a sweep of the smoother changes a cell by: weight·D⁻¹·residual, the weight nearer to 1 the more of D is its sink.
fn relaxation(weight: f32, sink: f32, inverse: f32, residual: f32) -> f32 {
  return (weight + (1.0 - weight) * sink * inverse) * inverse * residual;
}
