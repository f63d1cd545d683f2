/** Lines over a continuous layer: contours at given places of the colour scale, and arrows up the gradient. */

/** Contours that can be drawn at once; unused ones are below 0. */
export const MOST_CONTOURS = 8;

/** Needs `texelAt` and the uniforms of `LATTICE_FRAGMENT`; `arrows` is the distance between arrows [canvas pixels], 0: none. */
export const LINES_FRAGMENT = `
// Place on the scale, 0…1, between the middles of samples; -1 where there is no value.
float partAt(vec2 point) {
  vec4 texel = texelAt(point);
  float code = texel.b * 256.0 + texel.a;
  return code < 0.5 ? -1.0 : (code - 1.0) / 65534.0;
}
float smoothPart(vec2 point) {
  vec2 at = (point - origin) / pitch - 0.5;
  vec2 low = origin + (floor(at) + 0.5) * pitch;
  vec2 share = fract(at);
  float a = partAt(low);
  float b = partAt(low + vec2(pitch, 0.0));
  float c = partAt(low + vec2(0.0, pitch));
  float d = partAt(low + pitch);
  if (min(min(a, b), min(c, d)) < 0.0) return -1.0;
  return mix(mix(a, b, share.x), mix(c, d, share.x), share.y);
}
float segment(vec2 p, vec2 a, vec2 b) {
  vec2 along = b - a;
  float t = clamp(dot(p - a, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
  return length(p - a - t * along);
}
// Distance [canvas pixels] to the arrow of the tile that the fragment lies in; its length grows with the gradient.
float arrowDistance() {
  vec2 tile = (floor(gl_FragCoord.xy / arrows) + 0.5) * arrows;
  vec2 from = (gl_FragCoord.xy - tile) * vec2(1.0, -1.0);
  vec2 middle = site - from * pixel;
  if (any(lessThan(middle, vec2(0.0))) || any(greaterThan(middle, lattice))) return 1e3;
  float reach = max(1.5, 0.3 * arrows * pixel);
  float east = smoothPart(middle + vec2(reach, 0.0)), west = smoothPart(middle - vec2(reach, 0.0));
  float south = smoothPart(middle + vec2(0.0, reach)), north = smoothPart(middle - vec2(0.0, reach));
  if (min(min(east, west), min(south, north)) < 0.0) return 1e3;
  vec2 up = vec2(east - west, south - north);
  float size = length(up);
  if (size < 0.002) return 1e3;
  vec2 way = up / size * arrows * 0.42 * clamp(2.2 * sqrt(size), 0.25, 1.0);
  vec2 side = vec2(-way.y, way.x);
  vec2 tip = way;
  float head = min(segment(from, tip, 0.35 * way + 0.4 * side), segment(from, tip, 0.35 * way - 0.4 * side));
  return min(segment(from, -way, tip), head);
}
vec3 withLines(vec3 colour) {
  float line = 0.0;
  if (contours[0] >= 0.0) {
    float here = smoothPart(site);
    float right = smoothPart(site + vec2(1.5 * pixel, 0.0));
    float below = smoothPart(site + vec2(0.0, 1.5 * pixel));
    for (int k = 0; k < ${MOST_CONTOURS}; k++) {
      float level = contours[k];
      if (level < 0.0 || here < 0.0) continue;
      if (right >= 0.0 && (here - level) * (right - level) < 0.0) line = 1.0;
      if (below >= 0.0 && (here - level) * (below - level) < 0.0) line = 1.0;
    }
  }
  colour = mix(colour, ink, 0.75 * line);
  if (arrows < 1.0) return colour;
  float away = arrowDistance();
  float thick = max(1.0, arrows / 26.0);
  colour = mix(colour, vec3(0.02), 0.55 * (1.0 - smoothstep(thick, thick + 1.5, away)));
  return mix(colour, vec3(1.0), 1.0 - smoothstep(0.5 * thick, 0.5 * thick + 1.0, away));
}`;
