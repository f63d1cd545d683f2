// For kernels that declare `known`, `sinks` [1/h] and `uptakes` [field unit per h] of the sites.

// Site i with its uptake v·c/(Km + c) linearised at c = max(u, 0), Newton's way: x the sink, y the right-hand side.
fn linearised(i: u32, u: f32, field: FieldParams) -> vec2f {
  let linear = vec2f(field.base + sinks[i], known[i]);
  let v = uptakes[i];
  if (v == 0.0) { return linear; }
  let c = max(u, 0.0);
  let share = 1.0 / (field.saturation + c);
  return linear + vec2f(v * field.saturation * share * share, -v * (c * share) * (c * share));
}
