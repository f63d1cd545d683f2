// Up one level: u plus the bilinear interpolation of the coarse correction, and the first sweep of the smoother on that sum,
// into next. Each cell makes the sum for itself and its neighbours. One invocation per cell of the finer level; z is the field.
#include "lib/faces.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

// The finer of the two levels.
@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][cell] all but faces.
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read> f: array<f32>;
@group(2) @binding(2) var<storage, read> k: array<f32>;
@group(2) @binding(3) var<storage, read> faces: array<vec2f>;
@group(2) @binding(4) var<storage, read> correction: array<f32>; // of the coarser level
@group(2) @binding(5) var<storage, read> shares: array<vec2f>; // [set][cell], see shares.wgsl
@group(2) @binding(6) var<storage, read_write> next: array<f32>;

// u plus the correction in cell (x, y): per axis the share of the coarse cell beside the parent, the rest of the parent.
fn corrected(x: u32, y: u32, field: FieldParams) -> f32 {
  let coarse = coarse_of(level);
  let share = shares[cell_index(x, y, field.faces, level)];
  let beside_x = coarse_beside(x, coarse.width);
  let parent_row = cell_index(0u, y / 2u, field.slot, coarse);
  let beside_row = cell_index(0u, coarse_beside(y, coarse.height), field.slot, coarse);
  // Beyond an edge that is not periodic the correction is 0.
  let inside_x = select(0.0, 1.0, field.boundary == PERIODIC || is_beside_inside(x, coarse.width));
  let inside_y = select(0.0, 1.0, field.boundary == PERIODIC || is_beside_inside(y, coarse.height));
  let here = mix(correction[parent_row + x / 2u], inside_x * correction[parent_row + beside_x], share.x);
  let beside = inside_y * mix(correction[beside_row + x / 2u], inside_x * correction[beside_row + beside_x], share.x);
  return u[cell_index(x, y, field.slot, level)] + field.damping * mix(here, beside, share.y);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn prolong(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let field = fields[id.z];
  let i = cell_index(id.x, id.y, field.slot, level);
  let g = conductances(id, field);
  let left = select(id.x - 1u, level.width - 1u, id.x == 0u);
  let right = select(id.x + 1u, 0u, id.x == level.width - 1u);
  let up = select(id.y - 1u, level.height - 1u, id.y == 0u);
  let down = select(id.y + 1u, 0u, id.y == level.height - 1u);
  let here = corrected(id.x, id.y, field);
  let beside = around(id, field, level).inside * vec4f(
    corrected(left, id.y, field), corrected(right, id.y, field),
    corrected(id.x, up, field), corrected(id.x, down, field));
  let residual = f[i] - k[i] * here + field.scale * dot(g, beside - here);
  next[i] = here + relaxation(level.first, k[i], inverse_diagonal(g, k[i], field.scale), residual);
}
