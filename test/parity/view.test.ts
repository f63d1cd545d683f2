/** What the device packs for the screen against the CPU's snapshot of the same state, bit for bit. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createGpuView, type GpuView, SOURCE } from '../../src/engine/gpu/view.ts';
import { shaders } from '../../src/engine/gpu/wgsl.ts';
import { drawableLayers, takeSnapshot } from '../../src/engine/snapshot.ts';
import type { LayerInfo, Snapshot, SnapshotWindow } from '../../src/engine/types.ts';
import { wholeWindow } from '../../src/engine/window.ts';
import { createNodeHost } from '../../src/host/node.ts';
import { readModel } from '../../src/model/read-model.ts';
import type { LatticeShape, Model } from '../../src/model/types.ts';
import { type CellCase, cellCase } from '../support/cell-case.ts';
import { sharedDevice } from '../support/device.ts';
import { modelOf } from '../support/models.ts';

const SHAPE: LatticeShape = { width: 61, height: 43, spacing: 20, edges: 'walled', mixing: 'local' };

const WINDOWS: Readonly<Record<string, SnapshotWindow>> = {
  whole: wholeWindow(SHAPE),
  offset: { x: 7, y: 11, step: 1, width: 30, height: 17 },
  sampled: { x: 2.5, y: 0, step: 2.5, width: 23, height: 17 },
  'one site': { x: 60, y: 42, step: 1, width: 1, height: 1 },
  'one row': { x: 0, y: 20, step: 1, width: 61, height: 1 },
};

const CASES: readonly [string, () => Promise<Model>][] = [
  ['the model of every feature', () => modelOf()],
  ['the full model', () => readModel('scenes/models/persister.yaml', createNodeHost())],
];

describe.each(CASES)('the view of %s', (_, read) => {
  const device = sharedDevice();
  let both: CellCase;
  let view: GpuView;
  let layers: readonly LayerInfo[];
  let expected: (layer: LayerInfo, window: SnapshotWindow) => Snapshot;

  beforeAll(async () => {
    const model = await read();
    both = await cellCase(device(), model, SHAPE, 5);
    both.restart();
    const slots = model.fields.map((_, f) => model.fields.length - 1 - f);
    view = createGpuView(device(), model, SHAPE, { ...both.buffers, slots });
    layers = drawableLayers(model);
    const { shape, state, blood } = both;
    expected = (layer, window) =>
      takeSnapshot({ model, shape, state, layers, tick: 0, time: 0, counts: [], blood }, layer.name, window);
  });

  it.each(Object.entries(WINDOWS))('%s: every layer', async (_, window) => {
    for (const layer of layers) {
      const got = await view.read({ layer, window });
      const { tissue, immune, values } = expected(layer, window);
      expect(got.tissue, layer.name).toEqual(tissue);
      expect(got.immune, layer.name).toEqual(immune);
      expect(got.values && new Uint32Array(got.values.buffer), layer.name).toEqual(
        values && new Uint32Array(values.buffer),
      );
    }
  });

  it('brings other bytes along, with readings under way at the same time', async () => {
    const buffer = both.buffers.cells_tissue;
    const window = wholeWindow(SHAPE);
    const sizes = [4, 40, 1024];
    const readings = await Promise.all(
      sizes.map((size) => view.read({ layer: layers[0]!, window, also: { buffer, offset: 8, size } })),
    );
    readings.forEach(({ also, tissue }, k) => {
      expect([...new Uint32Array(also)]).toEqual([...both.state.tissue.state.subarray(2, 2 + sizes[k]! / 4)]);
      expect(tissue).toEqual(Uint8Array.from(both.state.tissue.state));
    });
  });

  it('holds no more memory than the largest window needs, however often it is asked', async () => {
    const ask = async () => {
      for (const window of Object.values(WINDOWS)) await view.read({ layer: layers[1]!, window });
      return device().allocated;
    };
    const first = await ask();
    for (let k = 0; k < 5; k++) expect(await ask()).toBe(first);
  });
});

it('the host numbers the sources as the shader does', async () => {
  const text = shaders['measure/view.wgsl'] ?? '';
  const declared = [...text.matchAll(/const (?:OF_)?([A-Z]+) = (\d+)u;/g)].map(([, name, k]) => [
    name!.toLowerCase(),
    Number(k),
  ]);
  expect(Object.fromEntries(declared)).toEqual(SOURCE);
});
