import { USAGE } from '../../src/engine/gpu/context.ts';
import { compileKernel } from '../../src/engine/gpu/kernel.ts';
import { linkShader, shaders } from '../../src/engine/gpu/wgsl.ts';
import { withDevice } from './device.ts';

/**
 * Runs statements once for each `k` below `count` on a device and returns `out`, u32[count].
 * @param includes files of `shaders/`
 * @param given u32, readable as `given` in the statements
 * @param more declarations at module scope
 */
export async function compute(
  includes: readonly string[],
  statements: string,
  count: number,
  given: Uint32Array = new Uint32Array(1),
  more = '',
): Promise<ArrayBuffer> {
  const text = `${includes.map((file) => `#include "${file}"`).join('\n')}
@group(0) @binding(0) var<uniform> size: vec4u;
@group(2) @binding(0) var<storage, read> given: array<u32>;
@group(2) @binding(1) var<storage, read_write> out: array<u32>;
${more}
@compute @workgroup_size(64, 1, 1)
fn each(@builtin(global_invocation_id) id: vec3u) {
  let k = id.y * 65536u + id.x;
  if (id.x >= 65536u || k >= size.x) { return; }
  ${statements}
}`;
  let result = new ArrayBuffer(0);
  await withDevice(async (ctx) => {
    const data = USAGE.storage | USAGE.copyDst | USAGE.copySrc;
    const size = ctx.createBuffer('size', 16, USAGE.uniform | USAGE.copyDst);
    const input = ctx.createBuffer('given', given.byteLength, data);
    const out = ctx.createBuffer('out', count * 4, data);
    ctx.device.queue.writeBuffer(size, 0, new Uint32Array([count, 0, 0, 0]));
    ctx.device.queue.writeBuffer(input, 0, given as Uint32Array<ArrayBuffer>);
    const shader = linkShader('test/each.wgsl', { ...shaders, 'test/each.wgsl': text });
    const each = await compileKernel(ctx, 'test/each.wgsl', {}, shader);
    const encoder = ctx.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    each.bind({ size, given: input, out }).encode(pass, [Math.min(count, 65536), Math.ceil(count / 65536)]);
    pass.end();
    ctx.device.queue.submit([encoder.finish()]);
    result = await ctx.read(out, 0, count * 4);
  });
  return result;
}
