// Start of a V-cycle on the finest level: its equation linearised at u (k, f), and the first sweep of the smoother, u → next.
// One invocation per site; z is the field.
#include "lib/stencil.wgsl"
#include "lib/sink.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][site], but faces.
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read> known: array<f32>;
@group(2) @binding(2) var<storage, read> sinks: array<f32>;
@group(2) @binding(3) var<storage, read> uptakes: array<f32>;
@group(2) @binding(4) var<storage, read> faces: array<vec2f>;
@group(2) @binding(5) var<storage, read_write> k: array<f32>;
@group(2) @binding(6) var<storage, read_write> f: array<f32>;
@group(2) @binding(7) var<storage, read_write> next: array<f32>;

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn assemble(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let field = fields[id.z];
  let i = cell_index(id.x, id.y, field.slot, level);
  let g = conductances(id, field);
  let equation = linearised(i, u[i], field);
  let residual = residual_at(id, field, i, g, equation.x, equation.y);
  k[i] = equation.x;
  f[i] = equation.y;
  let inverse = inverse_diagonal(g, equation.x, field.scale);
  next[i] = u[i] + relaxation(level.first, equation.x, inverse, residual);
}
