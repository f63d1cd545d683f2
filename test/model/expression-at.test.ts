import { expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node.ts';
import { evaluate, walk } from '../../src/model/evaluate.ts';
import { expressionAt } from '../../src/model/expression-at.ts';
import { readModel } from '../../src/model/read-model.ts';

it('finds the expression behind every equation of a model, which names what its text names', async () => {
  const model = await readModel('scenes/models/persister.yaml', createNodeHost());
  const paths = Object.keys(model.texts ?? {}).filter((path) => !/\.(spread|early_part|early_half_life)$/.test(path));
  expect(paths.length).toBeGreaterThan(200);
  for (const path of paths) {
    const found = expressionAt(model, path);
    expect(found, path).not.toBeNull();
    const names: string[] = [];
    walk(found!.expr, (node) => node.op === 'ref' && names.push(node.name));
    for (const name of names) expect(model.texts![path], path).toContain(name);
    if (/^[\d.]+$/.test(model.texts![path]!)) expect(evaluate(found!.expr, () => 0)).toBe(Number(model.texts![path]));
  }
  expect(expressionAt(model, 'cells.nobody.division.rate')).toBeNull();
  expect(expressionAt(model, 'fields.nothing.decay')).toBeNull();
});
