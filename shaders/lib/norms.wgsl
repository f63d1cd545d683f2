// Nothing brings the field in and something removes it, so that the answer is 0, which no relative residual could tell.
fn is_extinct(norms: vec4f) -> bool {
  return norms.y == 0.0 && norms.w > 0.0;
}
