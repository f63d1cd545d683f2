/** The lattice: its canvas, and what lies over it. */
import { effect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { resizeCamera } from '../render/camera.ts';
import { scaleBar } from '../render/scale-bar.ts';
import { IconButton } from './button.tsx';
import { zoomBy } from './camera-moves.ts';
import { frameShown } from './client.ts';
import type { DrawOrder } from './drawer.ts';
import { openDrawing } from './drawing.ts';
import { HoverCard } from './hover-card.tsx';
import { Legend } from './legend.tsx';
import * as look from './look.ts';
import { watchPointer } from './pointer.ts';
import { StageMarks } from './stage-marks.tsx';
import * as store from './store.ts';
import { themeColours, themeVersion } from './theme.ts';
import { tool } from './tools.ts';
import { Tour } from './tour.tsx';

export function Stage() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => (canvas.current === null ? undefined : startDrawing(canvas.current)), []);
  return (
    <section class="stage" aria-label="Tissue">
      <div class="stage-view">
        <canvas
          ref={canvas}
          class="stage-canvas"
          tabIndex={0}
          role="img"
          aria-label="The tissue. Drag to move, wheel or pinch to zoom, click a cell to inspect it."
          data-tool={tool.value}
        />
        <div class="zoom">
          <IconButton icon="plus" label="Zoom in" shortcut="+" onPress={() => zoomBy(1.5)} />
          <IconButton icon="minus" label="Zoom out" shortcut="-" onPress={() => zoomBy(1 / 1.5)} />
          <IconButton icon="fit" label="Show everything" shortcut="F" onPress={store.fitView} />
        </div>
        <StageMarks />
        <Legend />
        <HoverCard />
        <Tour />
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

/** Has the lattice drawn whenever anything that the picture depends on has changed. */
function startDrawing(canvas: HTMLCanvasElement): () => void {
  const drawing = openDrawing(canvas, (answer) => {
    if (answer === 'drawn') frameShown();
    else store.tell('error', answer.failed);
  });
  let ordered: DrawOrder = {};
  const stops = [
    effect(() => {
      const states = store.info.value?.states;
      const picture = store.frame.value?.picture;
      if (states !== undefined && states !== ordered.states) drawing.order({ states });
      if (picture !== undefined && picture !== ordered.picture) drawing.order({ picture });
      ordered = { ...(states && { states }), ...(picture && { picture }) };
    }),
    effect(() => {
      const [camera, size] = [store.camera.value, store.canvasSize.value];
      const [scale, hidden, chosen] = [store.scale.value, store.hidden.value, store.chosen.value];
      const [over, opacity, contours] = [look.overStates.value, look.opacity.value, look.contourParts.value];
      const arrows = look.arrows.value ? look.ARROW_SPACING * globalThis.devicePixelRatio : 0;
      themeVersion.value;
      if (camera !== null) {
        const overlay = { over, opacity, contours, arrows };
        drawing.order({ look: { camera, size, scale, hidden, chosen, ...overlay, ...themeColours() } });
      }
    }),
    watchSize(canvas),
    watchPointer(canvas),
    drawing.close,
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Keeps the canvas as sharp as the screen. */
function watchSize(canvas: HTMLCanvasElement): () => void {
  const observer = new ResizeObserver(() => {
    const ratio = globalThis.devicePixelRatio;
    const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    const before = store.canvasSize.value;
    if (before.width === width && before.height === height) return;
    store.canvasSize.value = { width, height };
    const { camera, cameraMoved } = store;
    if (camera.value === null || !cameraMoved.value) store.fitView();
    else camera.value = resizeCamera(camera.value, before, { width, height });
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}
