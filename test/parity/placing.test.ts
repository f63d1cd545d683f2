/** The generated functions that division, movement and arrival stand on, against the CPU's. */
import { describe, expect, it } from 'vitest';
import { writeCellSource } from '../../src/engine/gpu/cell-source.ts';
import { USAGE } from '../../src/engine/gpu/context.ts';
import { linkFrame } from '../../src/engine/gpu/frame.ts';
import { latticeOverrides } from '../../src/engine/gpu/frame-compiler.ts';
import { compileErrors, compileKernel } from '../../src/engine/gpu/kernel.ts';
import { type LinkedShader, shaders } from '../../src/engine/gpu/wgsl.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { readModel } from '../../src/model/read-model.ts';
import type { LatticeShape } from '../../src/model/types.ts';
import { cellCase } from '../support/cell-case.ts';
import { sharedDevice } from '../support/device.ts';
import { modelOf } from '../support/models.ts';
import { relativeError, TOLERANCES } from './tolerances.ts';

const SHAPE: LatticeShape = { width: 32, height: 24, spacing: 20, edges: 'periodic', mixing: 'local' };

/** A frame whose `ask` fills `out`; generated text takes the place of the stubs. */
const frame = (ask: string): string => `#include "lib/cells.wgsl"
#include "lib/slope.wgsl"
#include "lib/rng.wgsl"
@group(0) @binding(0) var<uniform> params: CellParams;
@group(0) @binding(1) var<uniform> uniforms: array<vec4f, UNIFORM_VECTORS>;
@group(1) @binding(0) var<storage, read_write> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read_write> cells_immune: array<u32>;
@group(2) @binding(0) var<storage, read> fields: array<f32>;
@group(2) @binding(1) var<storage, read> matrix: array<f32>;
@group(3) @binding(0) var<storage, read_write> stats: array<atomic<u32>>;
@group(3) @binding(1) var<storage, read> next: array<u32>;
@group(3) @binding(2) var<storage, read_write> out: array<f32>;
fn arrive_at(layer: u32, k: u32, state: u32, event: u32, rate: f32, i: u32, x: u32, y: u32) { out[plane(k, i)] = rate; }
// <generated>
const UNIFORM_VECTORS = 1;
// </generated>
@compute @workgroup_size(32, 4, 1)
fn ask(@builtin(global_invocation_id) id: vec3u) {
  if (!is_site(id)) { return; }
  let i = site_of(id);
  let x = id.x;
  let y = id.y;
  ${ask}
}`;

/** Compiles a frame that asks with generated text in it. */
function linked(ask: string, text: string, origins: readonly string[]): LinkedShader {
  return linkFrame('test/ask.wgsl', text, origins, { ...shaders, 'test/ask.wgsl': frame(ask) });
}

describe('placing', () => {
  const device = sharedDevice();

  it('of the full model compiles', async () => {
    const model = await readModel('scenes/models/persister.yaml', createNodeHost());
    const slots = model.fields.map((_, f) => f);
    const source = writeCellSource({ model, shape: SHAPE, hindrance: [], slots, factorGroups: [] });
    for (const text of [source.placing.tissue, source.placing.immune, source.arrivals]) {
      const shader = linked('', text, source.origins);
      expect(await compileErrors(device().device.createShaderModule({ code: shader.code }), shader)).toBeNull();
    }
  });

  it('has the same speeds, pulls, daughters and arrivals', async () => {
    const ctx = device();
    const both = await cellCase(ctx, await modelOf(), SHAPE, 3);
    const n = SHAPE.width * SHAPE.height;
    both.restart();
    const { program } = both.cpu;
    const planes = Math.max(3, program.arrivals.length);
    const out = ctx.createBuffer('out', planes * n * 4, USAGE.storage | USAGE.copySrc);
    const { cells_tissue, cells_immune, fields, matrix, stats, next, params, uniforms } = both.buffers;
    const bound = { cells_tissue, cells_immune, fields, matrix, stats, next, params, uniforms, out };
    const ask = async (text: string, statements: string): Promise<Float32Array[]> => {
      const shader = linked(statements, text, both.gpu.source.origins);
      const kernel = await compileKernel(ctx, 'test/ask.wgsl', latticeOverrides(SHAPE), shader);
      await both.run((pass) => kernel.bind(bound).encode(pass, [SHAPE.width, SHAPE.height]));
      const all = new Float32Array(await ctx.read(out, 0, out.size));
      return Array.from({ length: planes }, (__, k) => all.slice(k * n, (k + 1) * n));
    };
    const each = (value: (i: number, x: number, y: number) => number): Float32Array =>
      Float32Array.from({ length: n }, (__, i) => value(i, i % SHAPE.width, Math.floor(i / SHAPE.width)));

    let told = 0;
    const compare = (what: string, got: Float32Array, expected: Float32Array): void => {
      told += expected.filter((v) => v !== 0).length;
      expect(relativeError(got, expected, 1e-3), what).toBeLessThan(TOLERANCES.term);
    };
    for (const layer of ['tissue', 'immune'] as const) {
      const ids = both.state[layer].state;
      const [speed, pull, daughter] = await ask(
        both.gpu.source.placing[layer],
        `let state = cells_${layer}[i];
        out[plane(0u, i)] = speed_of(state, i, x, y);
        out[plane(1u, i)] = pull_of(state, i, x, y, beside(x, y, vec2i(1, 1)));
        out[plane(2u, i)] = f32(daughter_of(state, i, x, y, f32(i % 97u) / 9700.0));`,
      );
      compare(
        `speed, ${layer}`,
        speed!,
        each((i, x, y) => program.speed[ids[i]!]?.(i, x, y) ?? 0),
      );
      const beyond = (x: number, y: number) => ((y + 1) % SHAPE.height) * SHAPE.width + ((x + 1) % SHAPE.width);
      compare(
        `pull, ${layer}`,
        pull!,
        each((i, x, y) => program.pull[ids[i]!]?.(i, x, y, beyond(x, y)) ?? 0),
      );
      compare(
        `daughter, ${layer}`,
        daughter!,
        each((i, x, y) => {
          let pick = (i % 97) / 9700;
          for (const [to, chance] of program.daughters[ids[i]!] ?? []) {
            pick -= chance(i, x, y);
            if (pick < 0) return to;
          }
          return ids[i]!;
        }),
      );
    }
    const rates = await ask(
      both.gpu.source.arrivals,
      program.arrivals.map((__, k) => `out[plane(${k}u, i)] = arrival_${k}(i, x, y);`).join('\n'),
    );
    program.arrivals.forEach(({ rate }, k) => {
      compare(`arrival ${k}`, rates[k]!, each(rate));
    });
    expect(told).toBeGreaterThan(n);
  });
});
