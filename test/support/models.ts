import { readFileSync } from 'node:fs';
import { readModel } from '../../src/model/read-model.ts';
import { readScene, type SceneOverrides } from '../../src/model/read-scene.ts';
import type { Model, Scene } from '../../src/model/types.ts';
import { memoryHost } from './memory-host.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

/** Text of the model that uses every feature of the language. */
export const TINY_MODEL: string = fixture('tiny-model.yaml');

/** Text of a scene of that model. */
export const TINY_SCENE: string = fixture('tiny-scene.yaml');

/** Reads a model from text, the tiny one by default. */
export function modelOf(text: string = TINY_MODEL): Promise<Model> {
  return readModel('model.yaml', memoryHost({ 'model.yaml': text }));
}

/** Reads a scene from text, next to a model from text; the tiny ones by default. */
export function sceneOf(
  scene: string = TINY_SCENE,
  model: string = TINY_MODEL,
  overrides?: SceneOverrides,
): Promise<Scene> {
  return readScene('scene.yaml', memoryHost({ 'scene.yaml': scene, 'tiny-model.yaml': model }), overrides);
}
