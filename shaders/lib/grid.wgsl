// Where things lie: level cells `[field][y][x]`, faces `[set][y][x]` with one more column and row than cells.
#include "lib/types.wgsl"

const NO_FLUX = 0u;
const PERIODIC = 1u;
const HELD = 2u;

const MAX_FIELDS = 16; // per batch
const PARTS = 64u; // of the sum over a field's lanes

fn is_cell(id: vec3u, level: LevelParams) -> bool {
  return id.x < level.width && id.y < level.height;
}

// Index of cell (x, y) of a field.
fn cell_index(x: u32, y: u32, slot: u32, level: LevelParams) -> u32 {
  return (slot * level.height + y) * level.width + x;
}

// Index of the faces west (x) and north (y) of cell (x, y); x may be `width` and y `height`, for the last faces.
fn face_index(x: u32, y: u32, faces: u32, level: LevelParams) -> u32 {
  return (faces * (level.height + 1u) + y) * (level.width + 1u) + x;
}

// Rows of a strip, from x to before y.
fn strip_rows(strip: u32, level: LevelParams) -> vec2u {
  let rows = (level.height + level.strips - 1u) / level.strips;
  return min(vec2u(strip, strip + 1u) * rows, vec2u(level.height));
}

// Index of the lane of column x in strip y of field z of the dispatch.
fn lane_index(id: vec3u, level: LevelParams) -> u32 {
  return (id.z * level.strips + id.y) * level.width + id.x;
}

fn coarse_of(level: LevelParams) -> LevelParams {
  var coarse = level;
  coarse.width = (level.width + 1u) / 2u;
  coarse.height = (level.height + 1u) / 2u;
  coarse.side = level.side * 2u;
  return coarse;
}

// Along an axis of `count` coarse cells, the one beside the parent of fine cell i on i's side, wrapped; and whether it exists.
fn coarse_beside(i: u32, count: u32) -> u32 {
  let parent = i / 2u;
  let after = select(parent + 1u, 0u, parent + 1u == count);
  let before = select(parent - 1u, count - 1u, parent == 0u);
  return select(before, after, (i & 1u) == 1u);
}

fn is_beside_inside(i: u32, count: u32) -> bool {
  return select(i >= 2u, i / 2u + 1u < count, (i & 1u) == 1u);
}

// Width in sites of cell i along an axis of `sites` sites.
fn cell_side(i: u32, side: u32, sites: u32) -> f32 {
  return f32(min(side, sites - i * side));
}

fn around(id: vec3u, field: FieldParams, level: LevelParams) -> Around {
  let x = i32(id.x);
  let y = i32(id.y);
  let w = i32(level.width);
  let h = i32(level.height);
  let row = i32(field.slot) * h;
  let left = select(x - 1, w - 1, x == 0);
  let right = select(x + 1, 0, x == w - 1);
  let up = select(y - 1, h - 1, y == 0);
  let down = select(y + 1, 0, y == h - 1);
  var near: Around;
  near.west = u32((row + y) * w + left);
  near.east = u32((row + y) * w + right);
  near.north = u32((row + up) * w + x);
  near.south = u32((row + down) * w + x);
  let beyond = vec4<bool>(x == 0, x == w - 1, y == 0, y == h - 1);
  near.inside = select(vec4f(1.0), vec4f(0.0), beyond & vec4<bool>(field.boundary != PERIODIC));
  return near;
}
