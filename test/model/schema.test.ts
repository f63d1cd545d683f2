import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkShape, createReader } from '../../src/model/reader.ts';
import { jsonSchema, rawModel, rawScene, rawTable } from '../../src/model/schema.ts';
import { parseYaml } from '../../src/model/yaml.ts';

test('both JSON Schemas are plain JSON that closes its objects', () => {
  const { model, scene } = JSON.parse(JSON.stringify(jsonSchema()));
  expect(model).toMatchObject({ type: 'object', additionalProperties: false });
  expect(model.properties.fields.additionalProperties.properties).toHaveProperty('half_life');
  expect(scene.properties.tissue.anyOf).toHaveLength(2);
  expect(scene.required).toEqual(['nidus']);
});

test('the examples in the description of the language have the shape that is read', () => {
  const text = readFileSync(new URL('../../scenes/README.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => parseYaml(match[1]!, 'README.md'));
  expect(examples).toHaveLength(4);
  const [model, scene, table, experiment] = examples;
  expect(() => checkShape(rawModel, model!.data, createReader(model!))).not.toThrow();
  expect(() => checkShape(rawScene, scene!.data, createReader(scene!))).not.toThrow();
  const whole = { ...scene!.data, ...experiment!.data };
  expect(() => checkShape(rawScene, whole, createReader(experiment!))).not.toThrow();
  expect(() => checkShape(rawTable, table!.data.tissue, createReader(table!))).not.toThrow();
});
