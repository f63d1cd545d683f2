/** What lies over the tissue in its own place: the brush, the marked region, the ruler. */
import { formatLength } from '../render/format.ts';
import { camera, canvasSize, info } from './store.ts';
import { brushNow, heldSites, pointerAt, region, ruler, tool } from './tools.ts';

export function StageMarks() {
  const view = camera.value;
  if (view === null) return null;
  const ratio = globalThis.devicePixelRatio;
  const { width, height } = canvasSize.value;
  const scale = view.scale / ratio;
  const x = (site: number) => width / ratio / 2 + (site - view.x) * scale;
  const y = (site: number) => height / ratio / 2 + (site - view.y) * scale;
  return (
    <svg class="stage-marks" aria-hidden="true">
      <SourceMarks x={x} y={y} scale={scale} />
      <RegionMark x={x} y={y} scale={scale} />
      <RulerMark x={x} y={y} />
      <BrushMark x={x} y={y} scale={scale} />
    </svg>
  );
}

interface Place {
  readonly x: (site: number) => number;
  readonly y: (site: number) => number;
}

function SourceMarks({ x, y, scale }: Place & { readonly scale: number }) {
  const size = Math.max(1.5, Math.min(4, 0.28 * scale));
  const dots = heldSites.value.map((site) => {
    const [cx, cy] = [x(site.x + 0.5), y(site.y + 0.5)];
    return `M${(cx - size).toFixed(1)} ${cy.toFixed(1)}l${size} ${-size} ${size} ${size} ${-size} ${size}z`;
  });
  return dots.length === 0 ? null : <path class="mark-source" d={dots.join('')} />;
}

function RegionMark({ x, y, scale }: Place & { readonly scale: number }) {
  const marked = region.value;
  if (marked === null) return null;
  const box = { x: x(marked.x), y: y(marked.y), width: marked.width * scale, height: marked.height * scale };
  return (
    <>
      <rect class="mark-halo" {...box} />
      <rect class="mark-line dashed" {...box} />
    </>
  );
}

function BrushMark({ x, y, scale }: Place & { readonly scale: number }) {
  const at = pointerAt.value;
  if (tool.value !== 'brush' || at === null) return null;
  const { shape, radius } = brushNow.value;
  const size = Math.max(0.5, radius) * scale;
  if (shape === 'disc') {
    return (
      <>
        <circle class="mark-halo" cx={x(at.x)} cy={y(at.y)} r={size} />
        <circle class="mark-line" cx={x(at.x)} cy={y(at.y)} r={size} />
      </>
    );
  }
  const box = { x: x(at.x) - size, y: y(at.y) - size, width: 2 * size, height: 2 * size };
  return (
    <>
      <rect class="mark-halo" {...box} />
      <rect class="mark-line" {...box} />
    </>
  );
}

function RulerMark({ x, y }: Place) {
  const measured = ruler.value;
  const shape = info.value?.shape;
  if (measured === null || shape === undefined) return null;
  const { from, to } = measured;
  const line = { x1: x(from.x), y1: y(from.y), x2: x(to.x), y2: y(to.y) };
  const length = Math.hypot(to.x - from.x, to.y - from.y) * shape.spacing;
  return (
    <>
      <line class="mark-halo" {...line} />
      <line class="mark-line" {...line} />
      <circle class="mark-end" cx={line.x1} cy={line.y1} r="3" />
      <circle class="mark-end" cx={line.x2} cy={line.y2} r="3" />
      <text class="mark-text" x={(line.x1 + line.x2) / 2} y={(line.y1 + line.y2) / 2 - 8}>
        {formatLength(length)}
      </text>
    </>
  );
}
