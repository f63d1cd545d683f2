import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scene, TablePlan } from '../../src/model/types.ts';
import { importTissue } from '../../src/tissue/import.ts';
import { initialTissue } from '../../src/tissue/index.ts';
import { bareScene, memoryHost, tablePlan } from '../support/tissue-scene.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

function read(text: string, plan: Partial<TablePlan> = {}, scene: Partial<Scene> = {}) {
  return importTissue(bareScene({ lattice: null, ...scene }), tablePlan(plan), text, 'cells.csv');
}

describe('a table of cells', () => {
  it('becomes a lattice at its own spacing, both layers, y down', () => {
    const { shape, tissue, immune, report, warnings } = read(fixture('tissue-um.csv'));
    expect(shape).toEqual({ width: 8, height: 8, spacing: 12, edges: 'walled', mixing: 'local' });
    expect(report).toEqual({ placed: 8, moved: 1, lost: 0, ignored: 1, median_shift_um: expect.any(Number) });
    expect(report!.median_shift_um).toBeGreaterThan(6);
    expect(warnings).toEqual([
      'cells.csv: labels taken from column cell_type',
      'cells.csv: spacing 12 um chosen, nearest neighbours are 12 um apart (median)',
    ]);
    const at = (layer: Uint32Array, x: number, y: number) => layer[y * 8 + x];
    // The bounding box of 36 × 24 um lies in the middle: its corner is site (2, 3).
    expect([at(tissue, 2, 3), at(tissue, 3, 3), at(tissue, 4, 3), at(tissue, 5, 4)]).toEqual([1, 1, 3, 3]);
    expect([at(tissue, 4, 4), at(tissue, 5, 5), at(tissue, 3, 4)]).toEqual([1, 1, 0]);
    expect(at(immune, 2, 4)).toBe(5);
    expect(immune.filter((s) => s === 5).length).toBe(2);
    expect(tissue.filter((s) => s !== 0).length).toBe(6);
  });

  it('is read through the host, with the columns of QuPath', async () => {
    const host = memoryHost({ 'cells.csv': fixture('tissue-qupath.tsv') });
    const tissue = await initialTissue(bareScene({ lattice: null, tissue: tablePlan() }), host);
    expect(tissue.report).toEqual({ placed: 4, moved: 0, lost: 0, ignored: 0, median_shift_um: 0 });
    expect(tissue.shape.spacing).toBe(10);
  });

  it('may be in pixels, with semicolons, CRLF and a byte order mark', () => {
    expect(() => read(fixture('tissue-pixels.csv'))).toThrow(
      'cells.csv: CenterX_global_px,CenterY_global_px are pixels; say how large one is, e.g. tissue.pixel: 0.5 um',
    );
    const { shape, report } = read(fixture('tissue-pixels.csv'), { pixel: 0.5 });
    expect(shape.spacing).toBe(10);
    expect(report!.placed).toBe(4);
  });

  it('keeps to the spacing or the lattice it is given', () => {
    expect(read(fixture('tissue-um.csv'), { spacing: 6 }).shape).toMatchObject({ width: 8, height: 8, spacing: 6 });
    const lattice = { width: 5, height: 6, spacing: 6, edges: 'periodic', mixing: 'local' } as const;
    const { shape, report, warnings } = read(fixture('tissue-um.csv'), {}, { lattice });
    expect(shape).toEqual(lattice);
    expect(report!.lost).toBeGreaterThan(0);
    expect(warnings.at(-1)).toMatch(
      /^cells.csv: \d of 8 cells found no free site within 8 sites and were left out; give a smaller tissue.spacing, or leave lattice out/,
    );
  });

  it('turns the share of one state into another, the same cells for the same seed', () => {
    const text = [
      'x,y,type',
      ...Array.from({ length: 400 }, (_, i) => `${(i % 20) * 9},${Math.floor(i / 20) * 9},tumour`),
    ].join('\n');
    const share = [
      { from: 1, to: 2, part: 0.1 },
      { from: 1, to: 3, part: 0.5 },
      { from: 2, to: 3, part: 1 },
    ];
    const plan = { share };
    const [a, b, c] = [read(text, plan), read(text, plan), read(text, plan, { seed: 2 })];
    expect(a.tissue.filter((s) => s === 2).length).toBe(40);
    expect(a.tissue.filter((s) => s === 3).length).toBe(200);
    expect(a.tissue.filter((s) => s === 1).length).toBe(160);
    expect(b.tissue).toEqual(a.tissue);
    expect(c.tissue).not.toEqual(a.tissue);
  });

  it('adds cells per mm2 on free sites only', () => {
    const text = 'x,y,type\n0,0,tumour\n100,0,tumour\n0,100,tumour\n100,100,tumour';
    const few = read(text, { spacing: 10, add: [{ state: 4, perMm2: 1000 }] });
    expect(few.tissue.filter((s) => s === 4).length).toBe(Math.round(1000 * 0.0121));
    expect(few.report!.placed).toBe(4);
    const many = read(text, { spacing: 10, add: [{ state: 4, perMm2: 20_000 }] });
    expect(many.tissue.filter((s) => s === 1).length).toBe(4);
    expect(many.tissue.filter((s) => s === 4).length).toBe(117);
    expect(many.warnings.at(-1)).toBe('cells.csv: only 117 of 242 added vessel.open found a free site');
  });

  it('warns of labels left out by else, of shared coordinates and of odd distances', () => {
    const text = 'x,y,type\n0,0,tumour\n0,0,tumour\n1,0,tumour\n50,0,lymphatic';
    expect(read(text, { otherLabels: 0 }).warnings).toEqual([
      'cells.csv: labels taken from column type',
      'cells.csv: labels left out: "lymphatic" (1 rows)',
      'cells.csv: 1 cells have the very coordinates of another',
      'cells.csv: spacing 1 um chosen, nearest neighbours are 1 um apart (median)',
      'cells.csv: that is unusual for cells; where coordinates are pixels, give tissue.pixel',
    ]);
  });

  it('puts a single cell on a small lattice', () => {
    const { shape, tissue } = read('x,y,type\n-5,3,tumour');
    expect([shape.width, shape.height, shape.spacing]).toEqual([8, 8, 20]);
    expect(tissue.filter((s) => s === 1).length).toBe(1);
  });
});

describe('a table that cannot be used', () => {
  const rows = 'x,y,label\n1,1,tumour\n';
  const cases: [text: string, message: string, plan?: Partial<TablePlan>][] = [
    ['', 'cells.csv is empty; expected a table with a header line'],
    ['\n\n  \n', 'cells.csv is empty; expected a table with a header line'],
    ['x,y,label\n', 'cells.csv has a header but no rows'],
    ['x\n1\n', 'cells.csv: one column only (x); expected cells separated by comma, tab or semicolon'],
    [
      'a,b,label\n1,2,3',
      'cells.csv: no coordinate columns among: a, b, label; expected a pair such as x_um,y_um or x,y or X_centroid,Y_centroid or Centroid X µm,Centroid Y µm or CenterX_global_px,CenterY_global_px; rename the columns',
    ],
    [
      'x,y,kind\n1,2,3',
      'cells.csv: no label column among: x, y, kind; expected one of cell_type, celltype, label, phenotype, class, classification, cluster, annotation, type; name the column in tissue.label',
    ],
    [
      'x,y,kind\n1,2,3',
      'cells.csv: no label column among: x, y, kind; expected one of state, sort, cell_type, celltype, label, phenotype, class, classification, cluster, annotation, type; name the column in tissue.label',
      { labelColumns: ['state', 'sort'] },
    ],
    [`${rows},2,tumour\nNA,2,tumour`, 'cells.csv:3: x is empty; 2 of 3 rows cannot be used; correct or remove them'],
    [
      `${rows}1,NaN,tumour`,
      'cells.csv:3: y is "NaN", not a finite number; 1 of 2 rows cannot be used; correct or remove them',
    ],
    [
      `${rows}\n\n1,-inf,tumour`,
      'cells.csv:5: y is "-inf", not a finite number; 1 of 2 rows cannot be used; correct or remove them',
    ],
    [
      `${rows}1,1e999,tumour`,
      'cells.csv:3: y is "1e999", not a finite number; 1 of 2 rows cannot be used; correct or remove them',
    ],
    [`${rows}1,1`, 'cells.csv:3: label is missing; 1 of 2 rows cannot be used; correct or remove them'],
    [
      `${rows}1,1,1,tumour`,
      'cells.csv:3: 4 cells, but the header names 3 columns; 1 of 2 rows cannot be used; correct or remove them',
    ],
    [`${rows}1,1,"tumour\n2,2,tumour\n`, 'cells.csv:3: a cell runs over several lines; a closing quote " is missing'],
    [
      `${rows}1,1,tumor\n1,2,tumor\n1,3,fat`,
      'cells.csv:3: label "tumor" (2 rows) is not in tissue.labels of scene.yaml, nor are "fat" (1 rows); did you mean tumour?; add it, or add else: ignore',
    ],
    [
      `${rows}1,1,`,
      'cells.csv:3: label "" (1 rows) is not in tissue.labels of scene.yaml; known: tumour, stroma, killer, debris; add it, or add else: ignore',
    ],
    [
      `${rows}1,1,__proto__`,
      'cells.csv:3: label "__proto__" (1 rows) is not in tissue.labels of scene.yaml; known: tumour, stroma, killer, debris; add it, or add else: ignore',
    ],
    ['x,y,label\n1,1,debris', 'cells.csv: every row has a label that is ignored; nothing is left to place'],
    [`${rows}1e9,1,tumour`, 'cells.csv: cells are spread over 1000000000 um; check the coordinates and tissue.pixel'],
    [
      `${rows}9001,1,tumour`,
      'cells.csv: 9000 um at a spacing of 2 um is 4501 sites, at most 4096; give tissue.spacing: 2.5 um or more, or cut out a part of the table',
      { spacing: 2 },
    ],
  ];
  it.each(cases)('%j', (text, message, plan) => {
    let caught: unknown;
    try {
      read(text, plan);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: 'UserError' });
    expect((caught as Error).message).toBe(message);
  });

  it('needs a path', async () => {
    const scene = bareScene({ lattice: null, tissue: tablePlan({ path: null }) });
    await expect(initialTissue(scene, memoryHost())).rejects.toThrow(
      'scene.yaml: tissue needs a table of cells; give tissue.table or, on the command line, --tissue FILE',
    );
  });
});

describe('any text', () => {
  const cell = fc.oneof(
    fc.constantFrom('x', 'y', 'type', 'tumour', 'killer', '1', '2.5', '-3e2', '', '"', 'NaN', 'x_um', 'y_um', '\ufeff'),
    fc.string({ maxLength: 4 }),
    fc.double().map(String),
  );
  const separators = fc.constantFrom(',', '\t', ';', '\n', '\r\n', ',');
  const soup = fc.array(fc.tuple(cell, separators), { maxLength: 60 }).map((parts) => parts.flat().join(''));
  const headed = fc
    .tuple(fc.constantFrom('x,y,type', 'type\tX_um\tY_um', 'x_px;y_px;class;x', 'x;y;label'), soup)
    .map(([header, body]) => `${header}\n${body}`);

  it('is a tissue or a one-line UserError, never a crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), soup, headed), fc.constantFrom(null, 0.5), (text, pixel) => {
        try {
          const { tissue, immune, report } = read(text, { otherLabels: 0, pixel });
          const cells = [tissue, immune].reduce((sum, layer) => sum + layer.filter((s) => s !== 0).length, 0);
          expect(report!.placed).toBe(cells);
        } catch (error) {
          expect(error).toMatchObject({ name: 'UserError' });
          expect((error as Error).message).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('accounts for every row: placed + lost + ignored', () => {
    const row = fc.tuple(
      fc.double({ min: -300, max: 300, noNaN: true }),
      fc.integer({ min: 0, max: 300 }),
      fc.constantFrom('tumour', 'stroma', 'killer', 'debris', 'other'),
    );
    const spacing = fc.constantFrom(null, 5, 80);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 150 }), spacing, (rows, wanted) => {
        fc.pre(rows.some((r) => r[2] !== 'debris' && r[2] !== 'other'));
        const text = `x,y,type\n${rows.map((r) => r.join(',')).join('\n')}`;
        const { report } = read(text, { otherLabels: 0, spacing: wanted ?? 1 });
        expect(report!.placed + report!.lost + report!.ignored).toBe(rows.length);
        expect(report!.moved).toBeLessThanOrEqual(report!.placed);
      }),
    );
  });
});
