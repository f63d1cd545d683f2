// Functions that generated expressions call (src/model/emit-wgsl.ts). x^n / (K^n + x^n) is 1 / (1 + (K/x)^n), 0 for x <= 0.

// Not a number or infinite; by bits, since compilers may assume that neither occurs.
fn is_finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

fn is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn not_a_number() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}

// x held within bounds; what is not a number stays so.
fn limited(x: f32, low: f32, high: f32) -> f32 {
  return select(min(high, max(low, x)), x, is_nan(x));
}

// x^y for every base, as in JavaScript.
fn power(x: f32, y: f32) -> f32 {
  if (y == 0.0) { return 1.0; }
  if (x > 0.0) { return pow(x, y); }
  if (x == 0.0) { return select(1.0 / x, 0.0, y > 0.0); }
  if (y != floor(y)) { return not_a_number(); }
  let size = pow(-x, y);
  return select(size, -size, (i32(y) & 1) == 1);
}

fn hill(x: f32, K: f32, n: f32) -> f32 {
  if (x <= 0.0) { return 0.0; }
  return 1.0 / (1.0 + power(K / x, n));
}

// A half-response 1 / (1 + r) where r is 0 or more.
fn share(r: f32, x: f32) -> f32 {
  return select(1.0 / (1.0 + r), 0.0, x <= 0.0);
}

// Whole and half exponents: pow_half_1 is x^1.5.
fn pow_half_0(x: f32) -> f32 { return sqrt(x); }
fn pow_1(x: f32) -> f32 { return x; }
fn pow_half_1(x: f32) -> f32 { return x * sqrt(x); }
fn pow_2(x: f32) -> f32 { return x * x; }
fn pow_half_2(x: f32) -> f32 { return x * x * sqrt(x); }
fn pow_3(x: f32) -> f32 { return x * x * x; }
fn pow_half_3(x: f32) -> f32 { return x * x * x * sqrt(x); }
fn pow_4(x: f32) -> f32 { return x * x * x * x; }
fn pow_half_4(x: f32) -> f32 { return x * x * x * x * sqrt(x); }
fn pow_5(x: f32) -> f32 { return x * x * x * x * x; }
fn pow_half_5(x: f32) -> f32 { return x * x * x * x * x * sqrt(x); }
fn pow_6(x: f32) -> f32 { return x * x * x * x * x * x; }
fn pow_half_6(x: f32) -> f32 { return x * x * x * x * x * x * sqrt(x); }
fn pow_7(x: f32) -> f32 { return x * x * x * x * x * x * x; }
fn pow_half_7(x: f32) -> f32 { return x * x * x * x * x * x * x * sqrt(x); }
fn pow_8(x: f32) -> f32 { return x * x * x * x * x * x * x * x; }
fn pow_half_8(x: f32) -> f32 { return x * x * x * x * x * x * x * x * sqrt(x); }

fn hill_half_0(x: f32, K: f32) -> f32 { return share(pow_half_0(K / x), x); }
fn hill_1(x: f32, K: f32) -> f32 { return share(pow_1(K / x), x); }
fn hill_half_1(x: f32, K: f32) -> f32 { return share(pow_half_1(K / x), x); }
fn hill_2(x: f32, K: f32) -> f32 { return share(pow_2(K / x), x); }
fn hill_half_2(x: f32, K: f32) -> f32 { return share(pow_half_2(K / x), x); }
fn hill_3(x: f32, K: f32) -> f32 { return share(pow_3(K / x), x); }
fn hill_half_3(x: f32, K: f32) -> f32 { return share(pow_half_3(K / x), x); }
fn hill_4(x: f32, K: f32) -> f32 { return share(pow_4(K / x), x); }
fn hill_half_4(x: f32, K: f32) -> f32 { return share(pow_half_4(K / x), x); }
fn hill_5(x: f32, K: f32) -> f32 { return share(pow_5(K / x), x); }
fn hill_half_5(x: f32, K: f32) -> f32 { return share(pow_half_5(K / x), x); }
fn hill_6(x: f32, K: f32) -> f32 { return share(pow_6(K / x), x); }
fn hill_half_6(x: f32, K: f32) -> f32 { return share(pow_half_6(K / x), x); }
fn hill_7(x: f32, K: f32) -> f32 { return share(pow_7(K / x), x); }
fn hill_half_7(x: f32, K: f32) -> f32 { return share(pow_half_7(K / x), x); }
fn hill_8(x: f32, K: f32) -> f32 { return share(pow_8(K / x), x); }
fn hill_half_8(x: f32, K: f32) -> f32 { return share(pow_half_8(K / x), x); }
