// Down one level: the residual summed over the (up to four) children of each coarse cell, and the coarse sink and inverse
// diagonal. Of the sinks, the smallest density of a block acts on its whole area; what a child has above it is a point sink
// that can take no more than the lattice brings, so it acts in series with REACH·scale·(its face conductances). Plain sums
// would let one strong site silence the correction of its block. One invocation per coarse cell; z is the field.
#include "lib/stencil.wgsl"

override TILE_X: u32 = 32;
override TILE_Y: u32 = 8;

const REACH = 3.0;

// The finer of the two levels.
@group(0) @binding(0) var<uniform> level: LevelParams;
@group(0) @binding(1) var<uniform> fields: array<FieldParams, MAX_FIELDS>;
// f32[field][cell] all but faces.
@group(2) @binding(0) var<storage, read> u: array<f32>;
@group(2) @binding(1) var<storage, read> f: array<f32>;
@group(2) @binding(2) var<storage, read> k: array<f32>;
@group(2) @binding(3) var<storage, read> faces: array<vec2f>;
@group(2) @binding(4) var<storage, read> coarse_faces: array<vec2f>;
@group(2) @binding(5) var<storage, read_write> coarse_f: array<f32>;
@group(2) @binding(6) var<storage, read_write> coarse_k: array<f32>;
@group(2) @binding(7) var<storage, read_write> coarse_inverse: array<f32>;

// (residual, k, sum of the four face conductances, area) of a fine cell; area 0 beyond the edge.
fn child(x: u32, y: u32, field: FieldParams) -> vec4f {
  let id = vec3u(x, y, 0u);
  if (!is_cell(id, level)) { return vec4f(0.0); }
  let i = cell_index(x, y, field.slot, level);
  let g = conductances(id, field);
  let area = cell_side(x, level.side, level.lattice_width) * cell_side(y, level.side, level.lattice_height);
  return vec4f(residual_at(id, field, i, g, k[i], f[i]), k[i], dot(g, vec4f(1.0)), area);
}

// Sink of a child above the block's least density, limited to what its faces bring.
fn excess(cell: vec4f, least: f32, scale: f32) -> f32 {
  let above = cell.y - least * cell.w;
  let reach = REACH * scale * cell.z;
  return select(0.0, above * reach / (above + reach), above > 0.0);
}

fn density(cell: vec4f) -> f32 {
  return select(3.4e38, cell.y / cell.w, cell.w > 0.0);
}

@compute @workgroup_size(TILE_X, TILE_Y, 1)
fn restrict_residual(@builtin(global_invocation_id) id: vec3u) {
  let coarse = coarse_of(level);
  if (!is_cell(id, coarse)) { return; }
  let field = fields[id.z];
  let a = child(2u * id.x, 2u * id.y, field);
  let b = child(2u * id.x + 1u, 2u * id.y, field);
  let c = child(2u * id.x, 2u * id.y + 1u, field);
  let d = child(2u * id.x + 1u, 2u * id.y + 1u, field);
  let least = min(min(density(a), density(b)), min(density(c), density(d)));
  let sink = least * (a.w + b.w + c.w + d.w) + excess(a, least, field.scale) + excess(b, least, field.scale)
    + excess(c, least, field.scale) + excess(d, least, field.scale);
  let j = face_index(id.x, id.y, field.faces, coarse);
  let g = vec4f(coarse_faces[j].x, coarse_faces[j + 1u].x, coarse_faces[j].y, coarse_faces[j + coarse.width + 1u].y);
  let i = cell_index(id.x, id.y, field.slot, coarse);
  coarse_f[i] = a.x + b.x + c.x + d.x;
  coarse_k[i] = sink;
  coarse_inverse[i] = inverse_diagonal(g, sink, field.scale);
}
