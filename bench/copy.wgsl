// Copies 16 bytes per invocation: the most that a kernel can read and write per second.

override GROUP: u32 = 256;

@group(2) @binding(0) var<storage, read> original: array<vec4f>;
@group(2) @binding(1) var<storage, read_write> duplicate: array<vec4f>;

@compute @workgroup_size(GROUP, 1, 1)
fn copy(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * GROUP + id.x;
  if (i >= arrayLength(&duplicate)) { return; }
  duplicate[i] = original[i];
}
