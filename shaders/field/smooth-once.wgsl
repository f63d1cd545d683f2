// Second sweep of the smoother: next = u + weight·D⁻¹·(f − A u). One invocation per cell of the level; z is the field.
#include "lib/stencil.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][cell], but faces.
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read> f: array<f32>;
@group(2) @binding(2) var<storage, read> k: array<f32>;
@group(2) @binding(3) var<storage, read> faces: array<vec2f>;
@group(2) @binding(4) var<storage, read_write> next: array<f32>;

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn smooth_once(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let field = fields[id.z];
  let i = cell_index(id.x, id.y, field.slot, level);
  let g = conductances(id, field);
  let inverse = inverse_diagonal(g, k[i], field.scale);
  next[i] = u[i] + relaxation(level.second, k[i], inverse, residual_at(id, field, i, g, k[i], f[i]));
}
