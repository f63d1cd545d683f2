/** What cells on the device say when something is wrong, and that nothing needs compiling again. */
import { describe, expect, it } from 'vitest';
import { writeCellSource } from '../../../src/engine/gpu/cell-source.ts';
import { describeFaults, FAULTS, STATS } from '../../../src/engine/gpu/faults.ts';
import { linkFrame } from '../../../src/engine/gpu/frame.ts';
import { compileKernel } from '../../../src/engine/gpu/kernel.ts';
import { shaders } from '../../../src/engine/gpu/wgsl.ts';
import type { LatticeShape } from '../../../src/model/types.ts';
import { type CellCase, cellCase } from '../../support/cell-case.ts';
import { sharedDevice } from '../../support/device.ts';
import { modelOf } from '../../support/models.ts';

const SHAPE: LatticeShape = { width: 9, height: 7, spacing: 20, edges: 'walled', mixing: 'local' };
const FIELD = 'fields: { heat: { unit: au, diffusion: 1 um2/s, hindrance: HINDRANCE, blood: 1 au } }';

/** A model in which one number overflows, or none. */
function model(bad: 'hazard' | 'trait' | 'exchange' | 'matrix' | 'hindrance' | 'none') {
  const large = (place: typeof bad, text: string) => (place === bad ? `${text}*exp(1000 + scar)` : text);
  return modelOf(`nidus: 1
title: overflow
${FIELD.replace('HINDRANCE', bad === 'hindrance' ? 'exp(100 + 100*scar)' : '1 + scar')}
matrix:
  variables:
    scar: { start: 0.5, rate: ${large('matrix', '0.1 /h')} }
cells:
  thing:
    layer: tissue
    states: { awake: { about: one }, asleep: { about: other } }
    traits: { mood: { start: 0.5, rate: "${large('trait', '0.1 /h')}" } }
    transitions: { awake -> asleep: { rate: "${large('hazard', '0.1 /h')}" } }
    exchange: { heat: { source: "${large('exchange', '2 [au/h]')}" } }
`);
}

describe('faults', () => {
  const device = sharedDevice();
  const run: Readonly<Record<string, (both: CellCase) => Promise<unknown>>> = {
    hazard: (both) => both.fate(),
    trait: (both) => both.fate(),
    exchange: (both) => both.exchange(),
    matrix: (both) => both.matrix(1),
    hindrance: (both) => both.hindrance(),
  };

  it.each(['hazard', 'trait', 'exchange', 'matrix', 'hindrance'] as const)('%s', async (bad) => {
    const { bit, sentence } = FAULTS.find(({ name }) => name === `FAULT_${bad.toUpperCase()}`)!;
    const both = await cellCase(device(), await model(bad), SHAPE, 1);
    both.restart();
    await run[bad]!(both);
    const stats = new Uint32Array(await device().read(both.buffers.stats, 0, both.buffers.stats.size));
    expect(stats[STATS.fault]).toBe(bit);
    const ids = both.state.tissue.state;
    const site =
      bad === 'matrix' || bad === 'hindrance' ? 0 : ids.findIndex((id) => id === 1 || (bad !== 'hazard' && id > 0));
    const where = `site (${site % SHAPE.width}, ${Math.floor(site / SHAPE.width)})`;
    expect(describeFaults(stats, SHAPE)).toMatch(`${sentence}; first at ${where}; look for`);
  });

  it('none where every number is finite', async () => {
    const both = await cellCase(device(), await model('none'), SHAPE, 1);
    both.restart();
    for (const act of Object.values(run)) await act(both);
    expect(await both.fault()).toBeNull();
  });

  it('have the bits of lib/fault.wgsl, a sentence each', () => {
    const declared = [...(shaders['lib/fault.wgsl'] ?? '').matchAll(/const (FAULT_\w+) = (\d+)u;/g)];
    expect(declared.map(([, name, bit]) => [name, Number(bit)])).toEqual(FAULTS.map(({ name, bit }) => [name, bit]));
    const places = [...(shaders['lib/fault.wgsl'] ?? '').matchAll(/const STATS_(\w+) = (\d+)u;/g)];
    expect(places.map(([, , word]) => Number(word))).toEqual(Object.values(STATS));
  });
});

describe('generated text', () => {
  const device = sharedDevice();

  it('that does not compile is told by its place in the model, and the context goes on', async () => {
    const text =
      'const UNIFORM_VECTORS = 1;\nfn fate_of(state: u32, i: u32, x: u32, y: u32) {\nlet s0 = nothing; // @1\n}';
    const shader = linkFrame('cell/fate.wgsl', text, ['a', 'model.yaml:9: cells.thing.signals.mood']);
    await expect(compileKernel(device(), 'cell/fate.wgsl', {}, shader)).rejects.toThrow(
      /^model\.yaml:9: cells\.thing\.signals\.mood: unresolved value 'nothing'/,
    );
    expect(() => device().check()).not.toThrow();
  });

  it('leads every equation back to the model, and holds no name of it', async () => {
    const tiny = await modelOf();
    const source = writeCellSource({
      model: tiny,
      shape: SHAPE,
      hindrance: [],
      slots: tiny.fields.map((_, f) => f),
      factorGroups: [],
    });
    const places = source.origins.map((place) => place.replace(/^model.yaml:\d+: /, ''));
    expect(source.origins).not.toEqual(places);
    expect(places).toContain('cells.cancer.transitions.sensitive -> dtp');
    expect(places).toContain('cells.cancer.signals.shelter');
    expect(places).toContain('matrix.variables.ecm.rate');
    const all = [source.exchange, source.fate.tissue, source.fate.immune, source.start.tissue, source.matrix].join(
      '\n',
    );
    for (const { name } of [...tiny.kinds, ...tiny.fields, ...tiny.parameters])
      expect(all).not.toMatch(new RegExp(`\\b${name}\\b`));
    expect(all).toMatch(/let h0 = .*\/\/ @\d+$/m);
  });

  it('does not change with the values of parameters', async () => {
    const tiny = await modelOf();
    const options = { shape: SHAPE, hindrance: [], slots: tiny.fields.map((_, f) => f), factorGroups: [] };
    const moved = { ...tiny, parameters: tiny.parameters.map((p) => ({ ...p, value: 1.5 * p.value })) };
    const { uniforms: _, ...one } = writeCellSource({ ...options, model: tiny });
    const { uniforms: __, ...other } = writeCellSource({ ...options, model: moved });
    expect(other).toEqual(one);
  });
});
