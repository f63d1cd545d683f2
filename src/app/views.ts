/** Taking, keeping and naming views of a scene. */
import { effect, signal, untracked } from '@preact/signals';
import type { SavedSession } from '../model/session.ts';
import type { SceneView } from '../model/types.ts';
import type { ColourScaleName } from '../render/palette.ts';
import { showLayer, showRange } from './client.ts';
import * as look from './look.ts';
import { camera, cameraMoved, canvasSize, info, layerName, scaleName, wantedLook } from './store.ts';

/** Views that the user has named, by the scene's path. */
export const ownViews = signal<Readonly<Record<string, readonly SceneView[]>>>(readKept());

const KEY = 'nidus views';

/** The scene's own views and those that the user has named, the latter last. */
export function viewsNow(): readonly SceneView[] {
  const session = info.value;
  if (session === null) return [];
  return [...session.views, ...ownViewsNow()];
}

/** Views of this scene that the user has named. */
export function ownViewsNow(): readonly SceneView[] {
  return ownViews.value[info.value?.path ?? ''] ?? [];
}

/** A session that is opened brings its look and its views. */
effect(() => {
  if (info.value === null) return;
  untracked(() => {
    const wanted = wantedLook.value;
    wantedLook.value = null;
    if (wanted !== null) takeLook(wanted);
  });
});

function takeLook({ view, views = [] }: Pick<SavedSession, 'view' | 'views'>): void {
  const own = ownViewsNow();
  const added = views.filter((one) => !own.some((other) => JSON.stringify(other) === JSON.stringify(one)));
  const isTaken = (name: string) => own.some((other) => other.name === name);
  if (added.length > 0) {
    const named = added.map((one) => (isTaken(one.name) ? { ...one, name: `${one.name} (shared)` } : one));
    change((before) => [...before.filter(({ name }) => !named.some((one) => one.name === name)), ...named]);
  }
  if (view === undefined) return;
  const { centre, across, layer = layerName.value, ...rest } = view;
  takeView({ name: '', layer, ...rest });
  if (centre === undefined || across === undefined) return;
  camera.value = { x: centre[0], y: centre[1], scale: canvasSize.value.width / across };
  cameraMoved.value = true;
}

/** Looks at the tissue that way. */
export function takeView(view: SceneView): void {
  const session = info.value;
  if (session === null) return;
  if (session.layers.some(({ name }) => name === view.layer)) showLayer(view.layer);
  const kinds = new Set(session.states.map(({ kind }) => kind));
  scaleName.value = view.colours ?? null;
  look.overKinds.value = new Set((view.over ?? []).filter((kind) => kinds.has(kind)));
  look.opacity.value = view.opacity ?? 0.9;
  look.contours.value = view.contours ?? false;
  look.arrows.value = view.arrows ?? false;
  const fixed = view.range === undefined ? null : { low: view.range[0], high: view.range[1] };
  showRange({ mode: fixed === null ? 'now' : 'fixed', log: view.log ?? false, fixed });
}

/** What is shown now as a view of that name. */
export function viewNow(name: string): SceneView {
  const { mode, log, fixed } = look.rangeWishes.value[layerName.value] ?? look.PLAIN_RANGE;
  const colours: ColourScaleName | null = scaleName.value;
  return {
    name,
    layer: layerName.value,
    ...(colours !== null && { colours }),
    ...(log && { log }),
    ...(mode === 'fixed' && fixed !== null && { range: [fixed.low, fixed.high] as const }),
    ...(look.overKinds.value.size > 0 && { over: [...look.overKinds.value], opacity: look.opacity.value }),
    ...(look.contours.value && { contours: true }),
    ...(look.arrows.value && { arrows: true }),
  };
}

/** Keeps what is shown now under a name, in this browser, in place of an own view of that name. */
export function keepView(name: string): void {
  change((views) => [...views.filter((view) => view.name !== name), viewNow(name)]);
}

export function forgetView(name: string): void {
  change((views) => views.filter((view) => view.name !== name));
}

function change(to: (views: readonly SceneView[]) => readonly SceneView[]): void {
  const path = info.value?.path;
  if (path === undefined) return;
  ownViews.value = { ...ownViews.value, [path]: to(ownViews.value[path] ?? []) };
  try {
    localStorage.setItem(KEY, JSON.stringify(ownViews.value));
  } catch {
    // A browser that keeps nothing: views last as long as the page.
  }
}

function readKept(): Readonly<Record<string, readonly SceneView[]>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, readonly SceneView[]>) : {};
  } catch {
    return {};
  }
}
