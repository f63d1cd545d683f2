// Both sweeps of the smoother from u = 0 on a coarse level. The first needs f alone, so each cell makes it for itself and
// its neighbours. One invocation per cell of the level; z is the field.
#include "lib/faces.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][cell], but faces.
@group(2) @binding(0) var<storage, read> f: array<f32>;
@group(2) @binding(1) var<storage, read> k: array<f32>;
@group(2) @binding(2) var<storage, read> inverse: array<f32>; // of the diagonal
@group(2) @binding(3) var<storage, read> faces: array<vec2f>;
@group(2) @binding(4) var<storage, read_write> u: array<f32>;

fn first_sweep(i: u32) -> f32 {
  return relaxation(level.first, k[i], inverse[i], f[i]);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn smooth_zero(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let field = fields[id.z];
  let i = cell_index(id.x, id.y, field.slot, level);
  let near = around(id, field, level);
  let here = first_sweep(i);
  let beside = near.inside * vec4f(
    first_sweep(near.west), first_sweep(near.east), first_sweep(near.north), first_sweep(near.south));
  let residual = f[i] - k[i] * here + field.scale * dot(conductances(id, field), beside - here);
  u[i] = here + relaxation(level.second, k[i], inverse[i], residual);
}
