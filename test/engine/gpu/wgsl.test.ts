import { describe, expect, it } from 'vitest';
import { linkShader, sourceLine } from '../../../src/engine/gpu/wgsl.ts';

const sources = {
  'field/a.wgsl': '#include "lib/x.wgsl"\n#include "lib/y.wgsl"\nfn a() {}',
  'lib/x.wgsl': '#include "lib/y.wgsl"\nfn x() {}',
  'lib/y.wgsl': 'fn y() {}',
  'lib/loop.wgsl': '#include "lib/pool.wgsl"',
  'lib/pool.wgsl': '#include "lib/loop.wgsl"',
  'field/lost.wgsl': '#include "lib/z.wgsl"',
  'field/bad.wgsl': 'fn a() {}\n #include "lib/y.wgsl"',
  'field/f16.wgsl': '#include "lib/f16.wgsl"\nenable f16;',
  'lib/f16.wgsl': 'fn f() {}\nenable f16;',
};

describe('linkShader', () => {
  it('puts its own text first, keeps its line numbers and appends each include once', () => {
    const { code, parts } = linkShader('field/a.wgsl', sources);
    expect(code.split('\n')).toEqual([
      '// #include "lib/x.wgsl"',
      '// #include "lib/y.wgsl"',
      'fn a() {}',
      '// #include "lib/y.wgsl"',
      'fn x() {}',
      'fn y() {}',
    ]);
    expect(parts.map((p) => p.file)).toEqual(['field/a.wgsl', 'lib/x.wgsl', 'lib/y.wgsl']);
  });

  it('tells file and line of linked code', () => {
    const linked = linkShader('field/a.wgsl', sources);
    expect([3, 5, 6].map((line) => sourceLine(linked, line))).toEqual([
      'shaders/field/a.wgsl:3',
      'shaders/lib/x.wgsl:2',
      'shaders/lib/y.wgsl:1',
    ]);
  });

  it.each([
    ['lib/loop.wgsl', /include cycle lib\/loop.wgsl → lib\/pool.wgsl → lib\/loop.wgsl/],
    ['field/lost.wgsl', /lib\/z.wgsl included by field\/lost.wgsl is not there; did you mean lib\/[xy].wgsl/],
    ['nothing-like-it.wgsl', /is not there; known: field\/a.wgsl, /],
    ['field/bad.wgsl', /shaders\/field\/bad.wgsl:2: .* write #include "lib\/name.wgsl" at column 1/],
    ['field/f16.wgsl', /shaders\/lib\/f16.wgsl:2: enable f16; may stand in the entry file only/],
  ])('refuses %s', (name, message) => {
    expect(() => linkShader(name, sources)).toThrow(message);
  });
});
