import { describe, expect, it } from 'vitest';
import type { Scene } from '../../src/model/types.ts';
import { initialTissue } from '../../src/tissue/index.ts';
import { bareScene, memoryHost } from '../support/tissue-scene.ts';

const [GROWING, RESTING, QUIET, OPEN, ACTIVE, TIRED] = [1, 2, 3, 4, 5, 6];
const SITES = 64 * 48;
const MM2 = (SITES * 400) / 1e6;

function make(generator: string, args: Record<string, unknown>, changes: Partial<Scene> = {}) {
  return initialTissue(bareScene({ tissue: { from: 'generator', generator, args }, ...changes }), memoryHost());
}

function count(layer: Uint32Array, state: number, where: (x: number, y: number) => boolean = () => true): number {
  return layer.reduce((sum, s, i) => sum + (s === state && where(i % 64, Math.floor(i / 64)) ? 1 : 0), 0);
}

describe('dish', () => {
  it('places exact counts, fractions of all sites or cells', async () => {
    const { tissue, immune, report } = await make('dish', {
      cells: { 'tumour.growing': 0.3984, 'tumour.resting': 12, 'stroma.quiet': '1 cell', 'killer.active': 0.1 },
    });
    expect(count(tissue, GROWING)).toBe(Math.round(0.3984 * SITES));
    expect(count(tissue, RESTING)).toBe(12);
    expect(count(tissue, QUIET)).toBe(1);
    expect(count(immune, ACTIVE)).toBe(Math.round(0.1 * SITES));
    expect(report).toBeNull();
  });

  it('is the same for the same seed and another for another', async () => {
    const args = { cells: { 'tumour.growing': 0.5 } };
    const [a, b, c] = await Promise.all([make('dish', args), make('dish', args), make('dish', args, { seed: 2 })]);
    expect(b.tissue).toEqual(a.tissue);
    expect(c.tissue).not.toEqual(a.tissue);
  });

  it('puts its cells into so many lineages at random', async () => {
    const { tissue, barcodes } = await make('dish', { cells: { 'tumour.growing': 0.5 }, clones: 16 });
    const sizes = new Array<number>(17).fill(0);
    barcodes!.forEach((barcode, i) => {
      expect(barcode > 0).toBe(tissue[i]! > 0);
      sizes[barcode]!++;
    });
    expect(Math.min(...sizes.slice(1))).toBeGreaterThan(60); // 96 each, Poisson
    await expect(make('dish', { cells: {}, clones: 0 })).rejects.toThrow('needs to be 1 or more');
  });

  it('scatters without preference: 16 tiles hold equal numbers', async () => {
    const { tissue } = await make('dish', { cells: { 'tumour.growing': 0.5 } });
    const tiles = new Array<number>(16).fill(0);
    for (let i = 0; i < SITES; i++) {
      if (tissue[i]) tiles[Math.floor((i % 64) / 16) + 4 * Math.floor(i / 64 / 12)]!++;
    }
    const chi2 = tiles.reduce((sum, n) => sum + (n - 96) ** 2 / 48, 0); // hypergeometric variance about 96·(1 − 0.5)
    expect(chi2).toBeLessThan(44.3); // 15 degrees of freedom, p = 1e-4
  });

  it('fills every site when the fractions sum to 1', async () => {
    const third = 1 / 3;
    const { tissue } = await make('dish', {
      cells: { 'tumour.growing': third, 'tumour.resting': third, 'stroma.quiet': third },
    });
    expect(count(tissue, 0)).toBe(0);
  });
});

describe('disc', () => {
  it('fills the disc at its density and leaves the rest to `outside`', async () => {
    const { tissue } = await make('disc', {
      cells: { 'tumour.growing': 0.9, 'tumour.resting': 0.1 },
      density: 0.8,
      radius: '300 um',
      outside: { 'stroma.quiet': 0.25 },
    });
    const inside = (x: number, y: number) => Math.hypot(x + 0.5 - 32, y + 0.5 - 24) * 20 <= 300;
    const sites = Array.from({ length: SITES }, (_, i) => inside(i % 64, Math.floor(i / 64))).filter(Boolean).length;
    expect(sites * 400).toBeGreaterThan(Math.PI * 300 ** 2 * 0.98);
    expect(count(tissue, GROWING, inside)).toBe(Math.round(0.72 * sites));
    expect(count(tissue, GROWING)).toBe(Math.round(0.72 * sites));
    expect(count(tissue, RESTING)).toBe(Math.round(0.08 * sites));
    expect(count(tissue, QUIET, inside)).toBe(0);
    expect(count(tissue, QUIET)).toBe(Math.round(0.25 * (SITES - sites)));
  });

  it('says when the lattice is too small for it, and when a share rounds to nothing', async () => {
    const { warnings } = await make('disc', { cells: { 'tumour.growing': 0.0001 }, radius: '2 mm' });
    expect(warnings).toEqual([
      'scene.yaml: tissue.radius is 2000 um; the lattice reaches 480 um from its middle',
      'tumour.growing: 0.0001 of 3072 sites (inside) rounds to no cell',
    ]);
  });
});

describe('sheet', () => {
  it('has vessels per mm2, islands of their share, and the mix in between', async () => {
    const { tissue, immune } = await make('sheet', {
      cells: { 'tumour.growing': 1 },
      density: 0.5,
      vessels: { state: 'vessel.open', per_mm2: 92 },
      islands: { cells: { 'stroma.quiet': 1 }, share: 0.15, radius: '80 um' },
      immune: { 'killer.active': 100, 'killer.tired': '50 mm-2' },
    });
    const vessels = Math.round(92 * MM2);
    expect(count(tissue, OPEN)).toBe(vessels);
    expect(count(immune, ACTIVE)).toBe(Math.round(100 * MM2));
    expect(count(immune, TIRED)).toBe(Math.round(50 * MM2));
    const islands = Math.round(0.15 * SITES);
    expect(count(tissue, QUIET)).toBeGreaterThanOrEqual(islands - vessels);
    expect(count(tissue, QUIET)).toBeLessThanOrEqual(islands);
    const between = SITES - vessels - count(tissue, QUIET);
    expect(Math.abs(count(tissue, GROWING) - between / 2)).toBeLessThanOrEqual(vessels);
  });

  it('clusters the islands: most stroma neighbours are stroma', async () => {
    const { tissue } = await make('sheet', {
      cells: { 'tumour.growing': 1 },
      islands: { cells: { 'stroma.quiet': 1 }, share: 0.15, radius: '100 um' },
    });
    const pairs = count(tissue, QUIET, (x, y) => tissue[y * 64 + ((x + 1) % 64)] === QUIET);
    expect(pairs / count(tissue, QUIET)).toBeGreaterThan(0.7);
  });

  it('sets regular vessels on a grid of about that density', async () => {
    const { tissue } = await make('sheet', {
      cells: {},
      vessels: { state: 'vessel.open', per_mm2: 40, regular: true },
    });
    const columns = new Set<number>();
    tissue.forEach((state, i) => {
      if (state === OPEN) columns.add(i % 64);
    });
    const sorted = [...columns].sort((a, b) => a - b);
    const gaps = sorted.slice(1).map((x, i) => x - sorted[i]!);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    expect(Math.abs(count(tissue, OPEN) / MM2 - 40)).toBeLessThan(6);
  });
});

describe('niche', () => {
  it('has two sides with their own cells, matrix and immune cells', async () => {
    const { tissue, immune, matrix } = await make('niche', {
      niche: { 'tumour.growing': 0.4, 'stroma.quiet': 0.3 },
      bare: { 'tumour.growing': 0.4 },
      matrix: { fibre: { niche: 0.6, bare: 0.1 }, tension: '2 kPa' },
      immune: { 'killer.active': { niche: 0, bare: 200 } },
    });
    const left = (x: number) => x < 32;
    const right = (x: number) => x >= 32;
    expect(count(tissue, GROWING, left)).toBe(Math.round(0.2 * SITES));
    expect(count(tissue, GROWING, right)).toBe(Math.round(0.2 * SITES));
    expect(count(tissue, QUIET, left)).toBe(Math.round(0.15 * SITES));
    expect(count(tissue, QUIET, right)).toBe(0);
    expect(count(immune, ACTIVE, left)).toBe(0);
    expect(count(immune, ACTIVE, right)).toBe(Math.round(100 * MM2));
    expect([matrix.fibre![31], matrix.fibre![32]]).toEqual([Math.fround(0.6), Math.fround(0.1)]);
    expect(new Set(matrix.tension)).toEqual(new Set([Math.fround(15.00124)]));
  });

  it('takes the share of the domain', async () => {
    const { tissue } = await make('niche', { niche: { 'stroma.quiet': 1 }, bare: {}, share: 0.25 });
    expect(count(tissue, QUIET, (x) => x < 16)).toBe(SITES / 4);
    expect(count(tissue, QUIET)).toBe(SITES / 4);
  });
});

describe('bad arguments', () => {
  const cases: [generator: string, args: Record<string, unknown>, message: string][] = [
    ['dsh', {}, 'tissue.generator dsh is not known; did you mean dish?'],
    ['toString', {}, 'tissue.generator toString is not known; known: dish, disc, sheet, niche'],
    ['dish', {}, 'tissue.cells is missing'],
    ['dish', { cells: 3 }, 'tissue.cells needs names and values, given 3'],
    ['dish', { cells: [] }, 'tissue.cells needs names and values, given []'],
    ['dish', { cell: {}, cells: {} }, 'tissue has cell, which is not known; did you mean cells?'],
    [
      'dish',
      { cells: { 'tumor.growing': 0.1 } },
      'tissue.cells has tumor.growing, which is not a kind.state of the model; did you mean tumour.growing?',
    ],
    [
      'dish',
      { cells: { 'tumour.growing': 1.5 } },
      'tissue.cells tumour.growing needs a fraction of all sites (0 to 1) or a whole number of cells, given 1.5',
    ],
    [
      'dish',
      { cells: { 'tumour.growing': 4000 } },
      'tissue.cells asks for 4000 cells on the tissue layer, which has 3072 free sites',
    ],
    ['disc', { cells: {} }, 'tissue.radius is missing'],
    ['disc', { cells: {}, radius: 500 }, 'tissue.radius needs a unit like um, given 500, which has no unit'],
    ['disc', { cells: {}, radius: '5 h' }, 'tissue.radius needs a unit like um, given h'],
    ['disc', { cells: {}, radius: '-5 um' }, 'tissue.radius needs a length above 0 like 80 um, given -5 um'],
    ['disc', { cells: {}, radius: '9 um', density: 2 }, 'tissue.density needs a number from 0 to 1, given 2'],
    [
      'disc',
      { cells: { 'tumour.growing': 0.7, 'stroma.quiet': 0.7 }, radius: '9 um' },
      'tissue.cells shares of the tissue layer sum to 1.4; at most 1',
    ],
    [
      'sheet',
      { cells: {}, vessels: { state: 'killer.active', per_mm2: 3 } },
      'tissue.vessels.state has killer.active, which lives on the immune layer; only states of the tissue layer can be here',
    ],
    ['sheet', { cells: {}, vessels: { state: 'vessel.open' } }, 'tissue.vessels.per_mm2 is missing'],
    [
      'sheet',
      { cells: {}, vessels: { state: 'vessel.open', per_mm: 3 } },
      'tissue.vessels has per_mm, which is not known; did you mean per_mm2?',
    ],
    [
      'sheet',
      { cells: {}, vessels: { state: 'vessel.open', per_mm2: -3 } },
      'tissue.vessels.per_mm2 needs a number of cells per mm2, given -3',
    ],
    [
      'sheet',
      { cells: {}, vessels: { state: 'vessel.open', per_mm2: 9000 } },
      'tissue.vessels asks for 11059 cells on 3072 free sites (all); at most 2500 per mm2',
    ],
    ['sheet', { cells: {}, islands: { cells: {}, share: 0.2 } }, 'tissue.islands.radius is missing'],
    ['niche', { niche: {} }, 'tissue.bare is missing'],
    [
      'niche',
      { niche: {}, bare: {}, matrix: { fiber: 0.5 } },
      'tissue.matrix has fiber, which is not a matrix variable; did you mean fibre?',
    ],
    [
      'niche',
      { niche: {}, bare: {}, matrix: { firmness: 0.5 } },
      'tissue.matrix has firmness, which follows from others; set one of fibre, tension',
    ],
    [
      'niche',
      { niche: {}, bare: {}, matrix: { tension: '11 kPa' } },
      'tissue.matrix tension needs 0 kPa to 10 kPa, given 11 kPa',
    ],
    [
      'niche',
      { niche: {}, bare: {}, matrix: { fibre: { niche: 0.5 } } },
      'tissue.matrix fibre says nothing of bare; give one value, or one for each of niche, bare',
    ],
    [
      'niche',
      { niche: {}, bare: {}, matrix: { fibre: { nice: 0.5 } } },
      'tissue.matrix fibre has nice, which is not a region here; did you mean niche?',
    ],
  ];
  it.each(cases)('%s %j', async (generator, args, message) => {
    await expect(make(generator, args)).rejects.toMatchObject({ name: 'UserError', message: `scene.yaml: ${message}` });
  });

  it('needs a lattice', async () => {
    await expect(make('dish', { cells: {} }, { lattice: null })).rejects.toThrow(
      'scene.yaml: lattice is missing; the generator dish needs one',
    );
  });
});
