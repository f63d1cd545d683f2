import { expect, test } from 'vitest';
import { jsonSchema } from '../../src/model/schema.ts';

test('both JSON Schemas are plain JSON that closes its objects', () => {
  const { model, scene } = JSON.parse(JSON.stringify(jsonSchema()));
  expect(model).toMatchObject({ type: 'object', additionalProperties: false });
  expect(model.properties.fields.additionalProperties.properties).toHaveProperty('half_life');
  expect(scene.properties.tissue.anyOf).toHaveLength(2);
  expect(scene.required).toEqual(['nidus']);
});
