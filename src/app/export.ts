/** Files of the moment that the worker makes: cells and fields as tables. */
import type { Simulation } from '../engine/types.ts';
import { cellsCsv } from '../index.ts';

/** What can be exported by the worker. */
export type Exported = 'cells' | 'fields';

/** A table of every cell, or of every site with its fields and matrix, CSV. */
export async function exportTable(sim: Simulation, what: Exported): Promise<Blob> {
  const state = await sim.state();
  const pieces = what === 'cells' ? cellsCsv(sim, state) : fieldsCsv(sim, state);
  return new Blob([...pieces], { type: 'text/csv' });
}

function* fieldsCsv(sim: Simulation, state: Awaited<ReturnType<Simulation['state']>>): Generator<string> {
  const { model } = sim.scene;
  const { width, height, spacing } = sim.shape;
  const columns = [
    ...model.fields.map((field, k) => ({ ...field, values: state.fields[k]! })),
    ...model.matrix.map((variable, k) => ({ ...variable, values: state.matrix[k]! })),
  ];
  const names = columns.map(({ name, unit }) =>
    unit.text === '' || unit.text === '1' ? name : `${name}_${unit.text}`,
  );
  yield `${['x_um', 'y_um', ...names].join(',')}\n`;
  for (let y = 0, i = 0; y < height; y++) {
    let lines = '';
    for (let x = 0; x < width; x++, i++) {
      const values = columns.map(({ values, unit }) => Number((values[i]! / unit.factor).toPrecision(7)));
      lines += `${[(x + 0.5) * spacing, (y + 0.5) * spacing, ...values].join(',')}\n`;
    }
    yield lines;
  }
}
