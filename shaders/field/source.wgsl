// Known part of the finest right-hand side: source + rate·old; plus scale·g·held beside a held edge.
// One invocation per site; z is the field.
#include "lib/faces.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][site], but faces.
@group(2) @binding(0) var<storage, read> sources: array<f32>; // field unit per h
@group(2) @binding(1) var<storage, read> old: array<f32>; // concentrations at the start of the step
@group(2) @binding(2) var<storage, read> faces: array<vec2f>;
@group(2) @binding(3) var<storage, read_write> known: array<f32>;

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn source(@builtin(global_invocation_id) id: vec3u) {
  if (!is_cell(id, level)) { return; }
  let field = fields[id.z];
  let i = cell_index(id.x, id.y, field.slot, level);
  var sum = sources[i];
  if (field.rate != 0.0) { sum += field.rate * old[i]; }
  let edges = vec4<bool>(id.x == 0u, id.x == level.width - 1u, id.y == 0u, id.y == level.height - 1u);
  if (field.boundary == HELD && any(edges)) {
    let at_edge = select(vec4f(0.0), conductances(id, field), edges);
    sum += field.scale * field.held * dot(at_edge, vec4f(1.0));
  }
  known[i] = sum;
}
