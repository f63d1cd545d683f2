// Counter-based random numbers: the same words as src/engine/random.ts for the same (site, tick, purpose, seed).
// pcg4d of Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.

// Purposes are 65,536 apart; add a stream number (sub-step, trait slot, attempt) below that.
const PURPOSE_FATE = 0x10000u;
const PURPOSE_TRAIT = 0x20000u;
const PURPOSE_DIVIDE = 0x30000u;
const PURPOSE_MOVE = 0x40000u;
const PURPOSE_START = 0x50000u;
const PURPOSE_TISSUE = 0x60000u;
const PURPOSE_ARRIVAL = 0x70000u;
const PURPOSE_LABEL = 0x80000u;

const TAU = 6.283185307179586;

fn mix4(v: vec4u) -> vec4u {
  var m = v;
  m.x += m.y * m.w;
  m.y += m.z * m.x;
  m.z += m.x * m.y;
  m.w += m.y * m.z;
  return m;
}

// Four words, the hash of the key.
fn draw(site: u32, tick: u32, purpose: u32, seed: u32) -> vec4u {
  let key = mix4(vec4u(site, tick, purpose, seed) * 1664525u + 1013904223u);
  return mix4(key ^ (key >> vec4u(16u)));
}

// A word as a number in [0, 1]. Small ones keep 24 significant bits, so that rare events have their chance exactly.
fn fraction(word: u32) -> f32 {
  return f32(word) * 2.3283064365386963e-10;
}

// A word as a number in [0, 1): its upper 24 bits, exactly.
fn to_unit(word: u32) -> f32 {
  return f32(word >> 8u) * 5.9604644775390625e-8;
}

// -log(1 - u) without loss of digits at small u.
fn minus_log_rest(u: f32) -> f32 {
  if (u > 0.05) { return -log(1.0 - u); }
  return u * (1.0 + u * (0.5 + u * (0.33333334 + u * (0.25 + u * 0.2))));
}

// (cos, sin) of a number of whole turns in [0, 1], by polynomials about the nearest quarter: devices promise 11 bits only.
fn on_circle(turns: f32) -> vec2f {
  let quarter = floor(4.0 * turns + 0.5);
  let r = TAU * (turns - 0.25 * quarter);
  let q = r * r;
  let c = 1.0 - q * (0.5 - q * (0.041666668 - q * (0.0013888889 - q * 2.4801587e-5)));
  let s = r * (1.0 - q * (0.16666667 - q * (0.008333334 - q * (1.9841270e-4 - q * 2.7557319e-6))));
  switch u32(quarter) & 3u {
    case 1u: { return vec2f(-s, c); }
    case 2u: { return vec2f(-c, -s); }
    case 3u: { return vec2f(s, -c); }
    default: { return vec2f(c, s); }
  }
}

// Two independent standard normal numbers made of two words (Box–Muller).
fn normal_pair(word: vec2u) -> vec2f {
  return sqrt(2.0 * minus_log_rest(to_unit(word.x))) * on_circle(to_unit(word.y));
}

// 1 - exp(-limit) without loss of digits at small limit.
fn probability(limit: f32) -> f32 {
  if (limit > 0.1) { return 1.0 - exp(-limit); }
  return limit * (1.0 - limit * (0.5 - limit * (0.16666667 - limit * (0.041666668 - limit * 0.008333334))));
}
