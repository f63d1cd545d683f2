// What the second stage of an SDIRK2 sub-step starts from: y + CARRY·(Y1 − y). One invocation per site; z is the field.
#include "lib/grid.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;
override CARRY: f32 = 2.4142135; // (1 − γ)/γ

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
@group(2) @binding(0) var<storage, read> kept: array<f32>; // [field][site], y
@group(2) @binding(1) var<storage, read> stage: array<f32>; // [site], Y1
@group(2) @binding(2) var<storage, read_write> carried: array<f32>; // [field][site]

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn carry(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let i = cell_index(id.x, id.y, fields[id.z].slot, level);
  carried[i] = kept[i] + CARRY * (stage[cell_index(id.x, id.y, 0u, level)] - kept[i]);
}
