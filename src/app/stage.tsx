/** The lattice: canvas, what lies over it, and drawing whenever anything it shows changes. */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { resizeCamera } from '../render/camera.ts';
import { scaleBar } from '../render/scale-bar.ts';
import { createView, type View } from '../render/view.ts';
import { IconButton } from './button.tsx';
import { LayerCard } from './layer-card.tsx';
import { watchPointer, zoomBy } from './pointer.ts';
import * as store from './store.ts';
import { themeColours, themeVersion } from './theme.ts';

export function Stage() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (canvas.current === null ? undefined : startDrawing(canvas.current)), []);
  return (
    <section class="stage" aria-label="Tissue">
      <LayerCard />
      <div class="stage-view">
        <canvas
          ref={canvas}
          class="stage-canvas"
          tabIndex={0}
          role="img"
          aria-label="The tissue. Drag to move, wheel or pinch to zoom, click a site to inspect it."
        />
        <div class="zoom">
          <IconButton icon="plus" label="Zoom in" shortcut="+" onPress={() => zoomBy(1.5)} />
          <IconButton icon="minus" label="Zoom out" shortcut="-" onPress={() => zoomBy(1 / 1.5)} />
          <IconButton icon="fit" label="Show everything" shortcut="F" onPress={store.fitView} />
        </div>
        <ScaleBar />
        {store.loading.value && <p class="stage-message">Loading…</p>}
      </div>
    </section>
  );
}

function ScaleBar() {
  const camera = store.camera.value;
  const shape = store.info.value?.shape;
  if (camera === null || shape === undefined) return null;
  const ratio = globalThis.devicePixelRatio;
  const bar = scaleBar(camera, shape.spacing, 140 * ratio);
  return (
    <div class="scale-bar" role="img" aria-label={`Scale bar: ${bar.text}`}>
      <span>{bar.text}</span>
      <div style={{ width: `${bar.pixels / ratio}px` }} />
    </div>
  );
}

/** Draws once per screen refresh at most, whenever a signal that the picture depends on has changed. */
function startDrawing(canvas: HTMLCanvasElement): () => void {
  let view: View | null = null;
  let viewOf: unknown = null;
  let asked = 0;

  function draw(): void {
    asked = 0;
    const { info, frame, camera } = store;
    if (info.value === null || frame.value === null || camera.value === null) return;
    if (viewOf !== info.value.states) {
      view = replaceView(canvas, view);
      viewOf = info.value.states;
    }
    view?.draw(frame.value.picture, camera.value, {
      scale: store.scale.value,
      hidden: store.hidden.value,
      chosen: store.chosen.value,
      ...themeColours(),
    });
  }

  const stopEffect = effect(() => {
    const { info, frame, camera, scale, hidden, chosen, canvasSize } = store;
    for (const used of [info, frame, camera, scale, hidden, chosen, canvasSize, themeVersion]) used.value;
    if (asked === 0) asked = requestAnimationFrame(draw);
  });
  const stopSizes = watchSize(canvas);
  const stopPointer = watchPointer(canvas);
  return () => {
    stopEffect();
    stopSizes();
    stopPointer();
    cancelAnimationFrame(asked);
    view?.destroy();
  };
}

function replaceView(canvas: HTMLCanvasElement, old: View | null): View | null {
  if (old !== null) {
    old.setStates(store.info.value?.states ?? []);
    return old;
  }
  try {
    return createView(canvas, store.info.value?.states ?? []);
  } catch (error) {
    store.tell('error', error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** Keeps the canvas as sharp as the screen. */
function watchSize(canvas: HTMLCanvasElement): () => void {
  const observer = new ResizeObserver(() => {
    const ratio = globalThis.devicePixelRatio;
    const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    const before = store.canvasSize.value;
    if (before.width === width && before.height === height) return;
    canvas.width = width;
    canvas.height = height;
    store.canvasSize.value = { width, height };
    const { camera, cameraMoved } = store;
    if (camera.value === null || !cameraMoved.value) store.fitView();
    else camera.value = resizeCamera(camera.value, before, { width, height });
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}
