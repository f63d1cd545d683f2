/** GLSL of the lattice view. One quad over the lattice; everything is decided per pixel from one packed texel per sample. */
import { LINES_FRAGMENT, MOST_CONTOURS } from './shader-lines.ts';

/** corner: vec2 0…1; camera: lattice → clip. `site` is the lattice point in sites. */
export const LATTICE_VERTEX = `
precision highp float;
attribute vec2 corner;
uniform mat3 camera;
uniform vec2 lattice;
varying vec2 site;
void main() {
  site = corner * lattice;
  gl_Position = vec4((camera * vec3(site, 1.0)).xy, 0.0, 1.0);
}`;

/**
 * texels: R tissue id, G immune id, B·256 + A value code, for samples of a window of the lattice that starts at `origin` and has
 * one every `pitch` sites; beyond it is bare ground. mode: 0 states, 1 values, 2 barcodes. pixel: sites per canvas pixel.
 * Large sites show a cell as a rounded tile, an immune cell as a round mark with a rim, and over a field as a ring that leaves
 * the field's colour inside (from 9 pixels on: smaller rings would hide the field). Small sites are plain colour, each
 * by its share of the pixel, so that sites of 2.8 pixels look alike; below one pixel up to 4×4 sites are averaged.
 */
export const LATTICE_FRAGMENT = `
precision highp float;
uniform sampler2D texels, states, scale;
uniform vec2 lattice, origin, samples;
uniform vec3 ground;
uniform vec2 chosen;
uniform vec3 chosenColour;
uniform float mode, pixel, cells, pitch;
varying vec2 site;
uniform sampler2D over;
uniform float opacity, arrows;
uniform float contours[${MOST_CONTOURS}];
uniform vec3 ink;

// Up to half a sample beyond the window shows its last one: rounding, and what is left over at the edge of the lattice.
vec4 texelAt(vec2 point) {
  vec2 at = (clamp(point, vec2(0.0), lattice) - origin) / pitch;
  if (any(lessThan(at, vec2(-0.5))) || any(greaterThan(at, samples + 0.5))) return vec4(0.0);
  at = clamp(floor(at), vec2(0.0), samples - 1.0) + 0.5;
  return floor(texture2D(texels, at / samples) * 255.0 + 0.5);
}
vec4 stateColour(float id) {
  return texture2D(states, vec2((id + 0.5) / 256.0, 0.5));
}
vec4 valueColour(vec4 texel) {
  float code = texel.b * 256.0 + texel.a;
  if (code < 0.5) return vec4(ground, 0.0);
  float part = mode > 1.5 ? (code - 1.0) / 255.0 : (code - 1.0) / 65534.0;
  return vec4(texture2D(scale, vec2((part * 255.0 + 0.5) / 256.0, 0.5)).rgb, 1.0);
}
vec4 overColour(float id) {
  return texture2D(over, vec2((id + 0.5) / 256.0, 0.5)) * vec4(1.0, 1.0, 1.0, opacity);
}
vec3 flatColour(vec4 texel) {
  if (mode > 0.5) {
    vec4 low = overColour(texel.r);
    vec4 high = overColour(texel.g);
    return mix(mix(valueColour(texel).rgb, low.rgb, low.a), high.rgb, high.a);
  }
  vec4 tissue = stateColour(texel.r);
  vec4 immune = stateColour(texel.g);
  return mix(mix(ground, tissue.rgb, tissue.a), immune.rgb, immune.a);
}
float tile(vec2 local, float inset, float radius) {
  vec2 d = abs(local) - (0.5 - inset - radius);
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0) - radius;
}
vec3 detail(vec4 texel, vec2 local) {
  vec4 tissue = stateColour(texel.r);
  vec4 immune = stateColour(texel.g);
  vec3 colour = ground;
  float edge = tile(local, 0.06, 0.2);
  float inside = 1.0 - smoothstep(-0.5 * pixel, 0.5 * pixel, edge);
  if (mode < 0.5) {
    colour = mix(colour, tissue.rgb, tissue.a * inside);
  } else {
    vec4 value = valueColour(texel);
    vec4 low = overColour(texel.r);
    colour = mix(value.rgb, low.rgb, low.a * inside);
    float ring = inside * smoothstep(-0.15 - 0.5 * pixel, -0.15 + 0.5 * pixel, edge);
    colour = mix(colour, tissue.rgb, tissue.a * cells * ring);
  }
  float disc = length(local) - 0.27;
  float rim = 1.0 - smoothstep(-0.5 * pixel, 0.5 * pixel, disc - 0.06);
  float mark = 1.0 - smoothstep(-0.5 * pixel, 0.5 * pixel, disc);
  float shown = immune.a * (mode < 0.5 ? 1.0 : max(cells, overColour(texel.g).a));
  colour = mix(colour, vec3(0.04, 0.05, 0.06), shown * rim * 0.85);
  return mix(colour, immune.rgb, shown * mark);
}
vec3 colourAt(vec2 point) {
  return flatColour(texelAt(point));
}
// The up to 2×2 sites under a pixel, each by the area it covers.
vec3 boxColour() {
  vec2 low = site - 0.5 * pixel;
  vec2 high = site + 0.5 * pixel;
  vec2 part = clamp((high - floor(high)) / pixel, 0.0, 1.0);
  vec3 top = mix(colourAt(low), colourAt(vec2(high.x, low.y)), part.x);
  vec3 bottom = mix(colourAt(vec2(low.x, high.y)), colourAt(high), part.x);
  return mix(top, bottom, part.y);
}
${LINES_FRAGMENT}
void main() {
  vec3 colour;
  if (pixel > 1.0) {
    vec3 sum = vec3(0.0);
    for (int j = 0; j < 4; j++) for (int i = 0; i < 4; i++) {
      sum += colourAt(site + pixel * (vec2(float(i), float(j)) * 0.25 - 0.375));
    }
    colour = sum / 16.0;
  } else if (pixel > 0.25) {
    colour = boxColour();
  } else {
    vec2 at = min(floor(site), lattice - 1.0);
    vec4 texel = texelAt(at + 0.5);
    float close = mode < 0.5 ? smoothstep(0.25, 0.14, pixel) : smoothstep(0.11, 0.06, pixel);
    colour = flatColour(texel);
    if (close > 0.0 && pitch < 1.5) colour = mix(colour, detail(texel, site - at - 0.5), close);
  }
  if (mode > 0.5 && mode < 1.5) colour = withLines(colour);
  if (chosen.x >= 0.0) {
    vec2 d = abs(site - chosen - 0.5);
    float side = max(d.x, d.y) - 0.5;
    float width = max(0.08, 2.0 * pixel);
    float gap = max(0.0, 4.0 * pixel - 0.5);
    float frame = step(gap, side) * step(side, gap + width);
    colour = mix(colour, chosenColour, frame);
  }
  gl_FragColor = vec4(colour, 1.0);
}`;
