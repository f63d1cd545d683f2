// Sites that are held near a concentration, as by an exchange with something that never empties: adds to the terms of their
// fields, after the cells have. One invocation per such site.
override LANES: u32 = 64;

// Index into the terms, source and sink by their bits, and which of the two (1, 2) cells write anew each tick: others are set.
@group(3) @binding(0) var<storage, read> injections: array<vec4u>;
// f32[slot][site]
@group(2) @binding(0) var<storage, read_write> sources: array<f32>;
@group(2) @binding(1) var<storage, read_write> sinks: array<f32>;

@compute @workgroup_size(LANES, 1, 1)
fn inject(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&injections)) { return; }
  let injection = injections[id.x];
  let i = injection.x;
  let source = select(0.0, sources[i], (injection.w & 1u) != 0u);
  let sink = select(0.0, sinks[i], (injection.w & 2u) != 0u);
  sources[i] = source + bitcast<f32>(injection.y);
  sinks[i] = sink + bitcast<f32>(injection.z);
}
