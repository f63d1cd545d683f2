/** Every WGSL file on Dawn's null backend: it compiles and validates on any machine, and computes nothing. */

import { afterAll, describe, expect, it } from 'vitest';
import { create } from 'webgpu';
import { createGpuContext } from '../../../src/engine/gpu/context.ts';
import { compileErrors, kernel, readInterface } from '../../../src/engine/gpu/kernel.ts';
import { linkShader, shaders } from '../../../src/engine/gpu/wgsl.ts';

const gpu = create(['backend=null']);
const entries = Object.keys(shaders).filter((name) => !name.startsWith('lib/'));
const ctx = await createGpuContext(gpu, 'lint');
if (ctx === null) throw new Error('the null backend gives no adapter');

afterAll(() => ctx.destroy());

describe('shaders', () => {
  it('are there', () => expect(entries.length).toBeGreaterThan(5));

  it.each(entries)('%s compiles and makes a pipeline', async (name) => {
    const shader = linkShader(name);
    ctx.device.pushErrorScope('validation');
    const module = ctx.device.createShaderModule({ code: shader.code });
    expect(await compileErrors(module, shader)).toBeNull();
    kernel(ctx, name);
    expect((await ctx.device.popErrorScope())?.message).toBeUndefined();
    await ctx.device.queue.onSubmittedWorkDone();
    expect(() => ctx.check()).not.toThrow();
  });

  it.each(entries)(
    '%s leaves before it writes where it has nothing to do, keeps to the groups and calls no barrier',
    (name) => {
      const text = shaders[name] ?? '';
      const { entry, bindings } = readInterface(linkShader(name));
      const body = text.slice(text.indexOf(`fn ${entry}(`));
      const guard = body.search(/\bif \(.*\) \{ return; \}/);
      expect(guard).toBeGreaterThan(0);
      expect(body.slice(0, guard)).not.toMatch(/\] = |atomic|textureStore/);
      expect(linkShader(name).code).not.toMatch(/Barrier\(|enable |layout:/);
      for (const { group, type } of bindings) expect(type === 'uniform').toBe(group === 0);
    },
  );

  it('declare structs in lib/types.wgsl only, and no binding in lib', () => {
    for (const [name, text] of Object.entries(shaders)) {
      if (name !== 'lib/types.wgsl') expect(text, name).not.toMatch(/^\s*struct /m);
      if (name.startsWith('lib/')) expect(text, name).not.toMatch(/@binding|@compute/);
    }
  });
});
