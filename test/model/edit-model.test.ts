import { expect, test } from 'vitest';
import { readEditedModel } from '../../src/model/edit-model.ts';
import { memoryHost } from '../support/memory-host.ts';
import { modelOf, TINY_MODEL } from '../support/models.ts';

const host = memoryHost({ 'own.yaml': 'nidus: 1\nextends: model.yaml\ntitle: Own', 'model.yaml': TINY_MODEL });
const equation = Object.keys((await modelOf()).texts!)[0]!;

test('replaces equations of the model that a model extends', async () => {
  const edited = await readEditedModel('own.yaml', host, { [equation]: '0' });
  expect(edited.title).toBe('Own');
  expect(edited.texts![equation]).toBe('0');
});

test('names the equation that the language refuses', async () => {
  await expect(readEditedModel('own.yaml', host, { [equation]: 'nonsense*2' })).rejects.toThrow(
    new RegExp(`^${equation.replaceAll('.', '\\.')} `),
  );
});
