// The lattice and the planes of one number per site that everything lies in: plane k of site i is at k·WIDTH·HEIGHT + i.

override WIDTH: u32 = 1;
override HEIGHT: u32 = 1;
override SPACING: f32 = 1; // um
override IS_PERIODIC: u32 = 1; // else walled

const NOWHERE = 0xffffffffu;

fn is_site(id: vec3u) -> bool {
  return id.x < WIDTH && id.y < HEIGHT;
}

fn site_of(id: vec3u) -> u32 {
  return id.y * WIDTH + id.x;
}

fn plane(k: u32, i: u32) -> u32 {
  return k * (WIDTH * HEIGHT) + i;
}

// A coordinate one step beyond the lattice at most; -1 beyond a wall.
fn wrapped(at: i32, size: i32) -> i32 {
  if (at >= 0 && at < size) { return at; }
  return select(-1, at + select(-size, size, at < 0), IS_PERIODIC == 1u);
}

// Site at (x + step.x, y + step.y), steps being -1, 0 or 1; NOWHERE beyond a wall.
fn beside(x: u32, y: u32, step: vec2i) -> u32 {
  let u = wrapped(i32(x) + step.x, i32(WIDTH));
  let v = wrapped(i32(y) + step.y, i32(HEIGHT));
  return select(u32(v) * WIDTH + u32(u), NOWHERE, u < 0 || v < 0);
}

// The k-th of the eight neighbours.
fn neighbour(x: u32, y: u32, k: u32) -> u32 {
  let at = i32(select(k + 1u, k, k < 4u));
  return beside(x, y, vec2i(at % 3 - 1, at / 3 - 1));
}
