import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error the module file, which loads in Node, comes without types of its own
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { USAGE } from '../../../src/engine/gpu/context.ts';
import { kernel } from '../../../src/engine/gpu/kernel.ts';
import { readStructs, type StructLayout, structLayout, writeStruct } from '../../../src/engine/gpu/layout.ts';
import { linkShader, shaders } from '../../../src/engine/gpu/wgsl.ts';
import { withDevice } from '../../support/device.ts';

const AWKWARD = `
struct Inner { a: f32, b: vec3f, c: u32 } // vec3 aligns to 16
struct Outer {
  first: u32,
  inner: Inner,
  list: array<vec3<f32>, 3>,
  counter: atomic<u32>,
  pair: vec2i,
  padded: f32, numbers: array<i32, 5>,
  @size(32) wide: f32,
  last: vec4<u32>,
}`;

/** What wgsl_reflect says of the structs of a text, in the form of the layout reader: name → [size, align, {member: offset}]. */
function reflected(source: string): Record<string, unknown> {
  const { structs } = new WgslReflect(source) as {
    structs: {
      name: string;
      size: number;
      align: number;
      members: { name: string; offset: number; type: { members?: [] } }[];
    }[];
  };
  const flat = (members: (typeof structs)[number]['members'], base: number, prefix: string): [string, number][] =>
    members.flatMap(({ name, offset, type }): [string, number][] =>
      type.members ? flat(type.members, base + offset, `${prefix}${name}.`) : [[`${prefix}${name}`, base + offset]],
    );
  return Object.fromEntries(
    structs.map((s) => [s.name, [s.size, s.align, Object.fromEntries(flat(s.members, 0, ''))]]),
  );
}

function read(source: string): Record<string, unknown> {
  const offsets = ({ members }: StructLayout) =>
    Object.fromEntries([...members].map(([name, { offset }]) => [name, offset]));
  return Object.fromEntries([...readStructs(source).values()].map((s) => [s.name, [s.size, s.align, offsets(s)]]));
}

describe('struct layouts', () => {
  it('agree with wgsl_reflect on lib/types.wgsl and on an awkward struct', () => {
    const types = shaders['lib/types.wgsl'] ?? '';
    expect(types).toBe(readFileSync('shaders/lib/types.wgsl', 'utf8'));
    expect(Object.keys(read(types)).length).toBeGreaterThanOrEqual(3);
    expect(read(types)).toEqual(reflected(types));
    expect(read(AWKWARD)).toEqual(reflected(AWKWARD));
  });

  it('are where the device finds the members', () =>
    withDevice(async (ctx) => {
      for (const name of ['LevelParams', 'FieldParams']) {
        const layout = structLayout(name);
        const members = [...layout.members];
        const lines = members.map(([key, { element }], i) =>
          element === 'f32' ? `out[${i}] = marked.${key};` : `out[${i}] = f32(marked.${key});`,
        );
        const text = `#include "lib/types.wgsl"
@group(0) @binding(0) var<uniform> marked: ${name};
@group(2) @binding(0) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(1) fn round_trip() { ${lines.join(' ')} }`;
        const view = new DataView(new ArrayBuffer(layout.size));
        writeStruct(layout, view, 0, Object.fromEntries(members.map(([key], i) => [key, 3 * i + 1])));
        const marked = ctx.createBuffer('marked', layout.size, USAGE.uniform | USAGE.copyDst);
        const out = ctx.createBuffer('out', members.length * 4, USAGE.storage | USAGE.copySrc);
        ctx.device.queue.writeBuffer(marked, 0, view.buffer);
        const shader = linkShader('test/round-trip.wgsl', { ...shaders, 'test/round-trip.wgsl': text });
        const encoder = ctx.device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        kernel(ctx, 'test/round-trip.wgsl', {}, shader).bind({ marked, out }).encode(pass, [1]);
        pass.end();
        ctx.device.queue.submit([encoder.finish()]);
        const got = [...new Float32Array(await ctx.read(out, 0, out.size))];
        expect(got, name).toEqual(members.map((_, i) => 3 * i + 1));
      }
    }));

  it('write vectors and arrays at their strides', () => {
    const layout = readStructs(AWKWARD).get('Outer')!;
    const view = new DataView(new ArrayBuffer(layout.size));
    const zero = Object.fromEntries(
      [...layout.members].map(([key, { count, length }]) => [key, Array(count * length).fill(0)]),
    );
    writeStruct(layout, view, 0, { ...zero, list: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    const { offset } = layout.members.get('list')!;
    expect([0, 4, 8, 12, 16, 32].map((at) => view.getFloat32(offset + at, true))).toEqual([1, 2, 3, 0, 4, 7]);
  });

  it('refuse unknown structs, members, types and wrong lengths', () => {
    const layout = readStructs('struct S { a: f32, b: vec2f }').get('S')!;
    const view = new DataView(new ArrayBuffer(layout.size));
    expect(() => structLayout('LevelParam')).toThrow(/no struct LevelParam; did you mean LevelParams/);
    expect(() => writeStruct(layout, view, 0, { a: 1 })).toThrow(/no value for b/);
    expect(() => writeStruct(layout, view, 0, { a: 1, b: [1, 2], c: 1 })).toThrow(/has no c/);
    expect(() => writeStruct(layout, view, 0, { a: 1, b: [1] })).toThrow(/b takes 2 numbers, given 1/);
    expect(() => readStructs('struct S { a: mat4x4f }')).toThrow(/type mat4x4f is not known/);
    expect(() => readStructs('struct S { a: array<mat2x2f, 3> }')).toThrow(/is not known/);
  });
});
