/** Real tissue sections, read where they lie; they are no part of this repository. And a table of a million rows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { draw, toUnit } from '../../src/engine/random.ts';
import { importTissue } from '../../src/tissue/import.ts';
import { bareScene, tablePlan } from '../support/tissue-scene.ts';

const FOLDER = new URL('../../../shared/data/tissue/', import.meta.url).pathname;
const FILES = existsSync(FOLDER)
  ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
  : [];

/** The labels of these tables by state of the test model; all others are left out. */
const LABELS = Object.fromEntries([
  ...['cancer', 'epithelial'].map((label) => [label, 1]),
  ...['fibroblast', 'smooth_muscle', 'pericyte', 'myoepithelial'].map((label) => [label, 3]),
  ['endothelial', 4],
  ...['macrophage', 'monocyte', 'dendritic', 'neutrophil', 'mast', 'NK', 'B', 'plasma'].map((label) => [label, 6]),
  ...['T_CD4', 'T_CD8', 'Treg', 'T_other', 'other_immune'].map((label) => [label, 5]),
]) as Record<string, number>;

describe('sections of tumours', () => {
  const names = FILES.length > 0 ? FILES : ['../shared/data/tissue is not here'];
  it.skipIf(FILES.length === 0).each(names)('%s: every cell finds a site', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const plan = tablePlan({ labelColumns: ['canonical_type'], labels: LABELS, otherLabels: 0 });
    const { shape, report, tissue, immune } = importTissue(bareScene({ lattice: null }), plan, text, name);
    const cells = [tissue, immune].reduce((sum, layer) => sum + layer.filter((s) => s !== 0).length, 0);
    const rows = text.trim().split('\n').length - 1;
    expect(cells).toBe(report!.placed);
    expect(report!.placed + report!.lost + report!.ignored).toBe(rows);
    expect(report!.lost).toBeLessThan(0.005 * rows);
    expect(report!.moved).toBeLessThan(0.1 * report!.placed);
    expect(report!.median_shift_um).toBeLessThan(1.5 * shape.spacing);
    expect(shape.spacing).toBeGreaterThan(3);
    expect(shape.spacing).toBeLessThan(15);
  });
});

describe('a million rows', () => {
  it('are placed in seconds', { timeout: 180_000 }, () => {
    const rows = ['cell_id,x_centroid,y_centroid,cell_type'];
    for (let i = 0; i < 1_000_000; i++) {
      const words = draw(i, 0, 0, 9);
      const [x, y] = [(i % 1000) * 9 + 4 * toUnit(words[0]!), Math.floor(i / 1000) * 9 + 4 * toUnit(words[1]!)];
      rows.push(`cell${i},${x.toFixed(2)},${y.toFixed(2)},${words[2]! & 1 ? 'tumour' : 'killer'}`);
    }
    const before = process.cpuUsage(); // not the clock: other tests run beside this one
    const { shape, report } = importTissue(bareScene({ lattice: null }), tablePlan(), rows.join('\n'), 'cells.csv');
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(20);
    expect(report!.lost).toBe(0);
    expect(report!.placed).toBe(1_000_000);
    expect(shape.width).toBeLessThanOrEqual(4096);
  });
});
