// For kernels that declare `fields`.
#include "lib/lattice.wgsl"

// |∇c| of the field in a slot, by central differences, one-sided at a wall; field unit per um.
fn slope(slot: u32, i: u32, x: u32, y: u32) -> f32 {
  let along = vec2f(
    difference(slot, i, beside(x, y, vec2i(1, 0)), beside(x, y, vec2i(-1, 0))),
    difference(slot, i, beside(x, y, vec2i(0, 1)), beside(x, y, vec2i(0, -1))));
  return sqrt(dot(along, along));
}

fn difference(slot: u32, i: u32, after: u32, before: u32) -> f32 {
  let steps = select(1.0, 0.0, after == NOWHERE) + select(1.0, 0.0, before == NOWHERE);
  let rise = fields[plane(slot, select(after, i, after == NOWHERE))] - fields[plane(slot, select(before, i, before == NOWHERE))];
  return rise / (SPACING * steps);
}
