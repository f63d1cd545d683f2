import { describe, expect, it } from 'vitest';
import { USAGE } from '../../../src/engine/gpu/context.ts';
import { kernel, readInterface } from '../../../src/engine/gpu/kernel.ts';
import { linkShader } from '../../../src/engine/gpu/wgsl.ts';
import { withDevice } from '../../support/device.ts';

const storage = (n: number) =>
  Array.from({ length: n }, (_, i) => `@group(2) @binding(${i}) var<storage, read> b${i}: array<f32>;`).join('\n');

const sources = {
  'test/scale-up.wgsl': `
    #include "lib/factor.wgsl"
    override SIZE: u32 = 8;
    // @group(0) @binding(9) var<uniform> not_there: u32;
    @group(0) @binding(0) var<uniform> count: u32;
    @group(2) @binding(0) var<storage, read> before: array<f32>;
    @group(2) @binding(1) var<storage, read_write> after: array<f32>;
    @compute @workgroup_size(SIZE, 1, 1) fn scale_up(@builtin(global_invocation_id) id: vec3u) {
      if (id.x >= count) { return; }
      after[id.x] = factor() * before[id.x];
    }`.replaceAll('    #', '#'),
  'lib/factor.wgsl': 'fn factor() -> f32 {\n  return 3.0;\n}',
  'test/broken.wgsl': '#include "lib/broken.wgsl"\n@compute @workgroup_size(1) fn broken() { wrong(); }',
  'lib/broken.wgsl': 'fn wrong() {\n  let x: f32 = 1u;\n}',
  'test/greedy.wgsl': `${storage(9)}\n@compute @workgroup_size(1) fn greedy() {}`,
  'test/two.wgsl': '@compute @workgroup_size(1) fn two() {}\n@compute @workgroup_size(1) fn three() {}',
  'test/odd.wgsl': '@compute @workgroup_size(N) fn odd() {}',
};
const link = (name: string) => linkShader(name, sources);

describe('readInterface', () => {
  it('reads bindings, overrides and workgroup size from the declarations', () => {
    const text = link('test/scale-up.wgsl');
    expect(readInterface(text)).toEqual({
      entry: 'scale_up',
      bindings: [
        { name: 'count', group: 0, binding: 0, type: 'uniform' },
        { name: 'before', group: 2, binding: 0, type: 'read-only-storage' },
        { name: 'after', group: 2, binding: 1, type: 'storage' },
      ],
      overrides: ['SIZE'],
      workgroup: [8, 1, 1],
    });
    expect(readInterface(text, { SIZE: 16 }).workgroup).toEqual([16, 1, 1]);
  });

  it.each([
    ['test/greedy.wgsl', /binds 9 storage buffers; at most 8/],
    ['test/two.wgsl', /one compute entry point, named two; found two, three/],
    ['test/odd.wgsl', /workgroup size \(N\)/],
  ])('refuses %s', (name, message) => {
    expect(() => readInterface(link(name))).toThrow(message);
  });

  it('refuses an override that is not declared', () => {
    expect(() => readInterface(link('test/scale-up.wgsl'), { SISE: 4 })).toThrow(/no override SISE; did you mean SIZE/);
  });
});

describe('kernel', () => {
  it('runs over the items and leaves the rest alone', () =>
    withDevice(async (ctx) => {
      const size = 4 * 100;
      const count = ctx.createBuffer('count', 4, USAGE.uniform | USAGE.copyDst);
      const before = ctx.createBuffer('before', size, USAGE.storage | USAGE.copyDst);
      const after = ctx.createBuffer('after', size, USAGE.storage | USAGE.copySrc);
      ctx.device.queue.writeBuffer(count, 0, new Uint32Array([90]));
      ctx.device.queue.writeBuffer(
        before,
        0,
        Float32Array.from({ length: 100 }, (_, i) => i),
      );
      const encoder = ctx.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      kernel(ctx, 'test/scale-up.wgsl', { SIZE: 16 }, link('test/scale-up.wgsl'))
        .bind({ count, before, after })
        .encode(pass, [90]);
      pass.end();
      ctx.device.queue.submit([encoder.finish()]);
      const result = new Float32Array(await ctx.read(after, 0, size));
      expect([...result]).toEqual(Array.from({ length: 100 }, (_, i) => (i < 90 ? 3 * i : 0)));
    }));

  it('throws for a missing and for an unknown name', () =>
    withDevice(async (ctx) => {
      const buffer = ctx.createBuffer('b', 16, USAGE.storage);
      const scale = kernel(ctx, 'test/scale-up.wgsl', {}, link('test/scale-up.wgsl'));
      expect(() => scale.bind({ before: buffer, after: buffer })).toThrow(/no buffer given for count/);
      const all = { count: buffer, before: buffer, after: buffer };
      expect(() => scale.bind({ ...all, afther: buffer })).toThrow(/no binding afther; did you mean after/);
    }));

  it('names file and line of a compile error', () =>
    withDevice(async (ctx) => {
      const failed = new Promise<void>((resolve) => setTimeout(resolve, 200));
      kernel(ctx, 'test/broken.wgsl', {}, link('test/broken.wgsl'));
      await failed;
      expect(() => ctx.check()).toThrow(/shaders\/lib\/broken.wgsl:2: /);
    }).then(
      () => expect.unreachable('the context must report the error at the end as well'),
      (error: unknown) => expect(String(error)).toMatch(/broken.wgsl:2/),
    ));
});
