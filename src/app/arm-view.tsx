/** The tissue of one arm; drag and wheel move the camera of all. */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LatticeShape, State } from '../model/types.ts';
import { panBy, zoomAt } from '../render/camera.ts';
import type { Picture } from '../render/pack.ts';
import { type ColourScale, defaultScale } from '../render/palette.ts';
import { armCamera, fitArms } from './arm-camera.ts';
import { type Drawing, openDrawing } from './drawing.ts';
import { hidden, tell } from './store.ts';
import { themeColours, themeVersion } from './theme.ts';

interface ArmViewProps {
  readonly label: string;
  readonly states: readonly State[] | null;
  readonly shape: LatticeShape | undefined;
  readonly picture: Picture | null;
  /** Default: that of the layer. */
  readonly scale?: ColourScale;
  /** States that are not drawn; default: those that the page hides. */
  readonly hides?: ReadonlySet<number>;
}

export function ArmView({ label, states, shape, picture, scale, hides }: ArmViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [size] = useState(() => signal({ width: 1, height: 1 }));
  useEffect(() => {
    if (canvas.current === null) return;
    const opened = openDrawing(canvas.current, (answer) => answer !== 'drawn' && tell('error', answer.failed));
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      const ratio = globalThis.devicePixelRatio;
      size.value = { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
    });
    observer.observe(canvas.current);
    setDrawing(opened);
    return () => {
      observer.disconnect();
      opened.close();
    };
  }, []);
  useEffect(() => {
    if (states !== null) drawing?.order({ states });
  }, [drawing, states]);
  const layer = picture?.layer.kind ?? 'field';
  useEffect(() => {
    if (drawing === null || shape === undefined) return;
    return effect(() => {
      const { width, height } = size.value;
      if (width > 1) fitArms(shape.width, shape.height, width, height);
      themeVersion.value;
      const camera = armCamera.value;
      if (camera === null) return;
      drawing.order({
        look: {
          camera,
          size: size.value,
          scale: scale ?? defaultScale(layer),
          hidden: hides ?? hidden.value,
          ...themeColours(),
        },
      });
    });
  }, [drawing, shape, layer, scale, hides]);
  useEffect(() => {
    // A copy: the drawing takes the texels.
    if (picture !== null) drawing?.order({ picture: { ...picture, texels: picture.texels.slice() } });
  }, [drawing, states, picture]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`Tissue of ${label}; drag and wheel move all arms`}
      onWheel={(event) => {
        event.preventDefault();
        if (shape === undefined || armCamera.value === null) return;
        const box = event.currentTarget.getBoundingClientRect();
        const ratio = globalThis.devicePixelRatio;
        const [x, y] = [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
        armCamera.value = zoomAt(armCamera.value, 2 ** (-event.deltaY / 300), x, y, size.value, shape);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.buttons === 0 || shape === undefined || armCamera.value === null) return;
        const ratio = globalThis.devicePixelRatio;
        armCamera.value = panBy(armCamera.value, event.movementX * ratio, event.movementY * ratio, shape);
      }}
    />
  );
}
